"""Answers for programs: JSON, JSON lines, CSV and Markdown. What people read on a terminal is in `screen`."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from io import StringIO
from typing import Any, Literal

import orjson

from ...corpus.article import Article, iso
from ...corpus.characters import json_safe, one_line
from ..ranking.results import Hit, Result, article_header

Format = Literal["text", "json", "jsonl", "csv", "md"]

_COLUMNS = (
    "rank",
    "id",
    "score",
    "cosine",
    "bm25",
    "published",
    "source",
    "categories",
    "authors",
    "title",
    "url",
    "text",
)
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a spreadsheet's formula may begin; some take the wide forms, too."""
_MARKDOWN = re.compile(r"[\\`*_\[\]<>#|~&]")
_LIST_ITEM = re.compile(r"(\d*)(?=[.)])|(?=[-+])")


def as_json(plain: Any) -> str:  # noqa: ANN401  # whatever JSON can say
    """Indented JSON."""
    return json_safe(orjson.dumps(plain, option=orjson.OPT_INDENT_2)).decode() + "\n"


def as_json_line(plain: Any) -> str:  # noqa: ANN401
    """JSON on one line."""
    return json_safe(orjson.dumps(plain)).decode() + "\n"


def as_jsonl(result: Result) -> str:
    """A hit a line; nothing for no hits."""
    return "".join(as_json_line(hit.to_dict()) for hit in result.hits)


def as_csv(result: Result) -> str:
    """A header row, then a hit a row, each on one line, without neighbours; JSON is the exact form.

    A cell of text that a spreadsheet would take for a formula gets a ``'`` before it.
    """
    out = StringIO()
    writer = csv.DictWriter(out, _COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for hit in result.hits:
        row = hit.to_dict() | {name: value for name, value in article_header(hit.article).items() if name != "id"}
        writer.writerow({name: _cell(row[name]) for name in _COLUMNS})
    return out.getvalue()


def as_markdown(result: Result) -> str:
    """The question, then each passage as a quotation with its source: ready for notes or a prompt."""
    parts = [f"# {_plain(result.query)}\n"]
    parts += [_quotation(hit) for hit in result.hits] or ["Nothing found.\n"]
    return "\n".join(parts)


RENDERERS: dict[Format, Callable[[Result], str]] = {
    "json": lambda result: as_json(result.to_dict()),
    "jsonl": as_jsonl,
    "csv": as_csv,
    "md": as_markdown,
}


def _cell(value: object) -> object:
    if isinstance(value, list):
        value = "; ".join(value)
    if not isinstance(value, str):
        return value
    shown = one_line(value).strip()
    return f"'{shown}" if shown.startswith(_FORMULA) else shown


def _quotation(hit: Hit) -> str:
    article, number = hit.article, f"{hit.rank}. "
    day = iso(article.published)
    about = ", ".join(_plain(it) for it in (article.title or article.id, article.source, day and day[:10]) if it)
    indent = " " * len(number)  # or it would not belong to the item
    before = [_plain(it.text) for it in hit.neighbours if it.number < hit.passage.number]
    after = [_plain(it.text) for it in hit.neighbours if it.number > hit.passage.number]
    quoted = f"\n{indent}>\n{indent}> ".join([*before, _marked(hit), *after])
    cited = [f"{about} ({_code(hit.id)})", *(f"also {_named(it.article)} ({_code(it.id)})" for it in hit.copies)]
    return f"{number}> {quoted}\n\n{indent}{'; '.join(cited)}\n"


def _named(article: Article) -> str:
    return _plain(article.source or article.title or article.id)


def _code(passage_id: str) -> str:
    return f"`{one_line(passage_id).replace('`', '')}`"


def _marked(hit: Hit) -> str:
    start, end = hit.highlight
    text = hit.passage.text
    if (start, end) == (0, len(text)):
        return _plain(text)
    # Stars are markup only with a space beside them, and not every script puts one between two sentences.
    parts = (_plain(text[:start]), f"**{_plain(text[start:end])}**", _plain(text[end:]))
    return " ".join(it for it in parts if it)


def _plain(text: str) -> str:
    """`text` on one line, with nothing in it that Markdown or HTML would act on."""
    escaped = _MARKDOWN.sub(r"\\\g<0>", one_line(text).strip())
    item = _LIST_ITEM.match(escaped)
    return f"{item[0]}\\{escaped[item.end() :]}" if item else escaped
