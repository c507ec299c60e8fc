"""Reports on a coverage as JSON lines, CSV and Markdown. `coverage_view` renders them for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ...corpus.text.characters import one_line
from ..citation.csl import csl_of_json
from ..citation.markdown import as_markdown, escaped
from ..query.json_types.coverage import CoverageJSON, LikeJSON, SourcesJSON, TermsJSON, TimelineJSON
from ..query.json_types.results import ArticleJSON, HitJSON
from .counts import counted
from .formats import as_json, as_json_line
from .tables import as_csv_rows, as_markdown_table
from .timeline_scale import days_in_words, span_in_words

_ARTICLE = tuple(name for name in ArticleJSON.__annotations__ if name != "id")


@dataclass(frozen=True, slots=True)
class Rows:
    """A report as rows.

    Attributes:
        records: An object a row, for JSON lines.
        columns: The columns of CSV.
        cells: Their values by name, a mapping a row.
        markdown: The report in Markdown.
    """

    records: Sequence[Mapping[str, Any]]
    columns: Sequence[str]
    cells: Sequence[Mapping[str, Any]]
    markdown: str


def formatted(report: Mapping[str, Any], rows: Rows, output: str) -> str:
    """Format a report as ``json``, ``jsonl``, ``csv`` or ``md``."""
    if output == "json":
        return as_json(report)
    if output == "jsonl":
        return "".join(as_json_line(record) for record in rows.records)
    return as_csv_rows(rows.columns, rows.cells) if output == "csv" else rows.markdown


def timeline_rows(timeline: TimelineJSON) -> Rows:
    """Lay out a timeline: a span a row, with its best passage."""
    columns = ("start", "end", "articles", "passages", "sources", "first_report", "id", *_ARTICLE, "text")
    cells = [
        {
            **bucket["best"]["article"], **bucket["best"], **bucket,
            "sources": [f"{outlet(it['source'])} ({it['articles']})" for it in bucket["sources"]],
            "first_report": "yes" if bucket["first_report"] else "",
        }
        for bucket in timeline["buckets"]
    ]  # fmt: skip
    parts = [_heading(timeline["query"], timeline["coverage"])]
    for bucket in timeline["buckets"]:
        span = span_in_words(bucket["start"], bucket["end"], timeline["by"])
        first = ", *first report*" if bucket["first_report"] else ""
        named = escaped(", ".join(f"{outlet(it['source'])} {it['articles']:,}" for it in bucket["sources"]))
        title = f"## {span}: {counted(bucket['articles'], 'article')}{first}"
        parts.append(f"{title}\n\n{named}\n\n{_quoted(bucket['best'])}")
    if timeline["undated"]:
        parts.append(f"{counted(timeline['undated'], 'article')} without a date.\n")
    return Rows(timeline["buckets"], columns, cells, "\n".join(parts))


def source_rows(report: SourcesJSON) -> Rows:
    """Lay out the outlets: one a row."""
    columns = ("source", "articles", "own", "copies", "copied_from", "first", "last", "first_report")
    cells = [
        {**it, "first_report": it["first_report"]["id"] if it["first_report"] else None} for it in report["sources"]
    ]
    parts = [_heading(report["query"], report["coverage"])]
    if report["sources"]:
        names = ("Outlet", "Articles", "Its own", "Copies", "Copied from", "First", "Last")
        rows = [
            (outlet(it["source"]), it["articles"], it["own"], it["copies"], copied, it["first"], it["last"])
            for it in report["sources"]
            for copied in [", ".join(it["copied_from"])]
        ]
        parts.append(as_markdown_table(names, rows))
        parts.append(f"{counted(report['independent'], 'outlet')} with text of their own.\n")
    if report["first"]:
        parts.append(f"Reported first:\n\n{_quoted(report['first'])}")
    if report["silent"]:
        silent = ", ".join(f"{outlet(it['source'])} ({counted(it['articles'], 'article')})" for it in report["silent"])
        parts.append(f"Published in that time, and nothing on this: {escaped(silent)}.\n")
    return Rows(report["sources"], columns, cells, "\n".join(parts))


def term_rows(report: TermsJSON) -> Rows:
    """Lay out unusual words: one a row."""
    columns = ("term", "passages", "articles", "archive", "log_likelihood")
    parts = [_heading(report["query"], report["coverage"])]
    if report["terms"]:
        names = ("Word or name", "Articles", "Passages", "Passages of the archive", "Log-likelihood")
        parts.append(
            as_markdown_table(
                names,
                [
                    (it["term"], it["articles"], it["passages"], it["archive"], round(it["log_likelihood"], 1))
                    for it in report["terms"]
                ],
            )
        )
    return Rows(report["terms"], columns, report["terms"], "\n".join(parts))


def like_rows(report: LikeJSON) -> Rows:
    """Lay out articles of the same story: one a row."""
    columns = ("similarity", "reprint", "id", *_ARTICLE, "passage", "text")
    cells = [
        {
            **it["article"], "similarity": it["similarity"], "reprint": "yes" if it["reprint"] else "",
            "passage": it["best"]["id"], "text": it["best"]["text"],
        }
        for it in report["articles"]
    ]  # fmt: skip
    title = escaped(report["article"]["title"] or report["article"]["id"])
    lines = [
        f"- {as_markdown(csl_of_json(it['article']))}{', a copy' if it['reprint'] else ''}\n"
        for it in report["articles"]
    ]
    listed = "".join(lines) or "Nothing found.\n"
    return Rows(report["articles"], columns, cells, f"# Like {title}\n\n{listed}")


def summary(coverage: CoverageJSON) -> str:
    """Tell the size of a coverage in words: "at least 42 articles from 7 outlets, 3 April to 9 May 2023"."""
    if not coverage["articles"]:
        return "nothing found"
    least = "at least " if coverage["at_least"] else ""
    outlets = f" from {counted(coverage['sources'], 'outlet')}" if coverage["sources"] else ""
    since, until = coverage["since"], coverage["until"]
    days = f", {days_in_words(date.fromisoformat(since), date.fromisoformat(until))}" if since and until else ""
    return f"{least}{counted(coverage['articles'], 'article')}{outlets}{days}"


def outlet(name: str | None) -> str:
    """Name an outlet on one line."""
    return one_line(name or "unknown outlet")


def _heading(query: str, coverage: CoverageJSON) -> str:
    told = summary(coverage)
    return f"# {escaped(query)}\n\n{told[0].upper()}{told[1:]}.\n"


def _quoted(hit: HitJSON) -> str:
    cited = as_markdown(csl_of_json(hit["article"], hit["id"], hit["paragraph"]))
    return f"> {escaped(hit['text'])}\n\n{cited}\n"
