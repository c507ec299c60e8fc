"""The commands that keep an index: index, remove, rebuild, status, check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from . import options
from .exits import Exit, emit, fail, notice
from .render import as_json

if TYPE_CHECKING:
    from ..index.folder import IndexFolder
    from ..index.protocols import Embedder


def index(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...", help="Files, folders, or - for JSON lines on stdin.")
    ],
    index: options.IndexDir = options.DEFAULT_INDEX,
    prune: Annotated[bool, typer.Option("--prune", help="Drop articles that these paths no longer hold.")] = False,
    fields: Annotated[
        list[str] | None, typer.Option("--map", metavar="FIELD=KEY", help="Which key holds a field.")
    ] = None,
    model: options.Model = None,
    download: options.Download = False,
) -> None:
    """Add new and changed articles, skip the unchanged."""
    from ..corpus.reader import belongs_to, read, size
    from ..index.build import add
    from ..index.folder import IndexFolder
    from .progress import Bar

    folder, base = IndexFolder(index), index.absolute().parent
    mapping = options.field_map(fields or [])
    embedder = _embedder(folder, model, download=download)
    with Bar("indexing", size(paths, skip=index), "B") as bar:
        items = read(paths, base=base, mapping=mapping, skip=index, on_bytes=bar.advance)
        gone = belongs_to(paths, base=base) if prune else None
        try:
            report = add(folder, items, embedder, prune=gone, on_notice=lambda it: bar.note(str(it)))
        except KeyboardInterrupt:
            notice("stopped; what was committed stays, and the same command goes on from there")
            raise
    emit(f"{report}\n")
    if report.skipped:
        raise typer.Exit(Exit.SKIPPED)


def remove(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Of articles.")],
    index: options.IndexDir = options.DEFAULT_INDEX,
) -> None:
    """Remove articles by id."""
    from ..index.build import remove as remove_articles
    from ..index.folder import IndexFolder

    removed, unknown = remove_articles(IndexFolder(index), ids)
    for article_id in unknown:
        notice(f"{index} has no article {article_id!r}")
    emit(f"{removed:,} removed\n")
    if unknown:
        raise typer.Exit(Exit.SKIPPED if removed else Exit.NOTHING_FOUND)


def rebuild(
    index: options.IndexDir = options.DEFAULT_INDEX, model: options.Model = None, download: options.Download = False
) -> None:
    """Make the index anew from its stored text, with another model if you like."""
    from ..index.folder import IndexFolder
    from ..index.rebuild import rebuild as rebuild_index
    from .progress import Bar

    folder = IndexFolder(index)
    embedder = _embedder(folder, model or folder.manifest().model.name, download=download)
    with Bar("rebuilding", folder.open().articles, " articles") as bar:
        report = rebuild_index(folder, embedder, on_article=lambda: bar.advance(1))
    emit(f"{report.new:,} articles; generation {report.generation}\n")


def status(index: options.IndexDir = options.DEFAULT_INDEX, output: options.TextOrJson = "text") -> None:
    """Tell what an index holds."""
    from ..index.folder import IndexFolder
    from ..index.status import status as status_of
    from .screen import show_status, terminal

    found = status_of(IndexFolder(index))
    emit(as_json(found.to_dict()) if output == "json" else show_status(found, **terminal()))


def check(
    index: options.IndexDir = options.DEFAULT_INDEX,
    repair: Annotated[bool, typer.Option("--repair", help="Mend what is safe to mend, and say what is lost.")] = False,
) -> None:
    """Verify every byte and every count of an index."""
    from ..index.check import check as damage_in
    from ..index.folder import IndexFolder

    folder = IndexFolder(index)
    if repair:
        from ..index.repair import repair as repair_index

        outcome = repair_index(folder, lambda: _embedder(folder, None))
        emit(
            "".join(f"mended: {line}\n" for line in outcome.mended)
            + "".join(f"lost: {line}\n" for line in outcome.lost)
        )
    damage = damage_in(folder)
    if damage:
        emit("".join(f"{it}\n" for it in damage))
        fail(f"{index} is damaged in {len(damage)} places; run: nutgraf check --repair --index {index}", Exit.INDEX)
    emit(f"{index} is sound\n")


def _embedder(folder: IndexFolder, model: str | None, *, download: bool = False) -> Embedder:
    """The model that was named, else the one the index was built with, else the default."""
    from ..index.embedder import SentenceTransformerEmbedder
    from ..index.model import DEFAULT_MODEL

    return SentenceTransformerEmbedder(
        model or (folder.manifest().model.name if folder.exists else DEFAULT_MODEL), download=download
    )
