"""Compacts an index: merges its segments into as few as possible, and drops the removed articles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from ..segments.folder import IndexFolder
from ..segments.manifest import Manifest
from .erase import forget as forget_before
from .merge import merge_once
from .write_policy import DEFAULT_POLICY, WritePolicy


@dataclass(frozen=True, slots=True)
class CompactReport:
    """The result of a compaction.

    Attributes:
        generation: Number of the newest generation.
        segments_before: Segments before.
        segments: Segments now.
        dropped: Removed and replaced articles that were still stored before.
        bytes_before: Size of the files before.
        bytes: Size of the files now.
    """

    generation: int
    segments_before: int
    segments: int
    dropped: int
    bytes_before: int
    bytes: int


def compact(folder: IndexFolder, *, forget: date | None = None, policy: WritePolicy = DEFAULT_POLICY) -> CompactReport:
    """Merge all segments into as few as `policy` lets be merged, and drop removed and replaced articles.

    Each merge is a generation of its own, so a compaction that is killed goes on when it is run again. It needs room
    for the largest new segment besides the old ones. No model is needed.

    Args:
        folder: The index.
        forget: Earlier versions that were replaced or removed before this day (UTC) are forgotten; None to keep all.
        policy: Batch sizes and limits.

    Raises:
        ValueError: `forget` is in the future.
        IndexMissingError: There is no index.
        IndexLockedError: Another process writes to the index.
        IndexFormatError: A segment to merge is damaged, or the index has another format, or terms of other analyzers.
        OSError: The disk is full or read-only; the generations committed so far stay.
    """
    if forget and forget > datetime.now(UTC).date():
        raise ValueError(f"{forget} is in the future: what will be replaced until then cannot be forgotten yet")
    eager = replace(policy, merge=policy.merge.eager())
    with folder.changing() as before:
        manifest = before
        manifest.refuse_other_analyzer(folder.path)
        folder.sweep(manifest)
        live = tuple(entry for entry in manifest.segments if entry.live)
        if live != manifest.segments:
            manifest = manifest.next(live)
            folder.commit(manifest)
        snapshot = folder.snapshot(manifest)
        while merged := merge_once(snapshot, folder.segments, policy=eager):
            folder.commit(merged)
            snapshot = folder.snapshot(merged, snapshot.segments)
        newest = forget_before(folder, forget, policy=policy) if forget else snapshot.manifest
    return CompactReport(
        generation=newest.generation,
        segments_before=len(before.segments),
        segments=len(newest.segments),
        dropped=_dead(before) - _dead(newest),
        bytes_before=before.size,
        bytes=newest.size,
    )


def _dead(manifest: Manifest) -> int:
    return sum(len(entry.dead) for entry in manifest.segments)
