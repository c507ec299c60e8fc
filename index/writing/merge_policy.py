"""The merge policy: chooses the neighbouring segments that become one, by their sizes and their tombstones.

It is a log merge policy, as Lucene calls it: only neighbours are merged, in order, so the order of two passages never
changes. Segments are in tiers by size, and each tier is `merge_factor` times the one below. So an article is written
again a logarithmic number of times, however many updates pile up. A large segment is merged no more, so neither the
memory nor the time of a merge grows with the index.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ..segments.segment_entry import SegmentEntry

_FULL = 99
"""The tier of a segment that is too large to be merged again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePolicy:
    """Chooses the segments to merge.

    Attributes:
        merge_factor: Segments of one tier that become one. 3 keeps segments few, and each window is written at most
            18 times over 3,000 updates of 30 windows, 4 times over updates of 20,000
            (tests/index/writing/test_merge_policy.py).
        floor_windows: Windows; smaller segments are all in the lowest tier. 1,536 is half of a commit
            (`WritePolicy.commit_windows`), so a full commit is never in the lowest tier.
        max_merged_windows: Windows of a merged segment. A segment of more than half of that is merged no more. 262,144
            bounds the memory of a merge (docs/performance.md, "memory of indexing does not grow").
        max_deleted_share: Share of a segment's articles that may be tombstones, 0 to 1. Beyond it the segment is
            written again without them. 0.2 was chosen, not measured: at most a fifth of a search's work is wasted.

    Raises:
        ValueError: A value is out of its range.
    """

    merge_factor: int = 3
    floor_windows: int = 1_536
    max_merged_windows: int = 262_144
    max_deleted_share: float = 0.2

    def __post_init__(self) -> None:
        if self.merge_factor < 2:
            raise ValueError(f"merge_factor must be at least 2, not {self.merge_factor}")
        for name in ("floor_windows", "max_merged_windows"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, not {getattr(self, name)}")
        if not 0 <= self.max_deleted_share <= 1:
            raise ValueError(f"max_deleted_share must be from 0 to 1, not {self.max_deleted_share}")

    def eager(self) -> MergePolicy:
        """The policy of a compaction: any two neighbours that fit become one, and no tombstone stays."""
        return replace(self, merge_factor=2, floor_windows=self.max_merged_windows, max_deleted_share=0)

    def choose(self, segments: Sequence[SegmentEntry], budget: int | None = None) -> slice | None:
        """Choose the neighbours to merge next, the smallest first; None if there are none.

        Args:
            segments: The segments of a generation, in order.
            budget: Live windows that the new segment may have; by default `max_merged_windows`.
        """
        budget = self.max_merged_windows if budget is None else budget
        tiers = [self._tier(entry) for entry in segments]
        sizes = [_live_windows(entry) for entry in segments]
        for tier in sorted(set(tiers) - {_FULL}):
            for run in _runs([other <= tier for other in tiers]):
                if tiers[run].count(tier) < self.merge_factor:
                    continue
                if chosen := _fitting(tiers, sizes, run, min(budget, self.max_merged_windows)):
                    return chosen
        for number, entry in enumerate(segments):
            if len(entry.dead) > self.max_deleted_share * entry.articles and sizes[number] <= budget:
                return slice(number, number + 1)
        return None

    def _tier(self, entry: SegmentEntry) -> int:
        if entry.windows > self.max_merged_windows // 2:
            return _FULL
        tier, size = 0, self.floor_windows
        while entry.windows >= size:
            tier, size = tier + 1, size * self.merge_factor
        return tier


def _runs(members: Sequence[bool]) -> Iterator[slice]:
    """Yield the longest runs of neighbours that are all members."""
    for member, group in groupby(range(len(members)), key=members.__getitem__):
        numbers = list(group)
        if member:
            yield slice(numbers[0], numbers[-1] + 1)


def _fitting(tiers: Sequence[int], sizes: Sequence[int], run: slice, budget: int) -> slice | None:
    """The neighbours within `run` that fit into `budget` windows and hold the most segments of its highest tier."""
    highest = max(tiers[run])
    most, chosen = 1, None  # with a single one, a large segment would be written again for each small one
    start = run.start
    for end in range(run.start + 1, run.stop + 1):
        while sum(sizes[start:end]) > budget:
            start += 1
        held = tiers[start:end].count(highest)
        if held > most or (chosen and held == most and start == chosen.start):
            most, chosen = held, slice(start, end)
    return chosen


def _live_windows(entry: SegmentEntry) -> int:
    """An estimate of the windows of live articles: the share of live articles, times the windows."""
    return entry.windows * entry.live // max(1, entry.articles)
