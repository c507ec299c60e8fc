"""Output formats for programs: JSON, JSON lines, CSV and Markdown. `terminal_view` renders text for people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import orjson

from ...corpus.article import Article, Passage
from ...corpus.characters import json_safe
from ..citation.csl import csl_item
from ..citation.markdown import as_markdown as cited
from ..citation.markdown import code, escaped
from ..query.json_types import ArticleJSON, HitJSON
from ..ranking.results import Hit, Result, article_header
from .tables import as_csv_rows

Format = Literal["text", "json", "jsonl", "csv", "md"]

_NESTED = ("highlight", "signals", "article", "neighbours", "copies")
_COLUMNS = (
    *(name for name in HitJSON.__annotations__ if name not in (*_NESTED, "text")),
    *(name for name in ArticleJSON.__annotations__ if name != "id"),
    "text",
)
"""All that the JSON says of a hit and its article, but for what has no place in a cell; the text comes last."""


def as_json(plain: Any) -> str:  # noqa: ANN401  # any JSON value
    """Format as indented JSON."""
    return json_safe(orjson.dumps(plain, option=orjson.OPT_INDENT_2)).decode() + "\n"


def as_json_line(plain: Any) -> str:  # noqa: ANN401
    """Format as JSON on one line."""
    return json_safe(orjson.dumps(plain)).decode() + "\n"


def as_jsonl(result: Result) -> str:
    """Format as JSON lines, one hit a line; empty for no hits."""
    return "".join(as_json_line(hit.to_dict()) for hit in result.hits)


def as_csv(result: Result) -> str:
    """Format as CSV: a header row, then one row a hit, without line breaks or neighbours. JSON is the exact form.

    A text cell that a spreadsheet would read as a formula gets a ``'`` before it.
    """
    return as_csv_rows(_COLUMNS, ({**article_header(hit.article), **hit.to_dict()} for hit in result.hits))


def as_markdown(result: Result) -> str:
    """Format as Markdown: the question, then each passage as a quotation with its source, for notes or a prompt."""
    parts = [f"# {escaped(result.query)}\n"]
    parts += [_quotation(hit) for hit in result.hits] or ["Nothing found.\n"]
    return "\n".join(parts)


RENDERERS: dict[Format, Callable[[Result], str]] = {
    "json": lambda result: as_json(result.to_dict()),
    "jsonl": as_jsonl,
    "csv": as_csv,
    "md": as_markdown,
}


def _quotation(hit: Hit) -> str:
    """Quote a hit with its citation; its neighbours stand around the quotation, under their own ids."""
    number = f"{hit.rank}. "
    indent = " " * len(number)  # without it the text would not belong to the list item
    before = [_beside(passage) for passage in hit.neighbours if passage.number < hit.passage.number]
    after = [_beside(passage) for passage in hit.neighbours if passage.number > hit.passage.number]
    sources = [cited(csl_item(hit.article, hit.passage))]
    sources += [f"also {_publisher(copy.article)} ({code(copy.id)})" for copy in hit.copies]
    parts = [*before, f"> {_highlighted(hit)}", "; ".join(sources), *after]
    return number + f"\n\n{indent}".join(parts) + "\n"


def _beside(neighbour: Passage) -> str:
    return f"{code(neighbour.id)}: {escaped(neighbour.text)}"


def _publisher(article: Article) -> str:
    return escaped(article.source or article.title or article.id)


def _highlighted(hit: Hit) -> str:
    start, end = hit.highlight
    text = hit.passage.text
    if (start, end) == (0, len(text)):
        return escaped(text)
    # Asterisks are markup only beside a space, and some scripts put no space between sentences.
    parts = (escaped(text[:start]), f"**{escaped(text[start:end])}**", escaped(text[end:]))
    return " ".join(part for part in parts if part)
