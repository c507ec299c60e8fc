"""The files of the history, which never change: a commit adds one, and joins small ones into it.

    history/<generation>-<number>.jsonl    see `event`

The manifest names them with their size and digest. They are joined like the segments of Lucene's LogMergePolicy, by
tiers of size, so that each byte is written a bounded number of times and a commit joins a bounded number of bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..storage.durable import FileDigest, damaged, durable_file, make_folder, open_regular, sync_folder
from ..storage.whole_file import unreadable_as_damage
from .event import Event, from_line, is_whole, may_concern, needle, to_lines

HISTORY_NAME = re.compile(r"\d{8,}-\d+\.jsonl")
"""Name of a file: the generation that wrote it, and its number in that generation."""
_TOGETHER = 8
"""Files of a tier that become one."""
_TIERS = (64 << 10, 512 << 10, 4 << 20)
"""Bytes below which a file is of a tier; a larger one stays as it is."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """The entry of a file of the history in the manifest.

    Attributes:
        name: Its name in the folder ``history``.
        digest: Its size and digest.
        first, last: The generations of its first and its last event.
        events: Number of events, that of a new article included.
        versions: Number of them that hold an earlier version.
    """

    name: str
    digest: FileDigest
    first: int
    last: int
    events: int
    versions: int


class _Tally:
    """Counts the events of a file while it is written."""

    def __init__(self) -> None:
        self.first = self.last = self.events = self.versions = 0

    def counted(self, events: Iterable[Event]) -> Iterator[Event]:
        for event in events:
            self._add(event.commit.generation, event.commit.generation, 1, event.line is not None)
            yield event

    def join(self, entry: HistoryEntry) -> None:
        self._add(entry.first, entry.last, entry.events, entry.versions)

    def _add(self, first: int, last: int, events: int, versions: int) -> None:
        self.first = min(self.first or first, first)
        self.last = max(self.last, last)
        self.events += events
        self.versions += versions


def append(
    folder: Path, entries: Sequence[HistoryEntry], generation: int, events: Iterable[Event]
) -> tuple[HistoryEntry, ...]:
    """Write the events of a commit as a file, flushed to the disk, with the small files that it replaces before them.

    Args:
        folder: The folder of the history; it is made if it does not exist.
        entries: The files of the generation before.
        generation: The generation that is being made.
        events: What its commit does, read once.

    Returns:
        The files of the generation; those before where there are no events.

    Raises:
        IndexFormatError: A file that is to be joined is damaged.
        OSError: The disk is full or read-only.
    """
    kept = len(entries) - _joinable(entries)
    written = write(folder, generation, 0, events, entries[kept:])
    return (*entries[:kept], written) if written else tuple(entries)


def rewrite(
    folder: Path, entries: Sequence[HistoryEntry], generation: int, change: Callable[[Event], Event | None]
) -> tuple[HistoryEntry, ...]:
    """Write the files again in which `change` alters an event, or leaves one out by returning None.

    Args:
        folder: The folder of the history.
        entries: Its files.
        generation: The generation that is being made.
        change: Called twice for each event.

    Raises:
        IndexFormatError: A file is damaged.
        OSError: The disk is full or read-only.
    """
    result: list[HistoryEntry] = []
    for number, entry in enumerate(entries):
        if all(change(event) == event for event in read(folder, entry)):
            result.append(entry)
            continue
        events = (changed for event in read(folder, entry) if (changed := change(event)))
        if written := write(folder, generation, number, events):
            result.append(written)
    return tuple(result)


def write(
    folder: Path, generation: int, number: int, events: Iterable[Event], joined: Sequence[HistoryEntry] = ()
) -> HistoryEntry | None:
    """Write the files `joined`, then `events`, as one new file, flushed to the disk; None where there are no events.

    Args:
        folder: The folder of the history.
        generation: The generation that is being made.
        number: The number of the file among those that it writes.
        events: Read once.
        joined: Files of the generation before.

    Raises:
        IndexFormatError: One of `joined` is damaged.
        OSError: The disk is full or read-only.
    """
    tally = _Tally()
    lines = to_lines(tally.counted(events))
    if (first := next(lines, None)) is None:
        return None
    make_folder(folder)
    path = folder / f"{generation:08d}-{number}.jsonl"
    path.unlink(missing_ok=True)  # left by a run that was killed: no manifest names this generation yet
    try:
        with durable_file(path) as file:
            for entry in joined:
                tally.join(entry)
                for sealed in _whole_lines(folder / entry.name, entry):
                    file.write(sealed)
            file.write(first)
            for line in lines:
                file.write(line)
        sync_folder(folder)
    except OSError:
        path.unlink(missing_ok=True)  # the disk may be full: free the space again
        raise
    return HistoryEntry(path.name, file.digest, tally.first, tally.last, tally.events, tally.versions)


def read(folder: Path, entry: HistoryEntry, *, names: Iterable[str] | None = None) -> Iterator[Event]:
    """Yield the events of a file in order.

    Args:
        folder: The folder of the history.
        entry: The file.
        names: Ids of articles; events that concern none of them may be left out. None for all events.

    Raises:
        FileNotFoundError: The file is gone; a writer may have joined it to another. Read the manifest again.
        IndexFormatError: It is damaged.
    """
    needles = None if names is None else [needle(name) for name in names]
    for sealed in _whole_lines(folder / entry.name, entry):
        if needles is None or may_concern(sealed, needles):
            yield from from_line(sealed)


def _joinable(entries: Sequence[HistoryEntry]) -> int:
    """Count the last files that are joined to what is added: those of a full tier, and smaller ones behind."""
    joined = 0
    for bound, before in zip(_TIERS, (0, *_TIERS), strict=False):
        trailing = 0
        while trailing < len(entries) and entries[-1 - trailing].digest.size < bound:
            trailing += 1
        of_tier = sum(entry.digest.size >= before for entry in entries[len(entries) - trailing :])
        if of_tier + (joined > 0) >= _TOGETHER:
            joined = trailing
    return joined


def _whole_lines(path: Path, entry: HistoryEntry) -> Iterator[bytes]:
    """Yield the lines of a file, each compared with its checksum."""
    size = 0
    with unreadable_as_damage(path), open(open_regular(path), "rb") as file:  # noqa: PTH123  # a descriptor
        for sealed in file:
            size += len(sealed)
            if not is_whole(sealed):
                raise damaged(path)
            yield sealed
    if size != entry.digest.size:
        raise damaged(path, f"has {size:,} bytes instead of {entry.digest.size:,}")
