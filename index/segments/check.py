"""Integrity check: compares every byte with its digest, and every count with the other counts."""

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
    """One fault of an index.

    Attributes:
        path: The file.
        reason: The fault, to be read after the file's name ("is missing").
    """

    path: Path
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


def check(folder: IndexFolder) -> list[Damage]:
    """List all damage to the index; an empty list means that it is sound.

    Raises:
        IndexMissingError: There is no index.
        IndexFormatError: The index has another format.
        OSError: The index cannot be read.
    """
    folder.refuse_missing()
    while True:
        manifest, damages = newest_manifest(folder)
        if manifest:
            for entry in manifest.segments:
                damages += segment_damage(folder, entry)
            damages += journal_damage(folder, manifest)
        if not damages or newest_manifest(folder)[0] == manifest:
            return damages
        # A writer committed meanwhile and swept files of the older generation: check the newer one.


def newest_manifest(folder: IndexFolder) -> tuple[Manifest | None, list[Damage]]:
    """Read the newest readable manifest, and list the damage to MANIFEST and its copies."""
    newest: Manifest | None = None
    broken: list[Damage] = []
    live = folder.path / "MANIFEST"
    for path in (live, *folder.copies()):
        try:
            manifest = Manifest.from_bytes(path.read_bytes(), path)
        except FileNotFoundError:
            if path == live:  # a missing copy was swept by a writer since it was listed
                broken.append(Damage(path, "is missing"))
        except (IndexTooNewError, IndexTooOldError):
            if newest is None:
                raise
            # Else it is a copy from before a rebuild upgraded the index.
        except IndexFormatError:
            broken.append(Damage(path, "is damaged"))
        else:
            newest = newest or manifest
    if newest and not (copy := folder.path / "manifests" / str(newest.generation)).exists():
        broken.append(Damage(copy, "is missing"))
    return newest, broken


def segment_damage(folder: IndexFolder, entry: SegmentEntry) -> list[Damage]:
    """List the damage to the files of one segment."""
    path = folder.segments / entry.name
    if damages := [
        Damage(path / name, reason)
        for name, digest in entry.files.items()
        if (reason := file_fault(path / name, digest))
    ]:
        return damages
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
    """List the damage to the journal; none where there is no journal."""
    is_intact = Journal(folder.journal, manifest.model).is_intact
    return [] if is_intact else [Damage(folder.journal, "is damaged, or belongs to another model")]


def file_fault(path: Path, expected: FileDigest) -> str:
    """Describe the fault of a file; empty where it has none."""
    try:
        actual = durable.digest_file(path)
    except FileNotFoundError:
        return "is missing"
    if actual.size != expected.size:
        return f"has {actual.size:,} bytes instead of {expected.size:,}"
    return "" if actual == expected else "is damaged (its digest is wrong)"
