"""Integrity check: compares every byte with its digest, and every count with the other counts."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shlex import quote

from ...corpus.errors import IndexFormatError, IndexTooNewError, IndexTooOldError
from ..history.files import HistoryEntry, read
from ..storage.arrays import MappedFile
from ..storage.durable import FileDigest, read_pieces
from ..storage.remains import shapes_in
from ..storage.sorted_keys import SortedKeys
from ..storage.whole_file import retried, unreadable_reason
from .folder import IndexFolder
from .journal import Journal
from .manifest import Manifest
from .segment import ARTICLES, ROWS, VECTORS, WORDS, article_key
from .segment_entry import SegmentEntry

_NO_FILE = "is not a regular file"
_COUNTED = {
    ROWS: (("article_key", 0), ("passages", 0), ("windows", 0)),
    VECTORS: (("", 0), ("", 0), ("codes", 0)),
    WORDS: (("article_lengths", 0), ("lengths", 0), ("window_starts", 1)),
}
"""By file, the arrays that have a row for each article, passage and window; then the rows that an array has besides.
An array without a name is in another file."""


@dataclass(frozen=True, slots=True)
class Damage:
    """One fault of an index.

    Attributes:
        path: The file.
        reason: The fault, to be read after the file's name ("is missing").
        is_unreadable: True where something is there whose bytes cannot be read.
    """

    path: Path
    reason: str
    is_unreadable: bool = False

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
                damages += segment_damage(folder, entry) or _unerased(folder, entry, manifest.erased)
            for written in manifest.history:
                damages += history_damage(folder, written) or _unforgotten(folder, written, manifest)
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
            manifest = Manifest.from_bytes(retried(partial(_read, path)), path)
        except FileNotFoundError:
            if path == live:  # a missing copy was swept by a writer since it was listed
                broken.append(Damage(path, "is missing"))
        except OSError as error:
            broken.append(Damage(path, unreadable_reason(error), is_unreadable=True))
        except (IndexTooNewError, IndexTooOldError):
            if newest is None:
                raise
            # Else it is a copy from before a rebuild upgraded the index.
        except IndexFormatError:
            is_file = path.is_file()
            broken.append(Damage(path, "is damaged" if is_file else _NO_FILE, is_unreadable=not is_file))
        else:
            newest = newest or manifest
    if newest and not os.path.lexists(copy := folder.path / "manifests" / str(newest.generation)):
        broken.append(Damage(copy, "is missing"))
    return newest, broken


def _read(path: Path) -> bytes:
    return b"".join(read_pieces(path))


def segment_damage(folder: IndexFolder, entry: SegmentEntry) -> list[Damage]:
    """List the damage to the files of one segment; each is read once, and once more where that fails."""
    path = folder.segments / entry.name
    damages, shapes = [], {}
    for name, digest in entry.files.items():
        damage, head = _examine(path / name, digest)
        if damage:
            damages.append(damage)
        elif name in _COUNTED:
            shapes[name] = shapes_in(head)
    if damages:
        return damages
    for name, arrays in _COUNTED.items():
        lengths = [shapes[name].get(array, (0,))[0] - extra if array else None for array, extra in arrays]
        count = tuple(entry.counts[i] if length is None else length for i, length in enumerate(lengths))
        if count != entry.counts:
            reason = f"holds {count} articles, passages and windows, but the manifest says {entry.counts}"
            damages.append(Damage(path / name, reason))
    return damages


def _unerased(folder: IndexFolder, entry: SegmentEntry, erased: Sequence[str]) -> list[Damage]:
    """List the erased articles of which a sound segment holds a line, dead or alive; none, or an erasure failed."""
    if not erased:
        return []
    path = folder.segments / entry.name
    keys = SortedKeys(MappedFile(path / ROWS, entry.files[ROWS]).arrays(), "article_key")
    return [Damage(path / ARTICLES, _still_holds(name)) for name in erased if keys.rows(article_key(name))]


def _still_holds(name: str) -> str:
    return f"still holds the article {name!r}, which was erased; run: nutgraf remove --erase {quote(name)}"


def history_damage(folder: IndexFolder, entry: HistoryEntry) -> list[Damage]:
    """List the damage to a file of the history."""
    damage, _ = _examine(folder.history / entry.name, entry.digest)
    return [damage] if damage else []


def _unforgotten(folder: IndexFolder, entry: HistoryEntry, manifest: Manifest) -> list[Damage]:
    """List what a sound file of the history holds although it was erased or forgotten; nothing, or that failed."""
    path, erased, remains = folder.history / entry.name, {*manifest.erased}, set()
    if not erased and not manifest.forgotten:
        return []
    for event in read(folder.history, entry):
        for name in {event.id, event.before} & erased:
            remains.add(_still_holds(name))
        if event.line and manifest.forgotten and event.commit.committed.date() < manifest.forgotten:
            remedy = f"run: nutgraf compact --forget {manifest.forgotten}"
            remains.add(f"still holds a version of before {manifest.forgotten}; {remedy}")
    return [Damage(path, reason) for reason in sorted(remains)]


def journal_damage(folder: IndexFolder, manifest: Manifest) -> list[Damage]:
    """List the damage to the journal; none where there is no journal."""
    try:
        is_intact = Journal(folder.journal, manifest.model).is_intact
    except IndexFormatError:
        damage, _ = _examine(folder.journal, FileDigest(0, ""))
        return [damage] if damage else []
    except OSError as error:
        return [Damage(folder.journal, unreadable_reason(error), is_unreadable=True)]
    return [] if is_intact else [Damage(folder.journal, "is damaged, or belongs to another model")]


def file_fault(path: Path, expected: FileDigest) -> str:
    """Describe the fault of a file; empty where it has none."""
    damage, _ = _examine(path, expected)
    return damage.reason if damage else ""


def _examine(path: Path, expected: FileDigest) -> tuple[Damage | None, bytes]:
    """Read a file; returns its damage, if any, and its first bytes, which hold a header."""
    head = b""

    def pieces() -> Iterator[bytes]:
        nonlocal head
        for piece in read_pieces(path):
            head = head or piece
            yield piece

    try:
        actual = retried(lambda: FileDigest.of(pieces()))
    except FileNotFoundError:
        return Damage(path, "is missing"), b""
    except OSError as error:
        return Damage(path, unreadable_reason(error), is_unreadable=True), b""
    except IndexFormatError:
        return Damage(path, _NO_FILE, is_unreadable=True), b""
    if actual.size != expected.size:
        return Damage(path, f"has {actual.size:,} bytes instead of {expected.size:,}"), head
    return None if actual == expected else Damage(path, "is damaged (its digest is wrong)"), head
