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
from .protocols import Embedder, Evidence, Mask, Ranking, Rows, Scores, Vectors, checked
from .segment import Segment
from .snapshot import Snapshot

SPREAD = 0.04
"""How much the best of several windows is over the best of one by chance, for each e-fold of windows."""
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
        query = self._embedder.query(question)[np.newaxis]
        return VectorScores(self._snapshot, self._windows, checked(query, [question], self._embedder.fingerprint)[0])

    @cached_property
    def _windows(self) -> list[_Windows]:
        return [
            _Windows(segment, first)
            for segment, first in zip(self._snapshot.segments, self._snapshot.first_rows, strict=False)
        ]


class VectorScores:
    """The cosines of one question."""

    def __init__(self, snapshot: Snapshot, windows: list[_Windows], query: Vectors) -> None:
        self._snapshot = snapshot
        self._windows = windows
        self._query = query
        # What `best` looked at is judged soon after: by segment the cosine of each window, and whether it is known yet.
        self._seen: dict[str, tuple[Scores, Mask]] = {}

    def best(self, k: int, mask: Mask) -> Ranking:
        """The rows whose best window is nearest."""
        rows = np.concatenate([np.zeros(0, np.int64), *(it.nearest(self._query, k, mask) for it in self._windows)])
        return Ranking.best(rows, self.judge(rows).score, k)

    def judge(self, rows: Rows) -> Evidence:
        """The cosines of any rows, ascending.

        The score is that of the best window. The signal ``meaning`` takes something off where the best is one of many:
        the maximum of more draws is higher, with the same to say.
        """
        parts = [self._cosines(segment, local) for segment, _, local in self._snapshot.by_segment(rows)]
        nothing = np.zeros(0, np.float32), np.zeros(0, np.float32), np.zeros(0, np.int64)
        best, cosines, many = (np.concatenate(column) for column in zip(nothing, *parts, strict=True))
        return Evidence(best, {"meaning": best - np.float32(SPREAD) * np.log(many, dtype=np.float32)}, cosines)

    def _cosines(self, segment: Segment, rows: Rows) -> tuple[Scores, Scores, Rows]:
        """Of passages of a segment the best cosine and the number of windows of each, and between them every cosine."""
        first, many = segment.windows_of(rows)
        windows = ragged(first, many)
        if segment.entry.name not in self._seen:
            size = segment.entry.windows
            self._seen[segment.entry.name] = np.empty(size, np.float32), np.zeros(size, bool)
        cosines, known = self._seen[segment.entry.name]
        unknown = windows[~known[windows]]
        # Not a matrix product: there the order of additions depends on the place.
        cosines[unknown] = np.einsum("ij,j->i", segment.vectors[unknown], self._query)
        known[unknown] = True
        found: Scores = cosines[windows]
        return np.maximum.reduceat(found, np.cumsum(many) - many), found, many


class _Windows:
    """The vectors of one segment, and whose they are."""

    def __init__(self, segment: Segment, first_row: int) -> None:
        self.first_row = first_row
        self.passages = segment.entry.passages
        self._vectors = segment.vectors
        self._owner = segment.rows["windows"][:, 0]

    def nearest(self, query: Vectors, k: int, mask: Mask) -> Rows:
        """int64 ``(n,)``: the rows of at least the `k` nearest passages that pass (of all, if there are fewer)."""
        passing = mask[self.first_row : self.first_row + self.passages][self._owner]
        available = int(passing.sum())
        wanted = k * len(self._owner) // self.passages + _SPARE
        while wanted < available:
            windows, scores = _inner_product(self._vectors, query, passing, wanted)
            passages, first_seen = np.unique(self._owner[windows], return_index=True)
            # What is out of reach must be clearly worse than the k-th passage, or a tie could be broken by FAISS.
            if len(passages) >= k and scores[np.sort(first_seen)[k - 1]] - scores[-1] > _NEAR:
                return passages.astype(np.int64) + self.first_row
            wanted *= 2
        return np.unique(self._owner[passing]).astype(np.int64) + self.first_row


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
