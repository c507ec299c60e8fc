"""The commands that cover a question or a story whole: timeline, sources, terms, like."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from ....index.filter import Filter
from ...output.console import Exit, Format, emit, fail, notice
from ...query.options import SIMILAR, TERMS, SearchKeywords, coverage_options
from .. import parameters
from ..archive import Archive
from ..progress import waiting
from ..terminal import has_blocks, terminal

if TYPE_CHECKING:
    from ...coverage.coverage import Coverage

TimelineFormat = Literal["text", "json", "jsonl", "csv", "md", "svg", "html"]
Question = Annotated[list[str], typer.Argument(metavar="QUESTION", help="The question in plain words.")]
_with_options = partial(parameters.with_search_options, only=coverage_options())


@parameters.with_archive
@_with_options
def timeline(
    question: Question,
    *,
    by: Annotated[
        Literal["day", "week", "month", "year"] | None,
        typer.Option(help="The length of a span.", show_default="by the time covered"),
    ] = None,
    archive: Archive,
    options: SearchKeywords,
    output: Annotated[
        TimelineFormat, typer.Option("--format", help="Format of the output; svg and html are a picture.")
    ] = "text",
) -> None:
    """Show what was reported on a question, in the order of time."""
    from ...output.coverage_formats import formatted, timeline_rows
    from ...output.coverage_view import render_timeline
    from ...output.timeline_picture import as_html, as_svg

    covered = _cover(archive, question, options)
    report = covered.timeline(by).to_dict()
    if output == "text":
        emit(render_timeline(report, **terminal(), blocks=has_blocks()))
    elif output in ("svg", "html"):
        emit(as_svg(report) if output == "svg" else as_html(report))
    else:
        emit(formatted(report, timeline_rows(report), output))
    _end(covered)


@parameters.with_archive
@_with_options
def sources(
    question: Question,
    *,
    archive: Archive,
    options: SearchKeywords,
    output: parameters.OutputFormat = None,
) -> None:
    """Show which outlets reported on a question, who was first, and who copied."""
    from ...output.coverage_formats import formatted, source_rows
    from ...output.coverage_view import render_sources

    covered = _cover(archive, question, options)
    report = covered.sources().to_dict()
    _emit(report, output, render_sources, lambda: formatted(report, source_rows(report), str(output)))
    _end(covered)


@parameters.with_archive
@_with_options
def terms(
    question: Question,
    *,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="The most words and names.")] = TERMS,
    archive: Archive,
    options: SearchKeywords,
    output: parameters.OutputFormat = None,
) -> None:
    """Show the words and names that are unusual in what was reported on a question."""
    from ...output.coverage_formats import formatted, term_rows
    from ...output.coverage_view import render_terms

    covered = _cover(archive, question, options)
    report = covered.terms(limit).to_dict()
    _emit(report, output, render_terms, lambda: formatted(report, term_rows(report), str(output)))
    _end(covered)


@parameters.with_archive
@parameters.with_filters
def like(
    name: Annotated[str, typer.Argument(metavar="ID", help="Id of an article, or of a passage of it.")],
    *,
    limit: Annotated[int, typer.Option("-k", metavar="K", min=1, help="The most articles.")] = SIMILAR,
    archive: Archive,
    filters: Filter,
    output: parameters.OutputFormat = None,
) -> None:
    """Show more articles of the same story."""
    from ...library.lookup import look_up
    from ...output.coverage_formats import formatted, like_rows
    from ...output.coverage_view import render_like

    searcher = archive.open()
    shown = look_up(searcher.store, name)
    found = searcher.like(shown.article.id, k=limit, filters=filters) if shown else None
    if not found:
        fail(f"{archive} has no article or passage {name!r}", Exit.NOTHING_FOUND)
    report = found.to_dict()
    _emit(report, output, render_like, lambda: formatted(report, like_rows(report), str(output)))
    if not found.articles:
        notice("nothing found")
        raise typer.Exit(Exit.NOTHING_FOUND)


def _cover(archive: Archive, question: list[str], options: SearchKeywords) -> Coverage:
    searcher = archive.open()
    with waiting("reading the archive"):
        return searcher.coverage(" ".join(question), **options)


def _emit(report: Any, output: Format | None, render: Callable[..., str], other: Callable[[], str]) -> None:  # noqa: ANN401
    emit(render(report, **terminal()) if output in (None, "text") else other())


def _end(covered: Coverage) -> None:
    """Tell what was understood, and the doubts, in every format; exit 1 where nothing bears on the question."""
    from ...output.reply import remarks
    from ...query.names.unknown_names import why_nothing
    from ...ranking.relevance.verdict import NO_HITS

    for line in remarks(covered.understood, covered.verdict, found=bool(covered.hits)):
        notice(line)
    if not covered.hits:
        reason = (
            ""
            if covered.verdict is NO_HITS
            else covered.verdict.reason.replace("the first passage", "the nearest passage")
        )
        reason = why_nothing(covered.filters, covered.store) or reason
        notice(f"nothing found{reason and f'; {reason}'}")
        raise typer.Exit(Exit.NOTHING_FOUND)
