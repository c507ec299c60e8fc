"""The command changes."""

from __future__ import annotations

import sys
from datetime import date, datetime
from functools import partial
from typing import Annotated

import typer

from ....index.filter import Filter
from ...output.console import Exit, emit, notice
from ...query.filters import FACETS, MOMENTS
from .. import parameters
from ..terminal import terminal


def _since(text: str) -> date | datetime | int:
    if text.isdecimal() and text.isascii() and len(text) < 10:  # digits; more are no generation
        return int(text)
    try:
        return MOMENTS["since"](text)
    except ValueError as error:
        raise typer.BadParameter(f"{error}; or the number of a generation") from None


@partial(parameters.with_filters, only=FACETS)
def changes(
    question: Annotated[
        list[str] | None, typer.Argument(metavar="[QUESTION]", help="Only what bears on this question.")
    ] = None,
    index: parameters.IndexDir = parameters.DEFAULT_INDEX,
    since: Annotated[
        date | None,
        typer.Option(
            parser=_since,
            metavar="TIME|GENERATION",
            help="A day (UTC), a time, or the number of a generation.",
            show_default="before the last run that changed something",
        ),
    ] = None,
    min_relevance: Annotated[
        float | None,
        typer.Option(
            min=0, max=1, metavar="P", help="Least relevance to the question.", show_default="the cut of coverage"
        ),
    ] = None,
    *,
    filters: Filter,
    output: parameters.OutputFormat = None,
) -> None:
    """Show new, edited and removed articles.

    Edits are shown word by word; corrections and stealth edits are marked.
    """
    from ...library.searcher import Searcher
    from ...output.changes_view import RENDERERS, render_changes
    from ...output.terminal_view import fitted
    from ...query.names.unknown_names import unknown_names

    asked = " ".join(question) if question else None
    searcher = Searcher(index)
    found = searcher.changes(asked, since=since, min_relevance=min_relevance, filters=filters)
    if found.forgotten:
        notice(f"versions that were replaced before {found.forgotten} were forgotten")
    render = RENDERERS.get(output or "text") or partial(render_changes, colour=terminal()["colour"])
    shown = render(found)
    if output in (None, "text") and sys.stdout.isatty():
        shown = fitted(shown, **terminal())
    emit(shown)
    if not len(found):
        if unknown := unknown_names(filters, searcher.store):
            notice(unknown)
        raise typer.Exit(Exit.NOTHING_FOUND)
