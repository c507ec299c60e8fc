"""Rebuild: every article is cut and embedded again, beside the generation in use, and swapped in at the end.

The new index grows in a folder of its own within the old one, by the usual way in: a killed rebuild resumes as a killed
`index` does. Its segments are then linked into place, and one commit makes them the index.
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
from .writer import Report, Writer


def rebuild(
    folder: IndexFolder,
    embedder: Embedder,
    *,
    on_article: Callable[[], None] = lambda: None,
    on_notice: Callable[[str], None] = lambda _: None,
) -> Report:
    """Make the index anew from its stored text, with `embedder`, which may be another model than before.

    An index of format 3 keeps its vectors if they are of that model, and so does one whose words were made by another
    stemmer or with other stop words.

    Args:
        folder: The index.
        embedder: The model it shall have.
        on_article: Called for each article taken.
        on_notice: Told, in a line, why an index of format 3 is embedded again.

    Raises:
        IndexMissingError, IndexFormatError, IndexLockedError: See `IndexFolder`.
        OSError: The disk does not take it; the index stays as it was.
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
            return _anew(folder, manifest, embedder, on_article)
        before = old.with_model(embedder.fingerprint)
        folder.sweep(before)
        if old.cut == CUT and old.has_vectors_of(embedder.fingerprint):
            return _brought_over(folder, before.next(upgraded_segments(folder, old, on_article)))
        on_notice(f"{folder.path} was built with {old}, perhaps with other prompts or cuts: it is embedded again")
        manifest = before.next(upgraded_segments(folder, old, lambda: None))
        return _anew(folder, manifest, embedder, on_article)


def articles_in(folder: IndexFolder) -> int:
    """How many articles a rebuild takes.

    Raises:
        IndexMissingError, IndexFormatError: See `IndexFolder.manifest`.
    """
    folder.refuse_missing()
    return sum(entry.live for entry in (old_manifest(folder) or folder.manifest()).segments)


def _differs_in_stems_alone(manifest: Manifest, model: Fingerprint) -> bool:
    """Whether nothing but stemmer and stop words are others than today's: then words and keys are the same."""
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


def _anew(folder: IndexFolder, manifest: Manifest, embedder: Embedder, on_article: Callable[[], None]) -> Report:
    """Cut and embed every article of a generation again, and commit that."""
    old = folder.snapshot(manifest)
    beside = _beside(folder, embedder)
    with Writer(beside, embedder, generation=manifest.generation) as writer:
        for segment, number in old.each_article():
            article, origin = from_line(segment.line(number))
            writer.take(SourcedArticle(article, origin, str(folder.path), number + 1))
            on_article()
        writer.prune(lambda _: True)  # what the old index lost since a rebuild was killed
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
    """Where the new index grows: what a killed rebuild left there is kept if it is whole, and made alike."""
    beside = IndexFolder(folder.path / "rebuild")
    try:
        if beside.exists:
            with beside.writing():  # ends a first commit that was cut off
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
    """Give the files of a segment a second name."""
    if target.exists():  # the name says generation and content: it is the same segment, in use
        return
    target.mkdir()
    for path in source.iterdir():
        link(path, target / path.name)
    sync_folder(target)
