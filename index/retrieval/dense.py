"""The dense leg: inner products of unit vectors.

The score of a passage is that of its best window. In a small index, or under a narrow filter, every window is compared
and retrieval is exact. Otherwise the scan of each segment finds candidates, more than asked for, and only these are
compared; the passages that it misses are far from the top, see docs/performance.md. Either way products are summed in
one fixed order, so equal texts have scores equal to the last bit wherever they are stored, and ties break by row.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Thread

import numpy as np
from numpy.typing import NDArray

from ...corpus.errors import IndexFormatError
from ..columns.pq_scan import side_by_side
from ..embedding.cosine_scale import CosineScale
from ..filter import Filter
from ..profile import RankingProfile
from ..ragged import starts
from ..segments.segment import Segment
from ..segments.snapshot import Snapshot
from ..types import Features, Mask, Ranking, Rows, Scores, Vectors
from .evidence import WindowVectors
from .selection import Selection

_BATCH_SIZE = 2_048
"""Passages whose vectors are decoded together, about 5 MB. More would not be faster, and would grow the heap."""

_SIDE_BY_SIDE_WINDOWS = 1_000_000
"""Windows of an index from which on its segments are scanned on all cores. The threads take a third of a millisecond to
start, which the scan of a smaller index does not make up for."""


def score_dense(
    window_vectors: Callable[[Rows], WindowVectors],
    rows: Rows,
    query: Vectors,
    profile: RankingProfile,
    scale: CosineScale,
) -> Features:
    """Score passages by the cosine of their best window.

    The signal ``meaning`` is the closeness of that cosine minus a penalty that grows with the number of windows, since
    the maximum of more draws is higher by chance. The scores of windows are closeness, too.

    Args:
        window_vectors: Returns the vectors of the given rows, see `PassageStore.window_vectors`.
        rows: int64 ``(n,)``, ascending.
        query: float32 ``(dim,)`` of length 1.
        profile: Holds `windows_penalty`.
        scale: The model's cosines of questions and passages.
    """
    best, windows, sizes = best_windows(window_vectors, rows, query)
    closeness = scale.closeness(windows)
    return Features(best, {"meaning": meaning(closeness, sizes, profile)}, closeness, sizes)


def meaning(windows: Scores, counts: NDArray[np.int64], profile: RankingProfile) -> Scores:
    """float32 ``(n,)``: the closeness of each passage's best window less its penalty.

    Args:
        windows: float32 ``(w,)``: the closeness of each window, one passage after another.
        counts: int64 ``(n,)``: number of windows of each passage.
        profile: Holds `windows_penalty`.
    """
    best = np.maximum.reduceat(windows, starts(counts))
    signal: Scores = best - np.float32(profile.windows_penalty) * np.log(counts, dtype=np.float32)
    return signal


def best_windows(
    window_vectors: Callable[[Rows], WindowVectors], rows: Rows, query: Vectors
) -> tuple[Scores, Scores, NDArray[np.int64]]:
    """Compute the cosine of each row's best window, that of every window, and the number of windows of each row."""
    cosines, counts = [np.zeros(0, np.float32)], [np.zeros(0, np.int64)]
    for start in range(0, len(rows), _BATCH_SIZE):
        part = window_vectors(rows[start : start + _BATCH_SIZE])
        cosines.append(part.vectors.cosines(query))
        counts.append(part.counts)
    windows, sizes = np.concatenate(cosines), np.concatenate(counts)
    return np.maximum.reduceat(windows, starts(sizes)), windows, sizes


def passage_vectors(window_vectors: Callable[[Rows], WindowVectors], rows: Rows) -> Vectors:
    """float32 ``(n, dim)``: the mean of each passage's window vectors, see `CosineScale.between_means`.

    Args:
        window_vectors: Returns the vectors of the given rows, see `PassageStore.window_vectors`.
        rows: int64 ``(n,)``, in any order.
    """
    order = np.argsort(rows)
    windows = window_vectors(rows[order])
    vectors, counts = windows.vectors.dequantize(), windows.counts
    first = starts(counts)
    sums = vectors.take(first, axis=0)
    for number in range(1, counts.max(initial=0)):  # `reduceat` takes five times as long along this axis
        further = np.flatnonzero(counts > number)
        sums[further] += vectors.take(first[further] + number, axis=0)
    means = np.empty_like(sums)
    means[order] = sums / counts[:, None].astype(np.float32)
    return means


class DenseRetriever:
    """Finds the passages of a snapshot whose windows are nearest to a query vector.

    Args:
        snapshot: The generation.
        mask: Returns the rows that pass a filter and are selected, see `LocalStore.mask`.
        window_vectors: Returns the vectors of the given rows.
        profile: Limits of exact retrieval, and the depth of a scan.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        mask: Callable[[Filter, Selection | None], Mask],
        window_vectors: Callable[[Rows], WindowVectors],
        profile: RankingProfile,
    ) -> None:
        self._snapshot = snapshot
        self._mask = mask
        self._window_vectors = window_vectors
        self._profile = profile
        self._loading: Thread | None = None

    def load(self) -> None:
        """Load the codes of a large index in the background: a first question is read and embedded meanwhile."""
        if self._loading is None and self._is_large:
            self._loading = Thread(target=self._load, daemon=True)
            self._loading.start()

    def _load(self) -> None:
        # The scan meets damage again, and raises it. A process that ends starts no more threads.
        with suppress(IndexFormatError, RuntimeError):
            side_by_side(lambda segment: segment.scan, zip(self._snapshot.segments))

    @property
    def _is_large(self) -> bool:
        return self._snapshot.first_windows[-1] >= _SIDE_BY_SIDE_WINDOWS

    def retrieve(self, query: Vectors, k: int, filters: Filter, *, among: Selection | None = None) -> Ranking:
        """See `Retriever`. Scores are cosines."""
        return self.nearest(query, k, self._mask(filters, among))

    def nearest(self, query: Vectors, k: int, mask: Mask) -> Ranking:
        """Find the `k` rows nearest to `query` where `mask`, bool ``(rows,)``, is true.

        A scan brings more candidates than asked for, and the exact cosines choose among them. So another search for
        candidates, be it approximate in another way, hardly changes which are returned.
        """
        passing = int(np.count_nonzero(mask))
        exact_limit = (
            self._profile.exact_up_to if passing == self._snapshot.passages else self._profile.exact_filtered_up_to
        )
        if passing <= max(k, exact_limit):
            return self._retrieve_exactly(query, k, mask)
        windows = self._snapshot.first_windows[-1]
        wanted = max(self._profile.overfetch * k, windows // self._profile.windows_per_scanned)
        depth = self._profile.windows_per_candidate * wanted * len(mask) // passing
        while 2 * depth < windows:
            nearest = Ranking.best(*self._scan(query, depth / windows, mask), depth)
            distinct, first = np.unique(nearest.rows, return_index=True)  # the first of a row is its best window
            if len(distinct) >= wanted:
                rows = np.sort(Ranking.best(distinct, nearest.scores[first], wanted).rows)
                return Ranking.best(rows, best_windows(self._window_vectors, rows, query)[0], k)
            depth *= 2
        return self._retrieve_exactly(query, k, mask)

    def _retrieve_exactly(self, query: Vectors, k: int, mask: Mask) -> Ranking:
        rows = np.flatnonzero(mask)
        return Ranking.best(rows, best_windows(self._window_vectors, rows, query)[0], k)

    def _scan(self, query: Vectors, share: float, mask: Mask) -> tuple[Rows, Scores]:
        """Find the rows of the nearest windows that pass, and their cosines, both approximately.

        Args:
            query: float32 ``(dim,)``.
            share: The share of all windows to find.
            mask: bool ``(rows,)``: the rows that pass.
        """
        scan = partial(self._scan_segment, query, share)
        segments = zip(self._snapshot.segments, self._snapshot.first_rows, strict=False)
        if self._loading:
            self._loading.join()  # or both would load the same codes
        parts = side_by_side(scan, segments) if self._is_large else [scan(*pair) for pair in segments]
        rows, scores = (np.concatenate(column) for column in zip(*parts, strict=True))
        passing = mask[rows]
        return rows[passing], scores[passing]

    def _scan_segment(self, query: Vectors, share: float, segment: Segment, first_row: int) -> tuple[Rows, Scores]:
        """Find the rows of the nearest windows of a segment, whether they pass or not; see `_scan`."""
        size = segment.entry.windows
        windows: Rows | slice = slice(None)
        if segment.scan:
            k = int(self._profile.segment_share * share * size) + self._profile.segment_spare
            windows, scores = segment.scan.nearest(query, min(size, k))
        else:
            scores = segment.vectors.cosines(query)
        return segment.rows["windows"][windows, 0] + np.int64(first_row), scores
