"""The commands that keep an index: index, remove, rebuild, status, check."""

from __future__ import annotations

from collections.abc import Iterable
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from ...corpus.characters import one_line
from ..output.console import Exit, emit, fail, notice
from ..output.formats import as_json
from . import parameters

if TYPE_CHECKING:
    from ...index.writing.writer import Report


def index(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...", help="Files, folders, or - for JSON lines on stdin.")
    ],
    index: parameters.IndexDir = parameters.DEFAULT_INDEX,
    prune: Annotated[bool, typer.Option("--prune", help="Drop articles that these paths no longer hold.")] = False,
    fields: Annotated[
        list[str] | None, typer.Option("--map", metavar="FIELD=KEY", help="Which key holds a field.")
    ] = None,
    model: parameters.Model = None,
    download: parameters.Download = False,
    device: parameters.Device = None,
) -> None:
    """Add new and changed articles, skip the unchanged."""
    from ...corpus.reader import size
    from ...index.segments.folder import IndexFolder
    from ...index.segments.model_choice import embedder_for
    from ..library.articles import add_files
    from .progress import Bar

    mapping = parameters.field_map(fields or [])
    embedder = embedder_for(IndexFolder(index), model, download=download, device=device)
    with Bar("indexing", size(paths, skip=index), "B") as bar:
        try:
            report = add_files(
                index, paths, mapping=mapping, prune=prune, embedder=embedder,
                on_notice=lambda it: bar.note(str(it)), on_bytes=bar.advance,
            )  # fmt: skip
        except KeyboardInterrupt:
            notice("stopped; what was committed stays, and the same command goes on from there")
            raise
    emit(f"{_told(report)}\n")
    if report.skipped:
        raise typer.Exit(Exit.SKIPPED)


def remove(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Of articles.")],
    index: parameters.IndexDir = parameters.DEFAULT_INDEX,
) -> None:
    """Remove articles by id."""
    from ..library.articles import remove as remove_articles

    unknown = remove_articles(index, ids)
    removed = len(set(ids)) - len(unknown)
    for article_id in unknown:
        notice(f"{index} has no article {article_id!r}")
    emit(f"{removed:,} removed\n")
    if unknown:
        raise typer.Exit(Exit.SKIPPED if removed else Exit.NOTHING_FOUND)


def rebuild(
    index: parameters.IndexDir = parameters.DEFAULT_INDEX,
    model: parameters.Model = None,
    download: parameters.Download = False,
    device: parameters.Device = None,
) -> None:
    """Make the index anew from its stored text, with another model if you like."""
    from ...index.segments.folder import IndexFolder
    from ...index.segments.model_choice import embedder_for
    from ...index.writing.rebuild import articles_in
    from ...index.writing.rebuild import rebuild as rebuild_index
    from ..output.terminal_view import counted
    from .progress import Bar

    folder = IndexFolder(index)
    embedder = embedder_for(folder, model, download=download, device=device)
    with Bar("rebuilding", articles_in(folder), " articles") as bar:
        report = rebuild_index(folder, embedder, on_article=lambda: bar.advance(1), on_notice=bar.note)
    emit(f"{counted(folder.open().articles, 'article')}; generation {report.generation}\n")


def status(index: parameters.IndexDir = parameters.DEFAULT_INDEX, output: parameters.TextOrJson = "text") -> None:
    """Tell what an index holds."""
    from ...index.segments.folder import IndexFolder
    from ...index.segments.status import status_of
    from ..output.terminal_view import show_status
    from .terminal import terminal

    found = status_of(IndexFolder(index).open())
    emit(as_json(found.to_dict()) if output == "json" else show_status(found, **terminal()))


def check(
    index: parameters.IndexDir = parameters.DEFAULT_INDEX,
    repair: Annotated[bool, typer.Option("--repair", help="Mend what is safe to mend, and say what is lost.")] = False,
) -> None:
    """Verify every byte and every count of an index."""
    from ...index.segments.check import check as damage_in
    from ...index.segments.folder import IndexFolder

    folder = IndexFolder(index)
    if repair:
        from ...index.segments.model_choice import embedder_for
        from ...index.writing.repair import repair as repair_index

        outcome = repair_index(folder, lambda: embedder_for(folder))
        _emit_lines(f"mended: {line}" for line in outcome.mended)
        _emit_lines(f"lost: {line}" for line in outcome.lost)
        if outcome.lost:
            raise typer.Exit(Exit.SKIPPED)
    damage = damage_in(folder)
    if damage:
        _emit_lines(str(it) for it in damage)
        fail(f"{index} is damaged; run: nutgraf check --repair --index {quote(str(index))}", Exit.INDEX)
    _emit_lines([f"{index} is sound"])


def _told(report: Report) -> str:
    """What an `index` run did, on one line."""
    counts = (f"{getattr(report, name):,} {name}" for name in ("new", "changed", "unchanged", "removed", "skipped"))
    return f"{', '.join(counts)}; generation {report.generation:,}"


def _emit_lines(lines: Iterable[str]) -> None:
    """Lines that name files and articles."""
    emit("".join(f"{one_line(line)}\n" for line in lines))
