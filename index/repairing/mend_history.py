"""Saves what is whole in damaged files of the history: each event has a checksum of its own that vouches for it."""

from __future__ import annotations

from collections.abc import Sequence

from ..history.event import Event, from_line, is_whole
from ..history.files import HistoryEntry, write
from ..segments.check import history_damage
from ..segments.folder import IndexFolder
from ..segments.manifest import Manifest
from ..storage.remains import remains_of
from .lost import Loss, set_aside


def mend_history(folder: IndexFolder, manifest: Manifest) -> tuple[tuple[HistoryEntry, ...], list[str], list[Loss]]:
    """Write each damaged file again with the events that are whole, and set the old one aside.

    Returns:
        The files of the next generation; a line for each file that was made again; what is lost.

    Raises:
        OSError: The disk is full or read-only, or the process may not read a file.
    """
    damaged = {entry.name: found[0] for entry in manifest.history if (found := history_damage(folder, entry))}
    if not damaged:
        return manifest.history, [], []
    aside = set_aside(folder, folder.history, [*damaged], [])
    entries, repaired, lost = [], [], []
    for number, entry in enumerate(manifest.history):
        if entry.name not in damaged:
            entries.append(entry)
            continue
        path, events = damaged[entry.name].path, _whole_events(folder, entry)
        if written := write(folder.history, manifest.generation + 1, number, events):
            entries.append(written)
            repaired.append(f"{path}: rebuilt with {written.events:,} of {entry.events:,} entries")
        if reason := _missing(entry, events):
            left = aside / entry.name if aside else None
            lost.append(Loss(path, reason, set_aside=left if left and left.exists() else None))
    return tuple(entries), repaired, lost


def _whole_events(folder: IndexFolder, entry: HistoryEntry) -> list[Event]:
    lines = remains_of(folder.history / entry.name).splitlines(keepends=True)
    return [event for line in lines if is_whole(line) for event in from_line(line)]


def _missing(entry: HistoryEntry, events: Sequence[Event]) -> str:
    """Say how much of a file is lost; empty where all of it is saved."""
    gone = entry.events - len(events)
    versions = entry.versions - sum(event.line is not None for event in events)
    return f"{gone:,} entries of the history are lost, {versions:,} of them earlier versions" if gone else ""
