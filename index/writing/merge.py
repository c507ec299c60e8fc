"""Compaction: small neighbours become one segment, and tombstones go, so that queries stay as fast as on the first day.

Only neighbours are merged, in order: a passage's row may change, never the order of two passages. Segments are in
tiers by size, each `FAN_IN` times the one below; `FAN_IN` of a tier are merged, with what is smaller between them. So
an article is rewritten a logarithmic number of times, however many updates pile up. What is large is merged no more:
neither memory nor the time of a merge grows with the index.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path

import numpy as np

from ..columns.int8_vectors import JoinedVectors
from ..columns.inverted_merger import LivePart
from ..columns.inverted_merger import merge as merge_words
from ..segments.manifest import Manifest, SegmentEntry
from ..segments.segment import FACETS, LISTS, Segment
from ..segments.snapshot import Snapshot
from ..storage.arrays import Array
from .segment_writer import facet_arrays, list_arrays, write_files

FAN_IN = 3
SMALLEST_TIER = 1_536
"""Windows: what is smaller is in the lowest tier."""
LARGEST = 262_144
"""Windows of a merged segment. One of more than half of that is merged no more."""
MOST_DEAD = 0.2
"""Of a segment's articles; beyond, it is rewritten without them."""
_DONE = 99
"""The tier of what is merged no more."""


def compacted(snapshot: Snapshot, parent: Path, most: int = LARGEST) -> Manifest | None:
    """Merge what should be merged into one new segment under `parent`; None where nothing should be.

    Args:
        snapshot: The generation.
        parent: Where segments lie.
        most: Windows that the new segment may have; what would have more waits.

    Raises:
        IndexFormatError: A segment to merge is damaged.
        OSError: The disk does not take the new one.
    """
    chosen = plan(snapshot.manifest.segments, most)
    if not chosen:
        return None
    merged = merge(snapshot.segments[chosen], parent, snapshot.manifest.generation + 1)
    segments = list(snapshot.manifest.segments)
    segments[chosen] = [merged]
    return snapshot.manifest.next(tuple(segments))


def plan(entries: Sequence[SegmentEntry], most: int = LARGEST) -> slice | None:
    """Which neighbours to merge, the smallest first, into one of `most` live windows."""
    tiers = [_tier(entry) for entry in entries]
    sizes = [_live_windows(entry) for entry in entries]
    for tier in sorted(set(tiers) - {_DONE}):
        for run in _runs([it <= tier for it in tiers]):
            if tiers[run].count(tier) >= FAN_IN and (some := _fitting(tiers, sizes, run, min(most, LARGEST))):
                return some
    for number, entry in enumerate(entries):
        if len(entry.dead) > MOST_DEAD * entry.articles and sizes[number] <= most:
            return slice(number, number + 1)
    return None


def _runs(members: Sequence[bool]) -> Iterator[slice]:
    """Where neighbours are all members."""
    for member, group in groupby(range(len(members)), key=members.__getitem__):
        numbers = list(group)
        if member:
            yield slice(numbers[0], numbers[-1] + 1)


def _fitting(tiers: Sequence[int], sizes: Sequence[int], run: slice, most: int) -> slice | None:
    """Those neighbours of a run that have no more than `most` windows together: the most of its highest tier."""
    highest = max(tiers[run])
    best, found = min(FAN_IN, 2) - 1, None  # with fewer, what is large would be written again for each small one
    start = run.start
    for end in range(run.start + 1, run.stop + 1):
        while sum(sizes[start:end]) > most:
            start += 1
        if (held := tiers[start:end].count(highest)) > best or (found and held == best and start == found.start):
            best, found = held, slice(start, end)
    return found


def merge(segments: Sequence[Segment], parent: Path, generation: int) -> SegmentEntry:
    """One new segment with the live articles of `segments`, in order."""
    lines = (segment.line(number) for segment in segments for number in np.flatnonzero(segment.live_articles).tolist())
    live_windows = [segment.live_passages[segment.rows["windows"][:, 0]] for segment in segments]
    lengths = np.concatenate([np.diff(it.rows["article_start"])[it.live_articles] for it in segments])
    rows: dict[str, Array] = {"article_start": np.concatenate([np.zeros(1, np.uint64), np.cumsum(lengths)])}
    for name in ("article_key", "article_digest", "published", "day"):
        rows[name] = np.concatenate([segment.rows[name][segment.live_articles] for segment in segments])
    rows["passages"] = _renumbered([(it.rows["passages"], it.live_passages, it.live_articles) for it in segments])
    rows["windows"] = _renumbered(
        [(it.rows["windows"], live, it.live_passages) for it, live in zip(segments, live_windows, strict=True)]
    )
    rows["window_digest"] = np.concatenate(
        [it.rows["window_digest"][live] for it, live in zip(segments, live_windows, strict=True)]
    )
    rows["passage_key"] = np.concatenate([it.rows["passage_key"][it.live_passages] for it in segments])
    for name in FACETS:
        rows |= facet_arrays(name, [value for segment in segments for value in _column(segment, name)])
    for name in LISTS:
        rows |= list_arrays(name, [values for segment in segments for values in _lists(segment, name)])
    vectors = JoinedVectors([(it.vectors, live) for it, live in zip(segments, live_windows, strict=True)])
    words = [
        LivePart(it.words, it.live_articles, it.live_passages, live)
        for it, live in zip(segments, live_windows, strict=True)
    ]
    return write_files(parent, generation, lines, rows, vectors, merge_words(words))


def _renumbered(parts: Sequence[tuple[Array, Array, Array]]) -> Array:
    """The live rows of tables whose first column names an owner, owners counted through over all parts.

    Args:
        parts: Of each segment the table, which of its rows live (bool), and which of the owners live (bool).
    """
    tables, before = [], 0
    for table, live, owners in parts:
        kept = table[live]
        kept[:, 0] = (before + np.cumsum(owners) - 1)[kept[:, 0]]
        tables.append(kept)
        before += int(owners.sum())
    return np.concatenate(tables)


def _column(segment: Segment, name: str) -> list[str]:
    table, numbers = segment.facet(name)
    values = list(table)
    return [values[number] for number in numbers[segment.live_articles].tolist()]


def _lists(segment: Segment, name: str) -> list[list[str]]:
    table, numbers = segment.facet(name)
    values = list(table)
    named = [values[number] for number in numbers.tolist()]
    bounds = list(pairwise(segment.rows[f"{name}_first"].tolist()))
    return [named[slice(*bounds[article])] for article in np.flatnonzero(segment.live_articles).tolist()]


def _live_windows(entry: SegmentEntry) -> int:
    """About how many windows are of live articles."""
    return entry.windows * entry.live // max(1, entry.articles)


def _tier(entry: SegmentEntry) -> int:
    if entry.windows > LARGEST // 2:
        return _DONE
    tier, size = 0, SMALLEST_TIER
    while entry.windows >= size:
        tier, size = tier + 1, size * FAN_IN
    return tier
