"""Rebuilds an index: cuts and embeds every article again beside the generation in use, and swaps at the end.

The new index grows in a folder within the old one, through the same `Writer`: a killed rebuild resumes as a killed
`nutgraf index` does. Its segments are then linked into place, and one commit makes them the index.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ...corpus.errors import IndexFormatError
from ...corpus.passages import CUT
from ...corpus.sourced import SourcedArticle
from ..embedding.protocol import Embedder
from ..segments.folder import IndexFolder
from ..segments.stored_article import from_line
from ..storage.durable import durable_file, sync_folder
from .write_policy import DEFAULT_POLICY, WritePolicy
from .writer import Report, Writer


def rebuild(
    folder: IndexFolder,
    embedder: Embedder,
    *,
    on_article: Callable[[], None] = lambda: None,
    policy: WritePolicy = DEFAULT_POLICY,
) -> Report:
    """Make the index anew from its stored text; `embedder` may be another model than before.

    Args:
        folder: The index.
        embedder: The model of the new index.
        on_article: Called for each article.
        policy: Batch sizes and limits.

    Raises:
        IndexMissingError, IndexFormatError, IndexLockedError: See `IndexFolder`.
        OSError: The disk does not take the new files; the index stays as it was.
    """
    folder.refuse_missing()  # before `writing` makes the folder
    with folder.writing() as manifest:
        assert manifest is not None
        folder.sweep(manifest)
        old = folder.snapshot(manifest)
        beside = _beside(folder, embedder)
        with Writer(beside, embedder, generation=manifest.generation, policy=policy) as writer:
            for segment, number in old.each_article():
                article, origin = from_line(segment.line(number))
                writer.add(SourcedArticle(article, origin, str(folder.path), number + 1))
                on_article()
            writer.prune(lambda _: True)  # articles removed from the old index since a rebuild was killed
            writer.commit()
        made = beside.manifest()
        for entry in made.segments:
            _link(beside.segments / entry.name, folder.segments / entry.name)
        sync_folder(folder.segments)
        folder.commit(replace(made, generation=max(made.generation, manifest.generation + 1)))
        folder.journal.unlink(missing_ok=True)
        shutil.rmtree(beside.path, ignore_errors=True)
        writer.report.generation = folder.manifest().generation
        return writer.report


def _beside(folder: IndexFolder, embedder: Embedder) -> IndexFolder:
    """The folder of the new index; what a killed rebuild left there is kept if it is sound, of this model and cut."""
    beside = IndexFolder(folder.path / "rebuild")
    try:
        if beside.exists:
            with beside.writing():  # finishes a first commit that was cut off
                snapshot = beside.open()
            fits = snapshot.manifest.model == embedder.fingerprint and snapshot.manifest.cut == CUT
            for segment in snapshot.segments if fits else []:
                segment.verify()
            if not fits:
                shutil.rmtree(beside.path)
    except IndexFormatError:
        shutil.rmtree(beside.path)
    return beside


def _link(source: Path, target: Path) -> None:
    """Hard-link the files of a flushed segment; copy them on a disk without hard links."""
    if target.exists():  # its name holds generation and content: the same segment is in use
        return
    target.mkdir()
    for path in source.iterdir():
        try:
            (target / path.name).hardlink_to(path)
        except OSError:
            with path.open("rb") as file, durable_file(target / path.name) as copy:
                shutil.copyfileobj(file, copy)
    sync_folder(target)
