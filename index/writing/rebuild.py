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
from ..columns.analyzer import english
from ..embedding.fingerprint import Fingerprint
from ..embedding.protocol import Embedder
from ..segments.folder import IndexFolder
from ..segments.format3 import old_manifest
from ..segments.manifest import Manifest
from ..segments.stored_article import from_line
from ..storage.durable import link, sync_folder
from .upgrade import upgraded_segments
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
    """Make the index anew from its stored text; `embedder` may be another model than before.

    An index of format 3 keeps its vectors if they are of that model, and so does one whose words were made by another
    stemmer or with other stop words.

    Args:
        folder: The index.
        embedder: The model of the new index.
        on_article: Called for each article.
        on_notice: Called with a line that says why an index of format 3 is embedded again.
        policy: Batch sizes and limits.

    Raises:
        IndexMissingError, IndexFormatError, IndexLockedError: See `IndexFolder`.
        OSError: The disk does not take the new files; the index stays as it was.
    """
    folder.refuse_missing()  # before its folder is made
    with folder.locked():
        old = old_manifest(folder)
        if old is None:
            manifest = folder.committed()
            folder.sweep(manifest)
            if _differs_in_stems_alone(manifest, embedder.fingerprint):
                segments = upgraded_segments(folder, manifest, on_article)
                return _brought_over(folder, replace(manifest.next(segments), analyzers=(english(),)))
            return _anew(folder, manifest, embedder, on_article, policy)
        before = old.with_model(embedder.fingerprint)
        folder.sweep(before)
        if old.cut == CUT and old.has_vectors_of(embedder.fingerprint):
            return _brought_over(folder, before.next(upgraded_segments(folder, old, on_article)))
        on_notice(f"{folder.path} was built with {old}, perhaps with other prompts or cuts: it is embedded again")
        manifest = before.next(upgraded_segments(folder, old, lambda: None))
        return _anew(folder, manifest, embedder, on_article, policy)


def articles_in(folder: IndexFolder) -> int:
    """The number of articles that a rebuild takes.

    Raises:
        IndexMissingError, IndexFormatError: See `IndexFolder.manifest`.
    """
    folder.refuse_missing()
    return sum(entry.live for entry in (old_manifest(folder) or folder.manifest()).segments)


def _differs_in_stems_alone(manifest: Manifest, model: Fingerprint) -> bool:
    """True where only the stemmer or the stop words differ from today's: then words and keys are the same."""
    ours = english()
    alike = tuple(
        replace(it, stop_words=ours.stop_words, stemmer=ours.stemmer, stems=ours.stems) for it in manifest.analyzers
    )
    return (manifest.model, manifest.cut, alike) == (model, CUT, (ours,)) and manifest.analyzers != (ours,)


def _brought_over(folder: IndexFolder, manifest: Manifest) -> Report:
    """Commit the generation that holds what the one before held."""
    folder.commit(manifest)
    folder.journal.unlink(missing_ok=True)
    shutil.rmtree(folder.path / "rebuild", ignore_errors=True)
    return Report(new=sum(entry.live for entry in manifest.segments), generation=manifest.generation)


def _anew(
    folder: IndexFolder,
    manifest: Manifest,
    embedder: Embedder,
    on_article: Callable[[], None],
    policy: WritePolicy,
) -> Report:
    """Cut and embed every article of a generation again, and commit that."""
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
            wanted = (embedder.fingerprint, CUT, (english(),))
            fits = (snapshot.manifest.model, snapshot.manifest.cut, snapshot.manifest.analyzers) == wanted
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
        link(path, target / path.name)
    sync_folder(target)
