"""The dense leg: inner product of unit vectors.

A passage scores as its best window. Where few windows are in question (a small index, a narrow filter) every one is
compared, and retrieval is exact. Where they are many, the scan of each segment finds candidates, and only these are
compared: what is lost is far from the top, see docs/performance.md. Either way a score is added up in one fixed order,
so that equal text scores equal to the last bit wherever it stands, and ties break by row.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..filter import Filter
from ..profile import RankingProfile
from ..segments.snapshot import Snapshot
from ..types import Features, Mask, Ranking, Rows, Scores, Vectors
from .protocol import WindowVectors

_AT_ONCE = 2_048
"""Passages whose vectors are decoded together, to some 5 MB: with more no answer comes sooner, and the heap grows."""


def score_dense(
    window_vectors: Callable[[Rows], WindowVectors], rows: Rows, query: Vectors, profile: RankingProfile
) -> Features:
    """Score passages by the cosine of their best window.

    The signal ``meaning`` is that cosine, less a little where the window is the best of many: the maximum of more
    draws is higher, with the same to say.

    Args:
        window_vectors: Gives the vectors of some rows, see `PassageStore.window_vectors`.
        rows: int64 ``(n,)``, ascending.
        query: float32 ``(dim,)`` of length 1.
        profile: For `windows_penalty`.
    """
    cosines, counts = [np.zeros(0, np.float32)], [np.zeros(0, np.int64)]
    for start in range(0, len(rows), _AT_ONCE):
        part = window_vectors(rows[start : start + _AT_ONCE])
        cosines.append(part.vectors.cosines(query))
        counts.append(part.counts)
    windows, many = np.concatenate(cosines), np.concatenate(counts)
    best = np.maximum.reduceat(windows, np.cumsum(many) - many)
    penalty = np.float32(profile.windows_penalty) * np.log(many, dtype=np.float32)
    return Features(best, {"meaning": best - penalty}, windows, many)


def passage_vectors(window_vectors: Callable[[Rows], WindowVectors], rows: Rows) -> Vectors:
    """float32 ``(n, dim)``, of length 1: for each passage the mean of its windows' vectors.

    Args:
        window_vectors: Gives the vectors of some rows, see `PassageStore.window_vectors`.
        rows: int64 ``(n,)``, in any order.
    """
    order = np.argsort(rows)
    windows = window_vectors(rows[order])
    vectors, many = windows.vectors.dequantize(), windows.counts
    first = np.cumsum(many) - many
    sums = vectors.take(first, axis=0)
    for number in range(1, many.max(initial=0)):  # `reduceat` takes five times as long along this axis
        further = np.flatnonzero(many > number)
        sums[further] += vectors.take(first[further] + number, axis=0)
    means = np.empty_like(sums)
    means[order] = sums
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    return means


class DenseRetriever:
    """Finds near passages in the segments of a snapshot.

    Args:
        snapshot: The generation.
        window_vectors: Gives the vectors of some rows.
        profile: How many passages are compared one by one, and how deep a scan goes.
    """

    def __init__(
        self, snapshot: Snapshot, window_vectors: Callable[[Rows], WindowVectors], profile: RankingProfile
    ) -> None:
        self._snapshot = snapshot
        self._window_vectors = window_vectors
        self._profile = profile

    def retrieve(self, query: Vectors, k: int, wanted: Filter, *, among: Rows | None = None) -> Ranking:
        """See `Retriever`; the scores are cosines, from the scan where many passages pass."""
        mask = self._snapshot.row_mask(wanted, among)
        passing = int(np.count_nonzero(mask))
        few = self._profile.exact_up_to if passing == self._snapshot.passages else self._profile.exact_filtered_up_to
        if passing <= max(k, few):
            return self._exactly(query, k, mask)
        windows = self._snapshot.first_windows[-1]
        asked = self._profile.windows_per_candidate * k * len(mask) // passing
        while 2 * asked < windows:
            nearest = Ranking.best(*self._nearest(query, asked / windows, mask), asked)
            distinct, first = np.unique(nearest.rows, return_index=True)  # the first of a row is its best window
            if len(distinct) >= k:
                return Ranking.best(distinct, nearest.scores[first], k)
            asked *= 2
        return self._exactly(query, k, mask)

    def _exactly(self, query: Vectors, k: int, mask: Mask) -> Ranking:
        rows = np.flatnonzero(mask)
        return Ranking.best(rows, score_dense(self._window_vectors, rows, query, self._profile).score, k)

    def _nearest(self, query: Vectors, share: float, mask: Mask) -> tuple[Rows, Scores]:
        """The rows of the nearest windows that pass, and their cosines, all approximate.

        Args:
            query: float32 ``(dim,)``.
            share: The share of all windows to look for.
            mask: bool ``(rows,)``: the rows that pass.
        """
        parts = [(np.zeros(0, np.int64), np.zeros(0, np.float32))]
        for segment, first_row in zip(self._snapshot.segments, self._snapshot.first_rows, strict=False):
            size = segment.entry.windows
            windows: Rows | slice = slice(None)
            if segment.scan:
                k = int(self._profile.segment_share * share * size) + self._profile.segment_spare
                windows, scores = segment.scan.nearest(query, min(size, k))
            else:
                scores = segment.vectors.cosines(query)
            parts.append((segment.rows["windows"][windows, 0] + np.int64(first_row), scores))
        rows, scores = (np.concatenate(column) for column in zip(*parts, strict=True))
        passing = mask[rows]
        return rows[passing], scores[passing]
