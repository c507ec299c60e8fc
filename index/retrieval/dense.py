"""The dense leg: inner product of unit vectors.

A passage scores as its best window. Where few windows are in question (a small index, a narrow filter) every one is
looked at, and the leg is exact. Where they are many, each segment's scan finds candidates (`scan`), and only these are
looked at: what is lost is far from the top, see docs/performance.md. Either way a score is added up in one fixed order,
so that equal text scores equal to the last bit wherever it stands, and ties break by row.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..embedding.protocol import Embedder, validate_vectors
from ..segments.snapshot import Snapshot
from ..storage.arrays import concatenated_ranges
from ..types import Evidence, Mask, Ranking, Rows, Scores, Vectors

SPREAD = 0.04
"""How much the best of several windows is over the best of one by chance, for each e-fold of windows."""
FEW = 4_096
"""Passages that are looked at one by one, in less than a millisecond; where more are in question they are scanned."""
NARROW = 16_384
"""The same, where a filter lets through no more: to scan for what passes it would take as long, and be less exact."""
_DEPTH = 2
"""Windows that are asked for, for each passage that is wanted: several of the nearest may be of one passage."""
_SHARE = 2
"""A segment may bring so many times its share of them: the news of one week is in one segment."""
_SPARE = 64
_AT_ONCE = 2_048
"""Passages whose vectors are decoded together, to some 5 MB: with more no answer comes sooner, and the heap grows."""
_REMEMBERED = 512
"""Questions: the same are asked again."""


class Dense:
    """Cosine over a snapshot's windows.

    Raises:
        ModelMismatchError: The index was built with another model.
    """

    def __init__(self, snapshot: Snapshot, embedder: Embedder) -> None:
        snapshot.manifest.refuse_other_model(embedder.fingerprint, snapshot.path)
        self._snapshot = snapshot
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}

    def ask(self, question: str) -> VectorScores:
        """Embed `question`.

        Raises:
            NutgrafError: The model gave what is no vector.
            IndexFormatError: The vectors are damaged.
        """
        [query] = self.embed([question])
        return VectorScores(self._snapshot, query)

    def embed(self, questions: Sequence[str]) -> list[Vectors]:
        """float32 ``(dim,)`` for each: together takes less time than one by one, and they are remembered for `ask`.

        Raises:
            NutgrafError: The model gave what is no vector.
        """
        known, fresh = self._known, {}
        if missing := list(dict.fromkeys(it for it in questions if it not in known)):
            vectors = validate_vectors(self._embedder.queries(missing), missing, self._embedder.fingerprint)
            fresh = dict(zip(missing, vectors, strict=True))
            if len(known) > _REMEMBERED:
                self._known = {}
            self._known.update(fresh)
        return [fresh[it] if it in fresh else known[it] for it in questions]


class VectorScores:
    """The cosines of one question."""

    def __init__(self, snapshot: Snapshot, query: Vectors) -> None:
        self._snapshot = snapshot
        self._query = query

    def best(self, k: int, mask: Mask) -> Ranking:
        """The rows whose best window is nearest; about these, at a first look, where many pass."""
        passing = int(np.count_nonzero(mask))
        if passing <= k or passing <= (FEW if passing == self._snapshot.passages else NARROW):
            return self._exactly(k, mask)
        windows = self._snapshot.first_windows[-1]
        asked = _DEPTH * k * len(mask) // passing
        while 2 * asked < windows:
            nearest = Ranking.best(*self._nearest(asked / windows, mask), asked)
            distinct, first = np.unique(nearest.rows, return_index=True)  # the first of a row is its best window
            if len(distinct) >= k:
                return Ranking.best(distinct, nearest.scores[first], k)
            asked *= 2
        return self._exactly(k, mask)

    def judge(self, rows: Rows) -> Evidence:
        """The cosines of any rows, ascending.

        The score is that of the best window. The signal ``meaning`` takes something off where the best is one of many:
        the maximum of more draws is higher, with the same to say.
        """
        first, many = self._snapshot.windows_of(rows)
        parts = [
            self._snapshot.codes(concatenated_ranges(first[at : at + _AT_ONCE], many[at : at + _AT_ONCE])).cosines(
                self._query
            )
            for at in range(0, len(rows), _AT_ONCE)
        ]
        cosines = np.concatenate([np.zeros(0, np.float32), *parts])
        best = np.maximum.reduceat(cosines, np.cumsum(many) - many)
        return Evidence(best, {"meaning": best - np.float32(SPREAD) * np.log(many, dtype=np.float32)}, cosines)

    def _exactly(self, k: int, mask: Mask) -> Ranking:
        rows = np.flatnonzero(mask)
        return Ranking.best(rows, self.judge(rows).score, k)

    def _nearest(self, share: float, mask: Mask) -> tuple[Rows, Scores]:
        """Of about such a share of all windows, the nearest, the rows of those that pass, and about their cosines."""
        found = [(np.zeros(0, np.int64), np.zeros(0, np.float32))]
        for segment, first_row in zip(self._snapshot.segments, self._snapshot.first_rows, strict=False):
            size = segment.entry.windows
            windows: Rows | slice = slice(None)
            if segment.scan:
                windows, scores = segment.scan.nearest(self._query, min(size, int(_SHARE * share * size) + _SPARE))
            else:
                scores = segment.vectors.cosines(self._query)
            found.append((segment.rows["windows"][windows, 0] + np.int64(first_row), scores))
        rows, scores = (np.concatenate(column) for column in zip(*found, strict=True))
        passing = mask[rows]
        return rows[passing], scores[passing]
