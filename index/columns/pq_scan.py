"""The scan: which windows of a segment are about the nearest to a question, found without reading their vectors.

Each vector is cut into pieces of four numbers, and for each piece the nearest of 16 typical ones is noted in four bits:
product quantisation, after Jégou, Douze and Schmid (2011), laid out so that FAISS looks up 32 vectors in one
instruction (its "fast scan"). That is an eighth of the stored vectors, kept in memory, and derived from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import faiss
import numpy as np

from ..storage.arrays import Array
from ..types import Rows, Scores, Vectors
from .int8_vectors import Int8Vectors

MIN_SCAN_WINDOWS = 4_096
"""Windows: a smaller segment is read whole, which takes as long."""
_SUBVECTOR_DIM = 4
"""Numbers that share four bits. Of pieces of 8 the ten best would be found as surely, but fewer of the thousand."""
_TRAINING_VECTORS, _TRAINING_ITERATIONS = 2_048, 6
"""Vectors, evenly spread, from which the typical pieces are learnt, and in how many rounds. With more of either no more
of the near ones are found, and each segment that is written pays for it."""
_CHUNK_ROWS = 8_192


class PQScan:
    """The scan of one segment; safe for any number of threads.

    Args:
        arrays: Those of `scan_arrays`.
        windows: Of the segment.
    """

    def __init__(self, arrays: Mapping[str, Array], windows: int) -> None:
        subvectors, _, size = arrays["pieces"].shape
        self._index = _untrained_index(subvectors * size)
        faiss.copy_array_to_vector(np.ascontiguousarray(arrays["pieces"]).ravel(), self._index.pq.centroids)
        faiss.copy_array_to_AlignedTable(arrays["packed"], self._index.codes)
        self._index.ntotal, self._index.is_trained = windows, True
        self._index.ntotal2 = -(-windows // self._index.bbs) * self._index.bbs
        self._retained = float(arrays["kept"][0])

    def nearest(self, query: Vectors, k: int) -> tuple[Rows, Scores]:
        """About the `k` nearest windows, best first, and about their cosines; `k` is at most their number."""
        scores, windows = self._index.search(query[np.newaxis], k)
        return windows[0], scores[0] / np.float32(self._retained)


def scan_arrays(vectors: Int8Vectors) -> dict[str, Array]:
    """What a scan of these vectors is read from; nothing where there are too few of them, or they cannot be cut.

    ``pieces`` float32 ``(dim / 4, 16, 4)``: the typical ones; ``packed`` uint8: the codes as FAISS packs them;
    ``kept`` float32 ``(1,)``: how much of a vector's squared length is left when it is put together from typical
    pieces. An inner product shrinks about as much: divided by it, those of several segments can be compared.
    """
    if len(vectors) < MIN_SCAN_WINDOWS or vectors.dim % _SUBVECTOR_DIM:
        return {}
    index = _untrained_index(vectors.dim)
    sample = vectors.dequantize(np.linspace(0, len(vectors) - 1, min(len(vectors), _TRAINING_VECTORS)).astype(np.int64))
    index.train(sample)
    for start in range(0, len(vectors), _CHUNK_ROWS):
        index.add(vectors.dequantize(slice(start, start + _CHUNK_ROWS)))
    centroids = faiss.vector_to_array(index.pq.centroids).reshape(-1, index.pq.ksub, _SUBVECTOR_DIM)
    retained = np.square(index.pq.decode(index.pq.compute_codes(sample))).sum(axis=1).mean(keepdims=True)
    return {
        "pieces": centroids,
        "packed": faiss.AlignedTable_to_array(index.codes),
        "kept": retained.astype(np.float32),
    }


def _untrained_index(dim: int) -> Any:  # noqa: ANN401  # what the library says of its own types is incomplete
    index = faiss.IndexPQFastScan(dim, dim // _SUBVECTOR_DIM, 4, faiss.METRIC_INNER_PRODUCT)
    index.pq.cp.niter = _TRAINING_ITERATIONS
    return index
