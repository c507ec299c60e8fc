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
from ..columns.analyzer import english_analyzer
from ..embedding.cosine_scale import measure_scales
from ..embedding.fingerprint import Fingerprint
from ..embedding.protocol import Embedder
from ..segments.folder import IndexFolder
from ..segments.format3 import read_old_manifest
from ..segments.manifest import Manifest
from ..segments.stored_article import from_line
from ..storage.durable import link, sync_folder
from .upgrade import upgrade_segments
from .write_policy import DEFAULT_POLICY, WritePolicy
from .writer import Report, Writer


def rebuild(
    folder: IndexFolder,
    embedder: Embedder,
    *,
    on_article: Callable[[], None] = lambda: None,
    on_notice: Callable[[str], None] = lambda _: None,
    policy: WritePolicy = DEFAULT_POLICY,
) -> Report:
    """Rebuild the index from its stored text; `embedder` may be another model than before.

    An index of format 3 keeps its vectors if they are of that model. So does an index that differs only in its stemmer
    or stop words.

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
            if _differs_in_stems_only(manifest, embedder.fingerprint):
                segments = upgrade_segments(folder, manifest, on_article)
                upgraded = replace(manifest.next(segments), analyzers=(english_analyzer(),))
                return _commit_upgraded(folder, upgraded, embedder)
            return _rebuild(folder, manifest, embedder, on_article, policy)
        before = old.with_model(embedder.fingerprint)
        folder.sweep(before)
        if old.cut == CUT and old.has_vectors_of(embedder.fingerprint):
            return _commit_upgraded(folder, before.next(upgrade_segments(folder, old, on_article)), embedder)
        on_notice(f"{folder.path} was built with {old}, perhaps with other prompts or cuts: it is embedded again")
        manifest = before.next(upgrade_segments(folder, old, lambda: None))
        return _rebuild(folder, manifest, embedder, on_article, policy)


def articles_in(folder: IndexFolder) -> int:
    """Count the articles that a rebuild reads.

    Raises:
        IndexMissingError, IndexFormatError: See `IndexFolder.manifest`.
    """
    folder.refuse_missing()
    return sum(entry.live for entry in (read_old_manifest(folder) or folder.manifest()).segments)


def _differs_in_stems_only(manifest: Manifest, model: Fingerprint) -> bool:
    """True where only the stemmer or the stop words differ from today's: words and passage keys are then the same."""
    current = english_analyzer()
    restemmed = tuple(
        replace(stored, stop_words=current.stop_words, stemmer=current.stemmer, stems=current.stems)
        for stored in manifest.analyzers
    )
    is_same = manifest.model.is_same_as(model) and (manifest.cut, restemmed) == (CUT, (current,))
    return is_same and manifest.analyzers != (current,)


def _commit_upgraded(folder: IndexFolder, manifest: Manifest, embedder: Embedder) -> Report:
    """Commit an upgraded generation, which holds the same articles as the one before, with scales of the model."""
    _replace_index(folder, replace(manifest, scales=measure_scales(embedder)))
    return Report(new=sum(entry.live for entry in manifest.segments), generation=manifest.generation)


def _replace_index(folder: IndexFolder, manifest: Manifest) -> None:
    """Commit the generation that replaces the index, and remove what only the old one or the rebuild needed."""
    folder.commit(manifest)
    folder.journal.unlink(missing_ok=True)
    shutil.rmtree(_new_folder(folder).path, ignore_errors=True)


def _rebuild(
    folder: IndexFolder,
    manifest: Manifest,
    embedder: Embedder,
    on_article: Callable[[], None],
    policy: WritePolicy,
) -> Report:
    """Cut and embed every article of a generation again, and commit the result."""
    old = folder.snapshot(manifest)
    new_folder = _resumable_folder(folder, embedder)
    with Writer(new_folder, embedder, generation=manifest.generation, policy=policy) as writer:
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
    rebuilt = replace(built, generation=max(built.generation, manifest.generation + 1))
    if built.model == manifest.model:  # coefficients of relevance are for the cosines of one model
        rebuilt = replace(rebuilt, calibration=manifest.calibration)
    _replace_index(folder, rebuilt)
    writer.report.generation = rebuilt.generation
    return writer.report


def _new_folder(folder: IndexFolder) -> IndexFolder:
    """The folder in which a rebuild builds the new index."""
    return IndexFolder(folder.path / "rebuild")


def _resumable_folder(folder: IndexFolder, embedder: Embedder) -> IndexFolder:
    """The folder of the new index, emptied unless a killed rebuild with this model, cut and analyzer left it sound."""
    new_folder = _new_folder(folder)
    try:
        if new_folder.exists:
            with new_folder.writing():  # completes an interrupted first commit
                snapshot = new_folder.open()
            expected = (embedder.fingerprint, CUT, (english_analyzer(),))
            fits = (snapshot.manifest.model, snapshot.manifest.cut, snapshot.manifest.analyzers) == expected
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
