"""Rebuilds an index: cuts and embeds every article again while the old generation stays in use, then replaces it.

The same `Writer` builds the new index in a folder within the old one, so a killed rebuild resumes as a killed `nutgraf
index` does. At the end its segments are linked into the old folder, and one commit makes them the index.
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
from ..segments.format3 import read_old_manifest
from ..segments.manifest import Manifest
from ..segments.stored_article import from_line
from ..storage.durable import link, sync_folder
from .report import Report
from .upgrade import upgrade_segments
from .write_policy import DEFAULT_POLICY, WritePolicy
from .writer import Writer


def rebuild(
    folder: IndexFolder,
    embedder: Embedder,
    *,
    on_article: Callable[[], None] = lambda: None,
    on_notice: Callable[[str], None] = lambda _: None,
    policy: WritePolicy = DEFAULT_POLICY,
) -> Report:
    """Rebuild the index from its stored text; `embedder` may be another model than before.

    Vectors of that model are kept where an index of format 3 is brought over, or where the analyzers or the cut differ
    from today's: only the windows that are cut otherwise are embedded. Else everything is embedded again.

    Args:
        folder: The index.
        embedder: The model of the new index.
        on_article: Called for each article.
        on_notice: Called with one line, the reason why an index of format 3 is embedded again.
        policy: Batch sizes and limits.

    Raises:
        IndexMissingError, IndexFormatError, IndexLockedError: See `IndexFolder`.
        OSError: The disk is full or read-only; the index stays as it was.
    """
    folder.refuse_missing()  # before `locked` makes the folder
    with folder.locked():
        old = read_old_manifest(folder)
        if old is None:
            manifest = folder.committed()
            folder.sweep(manifest)
            is_stale = not manifest.has_current_analyzers or manifest.cut != CUT
            has_vectors = is_stale and manifest.model.is_same_as(embedder.fingerprint)
        else:
            before = old.with_model(embedder.fingerprint)
            folder.sweep(before)
            has_vectors = old.has_vectors_of(embedder.fingerprint)
            if not has_vectors:
                on_notice(f"{folder.path} was built with {old}, perhaps with other prompts: it is embedded again")
            manifest = replace(before, segments=upgrade_segments(folder, old))
        return _rebuild(folder, manifest, embedder, on_article, policy, has_vectors=has_vectors)


def articles_in(folder: IndexFolder) -> int:
    """Count the articles that a rebuild reads.

    Raises:
        IndexMissingError, IndexFormatError: See `IndexFolder.manifest`.
    """
    return (read_old_manifest(folder) or folder.upcoming()).live


def _rebuild(
    folder: IndexFolder,
    manifest: Manifest,
    embedder: Embedder,
    on_article: Callable[[], None],
    policy: WritePolicy,
    *,
    has_vectors: bool,
) -> Report:
    """Cut and embed every article of a generation again, and commit; `has_vectors` where its vectors are usable."""
    old = folder.snapshot(manifest)
    reused = old.segments if has_vectors else []
    new_folder = _resumable_folder(folder, embedder)
    before = manifest.generation
    with Writer(new_folder, embedder, generation=before, reused=reused, is_copy=True, policy=policy) as writer:
        for segment, number in old.each_article():
            article, origin = from_line(segment.line(number))
            writer.add(SourcedArticle(article, origin, str(folder.path), number + 1))
            on_article()
        writer.prune(lambda _: True)  # remove articles that left the old index since a rebuild was killed
        writer.commit()
    built = new_folder.manifest()
    for entry in built.segments:
        _link(new_folder.segments / entry.name, folder.segments / entry.name)
    sync_folder(folder.segments)
    generation = max(built.generation, manifest.generation + 1)
    rebuilt = replace(
        built, generation=generation,
        moved=manifest.moved, taken_down=manifest.taken_down, erased=manifest.erased,
        history=manifest.history, forgotten=manifest.forgotten,
        settings=manifest.settings, last_run=manifest.last_run,
    )  # fmt: skip
    if built.model == manifest.model:  # coefficients of relevance are for the cosines of one model
        rebuilt = replace(rebuilt, calibration=manifest.calibration)
    folder.replace_with(rebuilt)
    writer.report.generation = rebuilt.generation
    return writer.report


def _resumable_folder(folder: IndexFolder, embedder: Embedder) -> IndexFolder:
    """The folder of the new index, emptied unless a killed rebuild with this model, cut and analyzer left it sound."""
    new_folder = folder.rebuilt
    try:
        if new_folder.exists:
            with new_folder.writing():  # completes an interrupted first commit
                snapshot = new_folder.open()
            built = snapshot.manifest
            fits = (built.model, built.cut) == (embedder.fingerprint, CUT) and built.has_current_analyzers
            for segment in snapshot.segments if fits else []:
                segment.check_whole()
            if not fits:
                shutil.rmtree(new_folder.path)
    except IndexFormatError:
        shutil.rmtree(new_folder.path)
    return new_folder


def _link(source: Path, target: Path) -> None:
    """Hard-link the files of a flushed segment; copy them on a disk without hard links."""
    if target.exists():  # a segment of this name, which holds generation and content, is in use already
        return
    target.mkdir()
    for path in source.iterdir():
        link(path, target / path.name)
    sync_folder(target)
