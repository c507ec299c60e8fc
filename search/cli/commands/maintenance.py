"""The commands that keep an index in order: status, check, restore, compact, rebuild, warm."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from ....corpus.errors import IndexFormatError
from ...output.console import Exit, emit, emit_lines, fail, notice, report, report_lines, warn
from ...output.formats import as_json
from .. import parameters
from ..archive import Archive
from ..place import place_of


def restore(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID...]", help="Ids of articles that were taken down.")
    ] = None,
    index: parameters.IndexDir = parameters.DEFAULT_INDEX,
) -> None:
    """Let index bring back articles that were removed.

    Without an ID, the ids of all that were taken down are listed.
    """
    from ....index.segments.folder import IndexFolder
    from ...library.articles import restore as restore_articles

    if not ids:
        taken_down = IndexFolder(index).manifest().taken_down
        emit_lines(taken_down)
        if not taken_down:
            notice(f"nothing was taken down from {index}")
        return
    unknown = restore_articles(index, ids)
    restored = len(set(ids)) - len(set(unknown))
    for article_id in unknown:
        warn(f"{article_id!r} was not taken down from {index}")
    report(f"{restored:,} restored{'; nutgraf index brings them back' if restored else ''}\n")
    if unknown:
        raise typer.Exit(Exit.SKIPPED if restored else Exit.NOTHING_FOUND)


def rebuild(
    index: parameters.IndexDir = parameters.DEFAULT_INDEX,
    model: parameters.Model = None,
    download: parameters.Download = False,
    dimensions: parameters.Dimensions = None,
    device: parameters.Device = None,
) -> None:
    """Rebuild an index from its stored text.

    Use --model to embed the text with another model.
    """
    from ....index.segments.folder import IndexFolder
    from ....index.segments.model_choice import embedder_for
    from ....index.writing.rebuild import articles_in
    from ....index.writing.rebuild import rebuild as rebuild_index
    from ...output.counts import counted
    from ..progress import ProgressBar

    folder = IndexFolder(index)
    embedder = embedder_for(folder, model, download=download, dimensions=dimensions, device=device)
    with ProgressBar("rebuilding", partial(articles_in, folder), " articles") as bar:
        done = rebuild_index(folder, embedder, on_article=bar.advance, on_notice=bar.note)
    report(f"{counted(articles_in(folder), 'article')}; generation {done.generation}\n")


def warm(
    index: parameters.IndexDir = parameters.DEFAULT_INDEX,
    model: parameters.Model = None,
    download: parameters.Download = False,
) -> None:
    """Compile the model for this machine, so that nobody waits for it later.

    It is the model of the index, where there is one. Others that embed text do the same when they first need it.
    """
    from ....index.segments.folder import IndexFolder
    from ....index.segments.model_choice import embedder_for

    embedder = embedder_for(IndexFolder(index), model, download=download)
    embedder.passages(["warm"])
    embedder.queries(["warm"])
    report(f"{embedder.fingerprint.name} is ready\n")


def compact(
    index: parameters.IndexDir = parameters.DEFAULT_INDEX,
    forget: Annotated[
        date | None,
        typer.Option(
            parser=parameters.day, metavar="BEFORE", help="Forget versions replaced or removed before this day (UTC)."
        ),
    ] = None,
) -> None:
    """Merge segments, and drop removed articles.

    It is never needed, and saves room: each run of index merges a little.
    """
    from rich import filesize

    from ...library.maintenance import compact as compact_index
    from ...output.counts import counted

    try:
        done = compact_index(index, forget=forget)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--forget") from None
    report(
        f"{counted(done.segments_before, 'segment')} became {done.segments:,}; "
        f"{counted(done.dropped, 'removed article')} dropped; "
        f"{filesize.decimal(done.bytes_before)} became {filesize.decimal(done.bytes)}; generation {done.generation:,}\n"
    )


@parameters.with_archive
def status(
    context: typer.Context,
    *,
    archive: Archive,
    output: parameters.TextOrJson = "text",
) -> None:
    """Show the contents of an index."""
    from ...library.maintenance import status as status_of
    from ...output.terminal_view import render_status
    from ..terminal import terminal

    contents = archive.open().status() if archive.engine else status_of(archive.folder)
    emit(
        as_json(contents.to_dict())
        if output == "json"
        else render_status(contents, options_from=_options_from(context), **terminal())
    )
    if not archive.engine:
        _tell_other_rules(archive.folder)


def _tell_other_rules(index: Path) -> None:
    """Say of an index that is whole, but of another version, what every search would say."""
    from ....index.segments.folder import IndexFolder

    try:
        IndexFolder(index).manifest().refuse_other_rules(index)
    except IndexFormatError as error:
        warn(str(error))


def _options_from(context: typer.Context) -> str:
    """Name the configuration that was read, and what it sets."""
    configuration = place_of(context).configuration
    return f"{configuration.path} ({', '.join(configuration.keys()) or 'empty'})" if configuration else ""


def check(
    index: parameters.IndexDir = parameters.DEFAULT_INDEX,
    repair: Annotated[bool, typer.Option("--repair", help="Repair the damage, and list what is lost.")] = False,
) -> None:
    """Check an index for damage: every byte and every count."""
    from ...library.maintenance import check as damage_in
    from ...library.maintenance import repair as repair_index

    lost = False
    if repair:
        done = repair_index(index)
        emit_lines(f"repaired: {line}" for line in done.repaired)
        emit_lines(f"lost: {loss}" for loss in done.lost)
        lost = bool(done.lost)
    if damage := damage_in(index):
        emit_lines(str(damaged) for damaged in damage)
        fail(f"{index} is damaged; run: nutgraf check --repair --index {quote(str(index))}", Exit.INDEX)
    report_lines([f"{index} is sound"])
    _tell_other_rules(index)
    if lost:
        raise typer.Exit(Exit.SKIPPED)
