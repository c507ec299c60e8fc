"""The commands that take articles without a question: list, cite, remove."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from ....index.filter import ArticleOrder, Filter
from ...output.console import Exit, emit, fail, notice, report, warn
from ...output.counts import counted
from ...output.status_line import status_line
from ...query.json_types.listing import CitationStyle
from ...query.options import LISTED
from .. import parameters
from ..archive import Archive
from ..selection import Ids, Undated, select
from ..terminal import terminal


@parameters.with_archive
@parameters.with_filters
def list_articles(
    *,
    archive: Archive,
    filters: Filter,
    undated: Undated = False,
    sort: Annotated[
        ArticleOrder, typer.Option(help="The order; articles without a date, outlet or title come last.")
    ] = "newest",
    limit: Annotated[int, typer.Option(metavar="N", min=0, help="The most articles to list; 0 for all.")] = LISTED,
    output: parameters.OutputFormat = None,
) -> None:
    """List articles by filter, without a question."""
    from ...output.listing import nothing_found, rendered

    searcher = archive.open()
    found = searcher.list_articles(filters=filters, sort=sort, limit=limit, undated=undated)
    emit(rendered(found, output or "text", **terminal()))
    if not found.total:
        notice(nothing_found(found, searcher.store))
        raise typer.Exit(Exit.NOTHING_FOUND)
    if len(found.articles) < found.total:
        notice(f"{len(found.articles):,} of {found.total:,}; --limit 0 lists all")


@parameters.with_archive
@parameters.with_filters
def cite(
    *,
    ids: Ids = None,
    style: Annotated[
        CitationStyle, typer.Option(help="md, bibtex, ris and csl-json for programs; apa and chicago for manuscripts.")
    ] = "md",
    archive: Archive,
    filters: Filter,
    undated: Undated = False,
) -> None:
    """Cite articles and passages, by id or by filter.

    Paragraphs are counted from 1.
    """
    selected = select(archive, ids, filters, undated=undated)
    found = archive.open().cite(selected.ids, style=style)
    emit(found.text)
    for name in found.unknown:
        warn(f"{archive} has no article or passage {name!r}")
    if found.unknown:
        raise typer.Exit(Exit.SKIPPED if found.items else Exit.NOTHING_FOUND)


@parameters.with_filters
def remove(
    *,
    ids: Ids = None,
    once: Annotated[bool, typer.Option("--once", help="Remove them only until index finds them again.")] = False,
    erase: Annotated[
        bool, typer.Option("--erase", help="Leave no byte of them on disk: text, earlier versions, vectors.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Remove by filter without asking.")] = False,
    index: parameters.IndexDir = parameters.DEFAULT_INDEX,
    filters: Filter,
    undated: Undated = False,
) -> None:
    """Remove articles by id or by filter.

    It lasts: index does not bring them back until restore.
    """
    from ...library.articles import remove as remove_articles

    if once and erase:
        raise typer.BadParameter("an erased article does not come back; give --once or --erase", param_hint="--erase")
    selected = select(Archive(index), ids, filters, undated=undated)
    if selected.is_filtered and not yes:
        _confirm(len(selected.ids), "erase" if erase else "remove")
    unknown = remove_articles(index, selected.ids, lasting=not once, erase=erase)
    removed = len(set(selected.ids)) - len(unknown)
    for article_id in unknown:
        warn(f"{index} has no article {article_id!r}")
    report(f"{removed:,} {'erased' if erase else 'removed'}\n")
    if unknown:
        raise typer.Exit(Exit.SKIPPED if removed else Exit.NOTHING_FOUND)


def _confirm(number: int, verb: str) -> None:
    """Ask on a terminal; else end the command.

    Raises:
        typer.Exit: The answer is no, or nobody can be asked.
    """
    articles = counted(number, "article")
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        fail(f"this would {verb} {articles}; nutgraf list shows them, --yes does it", Exit.WRONG_INPUT)
    status_line.end()
    if not typer.confirm(f"nutgraf: {verb} {articles}?", err=True):
        notice("nothing was removed")
        raise typer.Exit(Exit.NOTHING_FOUND)
