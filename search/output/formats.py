"""Output formats for programs: JSON, JSON lines, CSV and Markdown. `terminal_view` renders text for people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from ...corpus.article import Article, Passage, day_in_words
from ...corpus.text.characters import json_safe
from ..citation.csl import csl_item
from ..citation.markdown import as_markdown as cited
from ..citation.markdown import code, escaped
from ..query.json_types.results import ArticleJSON, HitJSON
from ..ranking.results import Hit, Result, article_header
from .console import Format
from .tables import as_csv_rows

_NESTED = ("highlight", "signals", "article", "neighbours", "copies")
_COLUMNS = (
    *(name for name in HitJSON.__annotations__ if name not in (*_NESTED, "text")),
    *(name for name in ArticleJSON.__annotations__ if name != "id"),
    "text",
    "answer",
    "copies",
    "before",
    "after",
)
"""All that text says of a hit, and the numbers of the JSON."""


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
    """Format as CSV: a header row, then one row a hit, without line breaks. JSON is the exact form.

    ``answer`` is the sentence that answers best. Copies and neighbours are named by their own ids. A text cell that a
    spreadsheet would read as a formula gets a ``'`` before it.
    """
    return as_csv_rows(_COLUMNS, map(_cells, result.hits))


def as_csv_of_question(result: Result, *, header: bool) -> str:
    """Format the hits as one of several questions: like `as_csv`, with the question in the first column."""
    rows = ({**_cells(hit), "query": result.query} for hit in result.hits)
    return as_csv_rows(("query", *_COLUMNS), rows, header=header)


def _cells(hit: Hit) -> dict[str, Any]:
    start, end = hit.highlight
    told = [(f"{it.id}: {it.text}", it.number < hit.passage.number) for it in hit.neighbours]
    return {
        **article_header(hit.article),
        **hit.to_dict(),
        "answer": hit.passage.text[start:end],
        "copies": [f"{it.id} ({', '.join(filter(None, _outlet_and_day(it.article)))})" for it in hit.copies],
        "before": [text for text, comes_before in told if comes_before],
        "after": [text for text, comes_before in told if not comes_before],
    }


def _outlet_and_day(article: Article) -> tuple[str, str]:
    return article.source or article.title or article.id, day_in_words(article.published)


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
    if hit.article.categories:
        sources.append(f"in {escaped(', '.join(hit.article.categories))}")
    sources += [f"also {_publisher(copy.article)} ({code(copy.id)})" for copy in hit.copies]
    parts = [*before, f"> {_highlighted(hit)}", "; ".join(sources), *after]
    return number + f"\n\n{indent}".join(parts) + "\n"


def _beside(neighbour: Passage) -> str:
    return f"{code(neighbour.id)}: {escaped(neighbour.text)}"


def _publisher(article: Article) -> str:
    return ", ".join(filter(None, map(escaped, _outlet_and_day(article))))


def _highlighted(hit: Hit) -> str:
    start, end = hit.highlight
    text = hit.passage.text
    if (start, end) == (0, len(text)):
        return escaped(text)
    # Asterisks are markup only beside a space, and some scripts put no space between sentences.
    parts = (escaped(text[:start]), f"**{escaped(text[start:end])}**", escaped(text[end:]))
    return " ".join(part for part in parts if part)
