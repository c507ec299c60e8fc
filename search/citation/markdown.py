"""Citations in Markdown, and text made safe for it."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote

from ...corpus.article import day_in_words
from ...corpus.text.characters import one_line
from .csl import CSLItem
from .names import CSLName

_MARKDOWN = re.compile(r"[\\`*_\[\]<>#|~&]")
_LIST_ITEM = re.compile(r"(\d*)(?=[.)])|(?=[-+])")
_MOST_AUTHORS = 3
"""Authors to name; of more, the first and "et al."."""
_WEB = ("http://", "https://")
_IN_ADDRESSES = "%/:?#[]@!$&'*+,;=~"
"""What an address may have as it is. Anything that could end it, or begin another one, is written in hex."""


def as_markdown(item: CSLItem) -> str:
    """Format on one line: authors, headline, outlet, day, paragraph, id; unknown parts are left out."""
    day = date(*item["issued"]["date-parts"][0]) if "issued" in item else None
    paragraph = f"para. {item['locator']}" if "locator" in item else ""
    outlet = item.get("container-title", "")
    parts = (_authors(item.get("author", [])), _headline(item), escaped(outlet), day_in_words(day), paragraph)
    told = ", ".join(part for part in parts if part)
    return f"{told} ({code(item['id'])})" if told else code(item["id"])


def escaped(text: str) -> str:
    """Put `text` on one line, and escape what Markdown or HTML would interpret."""
    marked = _MARKDOWN.sub(r"\\\g<0>", one_line(text).strip())
    item = _LIST_ITEM.match(marked)
    return f"{item[0]}\\{marked[item.end() :]}" if item else marked


def code(passage_id: str) -> str:
    """Format an id as code."""
    return f"`{one_line(passage_id).replace('`', '')}`"


def _authors(names: list[CSLName]) -> str:
    shown = [escaped(_in_order(name)) for name in names]
    if len(shown) > _MOST_AUTHORS:
        return f"{shown[0]} et al."
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _in_order(name: CSLName) -> str:
    parts = (name.get("given"), name.get("family"), name.get("suffix"), name.get("literal"))
    return " ".join(part for part in parts if part)


def _headline(item: CSLItem) -> str:
    title, url = escaped(item.get("title", "")), item.get("URL", "")
    if not url.lower().startswith(_WEB):
        return title
    address = quote(url, safe=_IN_ADDRESSES)
    return f"[{title or escaped(url)}](<{address}>)"
