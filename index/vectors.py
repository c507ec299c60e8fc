"""The dense leg: inner product of unit vectors, in FAISS, exact.

A passage scores as its best window. FAISS picks the candidates out of the mapped vectors, without copying them and
with the mask inside; their scores are then computed again row by row in one fixed order of additions, so that equal
text scores equal to the last bit wherever it stands, and ties break by row.
"""

from __future__ import annotations

from functools import cached_property

import faiss
import numpy as np

from .arrays import ragged
from .protocols import Embedder, Mask, Ranking, Rows, Scores, Vectors, checked
from .segment import Segment
from .snapshot import Snapshot

_SPARE = 64
"""Windows asked for beyond k: FAISS may order near-ties otherwise, and two windows may be one passage's."""
_NEAR = 1e-5
"""Two sums of the same products in another order differ by less."""


class Dense:
    """Cosine over a snapshot's windows.

    Raises:
        ModelMismatchError: The index was built with another model.
    """

    def __init__(self, snapshot: Snapshot, embedder: Embedder) -> None:
        snapshot.manifest.refuse_other_model(embedder.fingerprint, snapshot.path)
        self._snapshot = snapshot
        self._embedder = embedder

    def ask(self, question: str) -> VectorScores:
        """Embed `question`.

        Raises:
            NutgrafError: The model gave what is no vector.
            IndexFormatError: The vectors are damaged.
        """
        query = self._embedder.query(question)
        return VectorScores(self._windows, checked(query[np.newaxis], [question], self._embedder.fingerprint)[0])

    @cached_property
    def _windows(self) -> list[_Windows]:
        return [
            _Windows(segment, first)
            for segment, first in zip(self._snapshot.segments, self._snapshot.first_rows, strict=False)
        ]


class VectorScores:
    """The cosines of one question."""

    def __init__(self, windows: list[_Windows], query: Vectors) -> None:
        self._windows = windows
        self._query = query

    def best(self, k: int, mask: Mask) -> Ranking:
        """The rows whose best window is nearest."""
        rows = np.concatenate([np.zeros(0, np.int64), *(it.nearest(self._query, k, mask) for it in self._windows)])
        return Ranking.best(rows, self.scores(rows), k)

    def scores(self, rows: Rows) -> Scores:
        """The cosine of any rows."""
        scores = np.zeros(len(rows), np.float32)
        for windows in self._windows:
            here = (rows >= windows.first_row) & (rows < windows.first_row + windows.passages)
            scores[here] = windows.scores(self._query, rows[here])
        return scores


class _Windows:
    """The vectors of one segment, and whose they are."""

    def __init__(self, segment: Segment, first_row: int) -> None:
        self.first_row = first_row
        self.passages = segment.entry.passages
        self._vectors = segment.vectors
        # A passage's windows stand together, so one number says where they begin.
        self._owner = segment.rows["windows"][:, 0]
        self._first = np.searchsorted(self._owner, np.arange(self.passages + 1))

    def nearest(self, query: Vectors, k: int, mask: Mask) -> Rows:
        """int64 ``(n,)``: the rows of at least the `k` nearest passages that pass (of all, if there are fewer)."""
        passing = mask[self.first_row : self.first_row + self.passages][self._owner]
        available = int(passing.sum())
        wanted = min(k + _SPARE, available)
        while wanted:
            windows, scores = _inner_product(self._vectors, query, passing, wanted)
            passages, first_seen = np.unique(self._owner[windows], return_index=True)
            # What is out of reach must be clearly worse than the k-th passage, or a tie could be broken by FAISS.
            enough = len(passages) >= k and scores[np.sort(first_seen)[k - 1]] - scores[-1] > _NEAR
            if enough or wanted == available:
                return passages.astype(np.int64) + self.first_row
            wanted = min(2 * wanted, available)
        return np.zeros(0, np.int64)

    def scores(self, query: Vectors, rows: Rows) -> Scores:
        local = rows - self.first_row
        if not len(local):
            return np.zeros(0, np.float32)
        first, counts = self._first[local], self._first[local + 1] - self._first[local]
        cosines = (self._vectors[ragged(first, counts)] * query).sum(axis=1)
        best: Scores = np.maximum.reduceat(cosines, np.cumsum(counts) - counts)
        return best


def _inner_product(vectors: Vectors, query: Vectors, passing: Mask, k: int) -> tuple[Rows, Scores]:
    """The `k` windows of greatest inner product among those that pass, best first; `k` is at most their number."""
    scores, windows = np.empty(k, np.float32), np.empty(k, np.int64)
    bits = np.packbits(passing, bitorder="little")
    selector = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
    faiss.knn_inner_product(
        faiss.swig_ptr(query), faiss.swig_ptr(vectors), vectors.shape[1], 1, len(vectors), k,
        faiss.swig_ptr(scores), faiss.swig_ptr(windows), selector,
    )  # fmt: skip
    return windows, scores
