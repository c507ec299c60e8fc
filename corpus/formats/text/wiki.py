"""Pages of a MediaWiki dump, without their markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...errors import ExtraMissingError
from ...files.source import Source
from ...record import Fault, Record
from ..xml.tree import parse, within, words

_UNSEEN_LINKS = re.compile(r"\s*(?:category|file|image|[a-z]{2,3}(?:-[a-z]+)?)\s*:", re.IGNORECASE)
_CATEGORY = re.compile(
    r"\[\[\s*(?:category|kategorie|catégorie|categoría|categoria|kategoria|категория)\s*:\s*([^\]|]{1,200})",
    re.IGNORECASE,
)
_DATE = re.compile(r"\{\{\s*date\s*\|\s*(?:1=)?\s*([^{}|]{4,40})\}\}", re.IGNORECASE)
_HEADING = re.compile(r"^=+[ \t]*(.*?)[ \t]*=+[ \t]*$", re.MULTILINE)
_REFERENCE = re.compile(r"<ref\b[^<>]*/>|<ref\b[^<>]*>.{0,10000}?</ref\s*>", re.DOTALL | re.IGNORECASE)
_LIST = re.compile(r"^[*#:;]+[ \t]*", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n\s*\n")
_MARK = "\ue000"
"""A character for private use, which marks a heading while the markup is removed."""
_BACK = frozenset(
    {"sources", "source", "references", "external links", "see also", "related news", "sister links", "quellen",
     "weblinks", "einzelnachweise", "fuentes", "fonti", "références", "voir aussi"}
)  # fmt: skip
"""Headings below which a page has no more text."""


def wiki_page(source: Source) -> Iterator[Record | Fault]:
    """Read one page of a dump: its newest revision.

    Raises:
        ExtraMissingError: mwparserfromhell or lxml is not installed.
    """
    root = parse(source.read_bytes(raw=True))
    revisions = [*within(root, "revision")]
    if not revisions:
        yield Fault(1, "a page without a revision")
        return
    newest = max(revisions, key=lambda it: words(next(within(it, "timestamp"), None)))
    element = next(within(newest, "text"), None)
    markup = (element.text if element is not None else "") or ""
    date = _DATE.search(markup)
    paragraphs = _paragraphs(markup)
    times = sorted(words(next(within(it, "timestamp"), None)) for it in revisions)
    fields = {
        "title": words(next(within(root, "title"), None)),
        "text": "\n\n".join(paragraphs),
        "published": date[1].strip() if date else times[0],
        "updated": times[-1],
        "categories": [*dict.fromkeys(name.strip() for name in _CATEGORY.findall(markup) if name.strip())],
    }
    if paragraphs:
        yield Record(1, derived=fields)
    else:
        yield Fault(1, f"a page without text: {fields['title']}", skipped=False)


def _without_tables(markup: str) -> str:
    """Remove the tables of wiki text; one that has no end is kept."""
    kept: list[str] = []
    starts: list[int] = []
    for line in markup.split("\n"):
        if line.startswith("{|"):
            starts.append(len(kept))
        kept.append(line)
        if line.startswith("|}") and starts:
            del kept[starts.pop() :]
    return "\n".join(kept)


def _paragraphs(markup: str) -> list[str]:
    """Return the paragraphs of wiki text; its lists of sources are left out."""
    try:
        import mwparserfromhell
    except ImportError:
        raise ExtraMissingError("a MediaWiki dump", "documents") from None
    marked = _LIST.sub("\n\n", _HEADING.sub(rf"\n\n{_MARK}\1\n\n", _REFERENCE.sub("", _without_tables(markup))))
    code = mwparserfromhell.parse(marked)
    code.nodes = [it for it in code.nodes if not _UNSEEN_LINKS.match(str(getattr(it, "title", "")))]
    found: list[str] = []
    for paragraph in _BLANK_LINES.split(str(code.strip_code())):
        text = " ".join(paragraph.split())
        if text.startswith(_MARK) and text.removeprefix(_MARK).lower() in _BACK:
            break
        if visible := text.removeprefix(_MARK):
            found.append(visible)
    return found
