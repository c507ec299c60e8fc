"""Find approximately the nearest windows of a segment, without reading their stored vectors.

Product quantization, after Jégou, Douze and Schmid (2011): each vector is split into subvectors of four numbers, and
for each subvector the nearest of 16 centroids is stored in four bits. FAISS lays the codes out so that one instruction
looks up 32 vectors ("fast scan"). The codes take an eighth of the stored vectors, are kept in memory, and are derived
from the vectors.
"""

from __future__ import annotations

import ctypes
import mmap
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any, TypeVar

import numpy as np

from ..machine import cores, linux_call
from ..storage.arrays import Array
from ..types import Rows, Scores, Vectors
from .int8_vectors import Int8Vectors

faiss: Any = import_module("faiss")  # its stub imports torch, which type checkers would read
Result = TypeVar("Result")

_SUBVECTOR_DIM = 4
"""Numbers in a subvector. With 8, the ten nearest would be found as reliably, but fewer of the nearest thousand."""
_TRAINING_VECTORS, _TRAINING_ITERATIONS = 2_048, 6
"""Evenly spaced vectors from which the centroids are learnt, and iterations of k-means. More of either finds no more
of the near windows, and each new segment pays for it."""
_CHUNK_ROWS = 2_048
"""Vectors decoded together for a new scan. With 8,192 the codes are the same, and a merge takes 22 MB more."""


class PQScan:
    """The scan of one segment; safe for any number of threads.

    Args:
        arrays: Arrays made by `scan_arrays`.
        windows: Number of windows in the segment.
    """

    def __init__(self, arrays: Mapping[str, Array], windows: int) -> None:
        subvectors, _, size = arrays["pieces"].shape
        self._index = _untrained_index(subvectors * size)
        faiss.copy_array_to_vector(np.ascontiguousarray(arrays["pieces"]).ravel(), self._index.pq.centroids)
        packed = arrays["packed"]
        self._index.codes.resize(len(packed))
        _put_in_huge_pages(faiss.rev_swig_ptr(self._index.codes.get(), len(packed)))
        faiss.copy_array_to_AlignedTable(packed, self._index.codes)
        self._index.ntotal, self._index.is_trained = windows, True
        self._index.ntotal2 = -(-windows // self._index.bbs) * self._index.bbs
        self._retained = float(arrays["kept"][0])

    def nearest(self, query: Vectors, k: int) -> tuple[Rows, Scores]:
        """Return about the `k` nearest windows, best first, with approximate cosines; `k` is at most `windows`."""
        scores, windows = self._index.search(query[np.newaxis], k)
        return windows[0], scores[0] / np.float32(self._retained)


def scan_arrays(vectors: Int8Vectors, *, min_windows: int) -> dict[str, Array]:
    """Build the arrays of a scan; none where there are fewer than `min_windows` vectors, or `dim` is no multiple of 4.

    ``pieces`` float32 ``(dim / 4, 16, 4)``: the centroids; ``packed`` uint8: the codes in FAISS' layout; ``kept``
    float32 ``(1,)``: the mean squared length of a vector rebuilt from its centroids. An inner product shrinks by about
    the same factor; divided by it, the scores of several segments can be compared.
    """
    if len(vectors) < min_windows or vectors.dim % _SUBVECTOR_DIM:
        return {}
    index = _untrained_index(vectors.dim)
    sample = vectors.dequantize(np.linspace(0, len(vectors) - 1, min(len(vectors), _TRAINING_VECTORS)).astype(np.int64))
    with _one_thread():
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


def side_by_side(scan: Callable[..., Result], parts: Iterable[tuple[Any, ...]]) -> list[Result]:
    """Call `scan` with each of `parts`, on all cores, and return the results in order.

    FAISS lets go of Python's lock. The threads are made for each call, as they would not survive a fork.
    """
    if cores() == 1:
        return [scan(*part) for part in parts]
    from concurrent.futures import ThreadPoolExecutor  # a small index has no use for it

    with ThreadPoolExecutor(cores()) as threads:
        return list(threads.map(lambda part: scan(*part), parts))


def _put_in_huge_pages(codes: Array) -> None:
    """Ask Linux to keep an array that is not written yet in pages of 2 MB: the scan is then a fifth faster."""
    advise = linux_call("madvise") if hasattr(mmap, "MADV_HUGEPAGE") else None
    first = -(-codes.ctypes.data // mmap.PAGESIZE) * mmap.PAGESIZE
    size = codes.ctypes.data + codes.nbytes - first
    if advise and size > 0:  # a kernel that has none refuses, and all is as before
        advise(ctypes.c_void_p(first), ctypes.c_size_t(size), mmap.MADV_HUGEPAGE)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Keep FAISS to the calling thread.

    Its threads wait for each other after each of many small steps, and burn their time slices meanwhile. On a busy
    machine to learn the centroids of a segment took 8 s of CPU and 21 s in all; in one thread it takes 0.1 s.
    """
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)


def _untrained_index(dim: int) -> Any:  # noqa: ANN401  # faiss' own type hints are incomplete
    index = faiss.IndexPQFastScan(dim, dim // _SUBVECTOR_DIM, 4, faiss.METRIC_INNER_PRODUCT)
    index.pq.cp.niter = _TRAINING_ITERATIONS
    return index
