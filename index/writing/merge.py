"""Merging: small neighbours become one segment without their tombstones, so that queries stay fast.

The merge policy chooses the segments. They are merged in order: a passage's row may change, never the order of two
passages. Vectors and lines are streamed, so a merge takes little memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..columns.int8_vectors import VectorStream
from ..columns.inverted import InvertedIndex
from ..columns.inverted_merger import LivePart
from ..columns.inverted_merger import merge as merge_words
from ..ragged import offsets
from ..segments.manifest import Manifest
from ..segments.segment import STRING_COLUMNS, STRING_LIST_COLUMNS, WORDS, Segment
from ..segments.segment_entry import SegmentEntry
from ..segments.snapshot import Snapshot
from ..storage.arrays import Array
from .segment_writer import facet_arrays, write_files
from .write_policy import DEFAULT_POLICY, WritePolicy


def merge_once(snapshot: Snapshot, parent: Path, *, policy: WritePolicy, budget: int | None = None) -> Manifest | None:
    """Merge the segments that the policy chooses next into a new segment under `parent`.

    Args:
        snapshot: The generation.
        parent: The folder of the segments.
        policy: Chooses the segments.
        budget: Windows that the new segment may have at most; see `MergePolicy.choose`.

    Returns:
        The manifest of the next generation, not yet committed; None if there is nothing to merge.

    Raises:
        IndexFormatError: A segment to merge is damaged.
        OSError: The disk is full or read-only.
    """
    chosen = policy.merge.choose(snapshot.manifest.segments, budget)
    if not chosen:
        return None
    merged = merge(snapshot.segments[chosen], parent, snapshot.manifest.generation + 1, policy=policy)
    segments = list(snapshot.manifest.segments)
    segments[chosen] = [merged]
    return snapshot.manifest.next(tuple(segments))


def merge(
    segments: Sequence[Segment], parent: Path, generation: int, *, policy: WritePolicy = DEFAULT_POLICY
) -> SegmentEntry:
    """Write one new segment with the live articles of `segments`, in order.

    Every byte of `segments` is compared with its digest twice. Before, as damaged counts could lead anywhere; and
    after, since a disk may have rotted meanwhile: the new digests would make that permanent.

    Raises:
        IndexFormatError: A segment is damaged; no manifest names the new one.
    """
    for segment in segments:
        segment.check_whole()
    merged = _merge_unchecked(segments, parent, generation, policy=policy)
    for segment in segments:
        segment.check_whole()
    return merged


def _merge_unchecked(
    segments: Sequence[Segment], parent: Path, generation: int, *, policy: WritePolicy
) -> SegmentEntry:
    lines = (segment.line(number) for segment in segments for number in np.flatnonzero(segment.live_articles).tolist())
    parts = [(segment, segment.live_passages[segment.rows["windows"][:, 0]]) for segment in segments]  # live windows
    lengths = np.concatenate([np.diff(segment.rows["article_start"])[segment.live_articles] for segment in segments])
    rows: dict[str, Array] = {"article_start": np.concatenate([np.zeros(1, np.uint64), np.cumsum(lengths)])}
    for name in ("article_key", "article_digest", "published", "day"):
        rows[name] = np.concatenate([segment.rows[name][segment.live_articles] for segment in segments])
    rows["passages"] = _renumbered(
        [(segment.rows["passages"], segment.live_passages, segment.live_articles) for segment in segments]
    )
    rows["windows"] = _renumbered([(segment.rows["windows"], live, segment.live_passages) for segment, live in parts])
    rows["window_digest"] = np.concatenate([segment.rows["window_digest"][live] for segment, live in parts])
    rows["passage_key"] = np.concatenate([segment.rows["passage_key"][segment.live_passages] for segment in segments])
    for name in (*STRING_COLUMNS, *STRING_LIST_COLUMNS):
        rows |= facet_arrays(name, [value for segment in segments for value in _column(segment, name)])
    for name in (f"{name}_first" for name in STRING_LIST_COLUMNS):
        rows[name] = offsets(
            np.concatenate([np.diff(segment.rows[name])[segment.live_articles] for segment in segments])
        )
    vectors = VectorStream([(segment.vectors, live) for segment, live in parts])
    words = [LivePart(_words(segment), segment.live_articles, segment.live_passages, live) for segment, live in parts]
    return write_files(parent, generation, lines, rows, vectors, merge_words(words), policy=policy)


def _words(segment: Segment) -> InvertedIndex:
    """The words of a segment, all of them in arrays."""
    return InvertedIndex.from_arrays(segment.files[WORDS].arrays())


def _renumbered(parts: Sequence[tuple[Array, Array, Array]]) -> Array:
    """Join the live rows of tables, and renumber the first column, the row of the owner, through all parts.

    Args:
        parts: For each segment: the table, a bool mask of its live rows, and a bool mask of its live owners.
    """
    tables, before = [], 0
    for table, live, owners in parts:
        rows = table[live]
        rows[:, 0] = (before + np.cumsum(owners) - 1)[rows[:, 0]]
        tables.append(rows)
        before += int(owners.sum())
    return np.concatenate(tables)


def _column(segment: Segment, name: str) -> list[str]:
    """Read the values of a column for the live articles, in order: those of one article after those of another."""
    table, numbers = segment.facet(name)
    values = list(table)
    return [values[number] for number in numbers[segment.live_articles[segment.owners(name)]].tolist()]
