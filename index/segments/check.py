"""Check: every byte against its digest, every count against the others."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ...corpus.errors import IndexFormatError, IndexTooNewError, IndexTooOldError
from ..storage import durable
from ..storage.durable import FileDigest
from .folder import IndexFolder
from .journal import Journal
from .manifest import Manifest, SegmentEntry
from .segment import ROWS, VECTORS, WORDS, Segment


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is wrong.

    Attributes:
        path: The file.
        reason: What is wrong with it.
    """

    path: Path
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


def check(folder: IndexFolder) -> list[Damage]:
    """Everything that is wrong with the index; empty if it is sound.

    Raises:
        IndexMissingError: There is no index.
        IndexFormatError: It is of another format.
        OSError: It cannot be read.
    """
    folder.refuse_missing()
    while True:
        manifest, found = newest_manifest(folder)
        if manifest:
            for entry in manifest.segments:
                found += segment_damage(folder, entry)
            found += journal_damage(folder, manifest)
        if not found or newest_manifest(folder)[0] == manifest:
            return found
        # Else a writer has swept files while we looked for them.


def newest_manifest(folder: IndexFolder) -> tuple[Manifest | None, list[Damage]]:
    """The newest readable manifest, and what is wrong with MANIFEST and its copies."""
    newest: Manifest | None = None
    broken: list[Damage] = []
    live = folder.path / "MANIFEST"
    for path in (live, *folder.copies()):
        try:
            manifest = Manifest.from_bytes(path.read_bytes(), path)
        except FileNotFoundError:
            if path == live:  # a copy that was there a moment ago was swept
                broken.append(Damage(path, "is missing"))
        except (IndexTooNewError, IndexTooOldError):
            if newest is None:
                raise
            # Else it is the copy of a generation before a rebuild brought the index over.
        except IndexFormatError:
            broken.append(Damage(path, "is damaged"))
        else:
            newest = newest or manifest
    if newest and not (copy := folder.path / "manifests" / str(newest.generation)).exists():
        broken.append(Damage(copy, "is missing"))
    return newest, broken


def segment_damage(folder: IndexFolder, entry: SegmentEntry) -> list[Damage]:
    """What is wrong with the files of one segment."""
    path = folder.segments / entry.name
    if found := [
        Damage(path / name, reason)
        for name, digest in entry.files.items()
        if (reason := wrong_with(path / name, digest))
    ]:
        return found
    try:
        segment = Segment(path, entry)
    except FileNotFoundError as error:
        return [Damage(Path(error.filename), "is missing")]
    counts = {
        ROWS: (len(segment.rows["article_key"]), len(segment.rows["passages"]), len(segment.rows["windows"])),
        VECTORS: (entry.articles, entry.passages, len(segment.vectors)),
        WORDS: (len(segment.words.article_lengths), len(segment.words.lengths), len(segment.words.windows.starts) - 1),
    }
    return [
        Damage(path / name, f"holds {count} articles, passages and windows, but the manifest says {entry.counts}")
        for name, count in counts.items()
        if count != entry.counts
    ]


def journal_damage(folder: IndexFolder, manifest: Manifest) -> list[Damage]:
    """What is wrong with the journal, if there is one."""
    whole = Journal(folder.journal, manifest.model).whole
    return [] if whole else [Damage(folder.journal, "is damaged, or belongs to another model")]


def wrong_with(path: Path, expected: FileDigest) -> str:
    """What is wrong with a file, or nothing."""
    try:
        actual = durable.digest_file(path)
    except FileNotFoundError:
        return "is missing"
    if actual.size != expected.size:
        return f"has {actual.size:,} bytes instead of {expected.size:,}"
    return "" if actual == expected else "is damaged (its digest is wrong)"
