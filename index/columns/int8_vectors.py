"""Store vectors in int8: one byte for each number, and one scale for each vector.

The largest number of a vector becomes 127. This moves a cosine by 0.0004 on average (docs/performance.md), a tenth of
the error of an int8 encoder, and the largest file of an index is a quarter of its size in float32. The scale is stored
in half precision. Decoding and encoding again gives the same bytes, so a vector that moves from one segment to another
does not change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..storage.arrays import Array, ChunkedArray
from ..types import Mask, Rows, Scores, Vectors

_MAX_CODE = 127
_CHUNK_ROWS = 8_192
_BLOCK_ROWS = 512
"""Rows that are decoded together: less than a mebibyte, which stays in the cache of a core. All at once takes twice as
long."""


@dataclass(frozen=True, slots=True)
class Int8Vectors:
    """Vectors in int8, mapped or read on demand.

    Attributes:
        codes: int8 ``(n, dim)``, or a `CheckedArray` in its place.
        scales: float16 ``(n,)``.
    """

    codes: NDArray[np.int8]
    scales: NDArray[np.float16]

    @classmethod
    def quantize(cls, vectors: Vectors) -> Int8Vectors:
        """Encode unit vectors, float32 ``(n, dim)``."""
        scales = (np.abs(vectors).max(axis=1, initial=0) / _MAX_CODE).astype(np.float16)
        scaled = np.rint(vectors / scales.astype(np.float32)[:, np.newaxis])
        return cls(np.clip(scaled, -_MAX_CODE, _MAX_CODE).astype(np.int8), scales)

    @classmethod
    def concatenate(cls, parts: Sequence[Int8Vectors], dim: int) -> Int8Vectors:
        """Concatenate the vectors of `parts`, each of `dim` numbers."""
        codes = [np.zeros((0, dim), np.int8), *(part.codes for part in parts)]
        scales = [np.zeros(0, np.float16), *(part.scales for part in parts)]
        return cls(np.concatenate(codes), np.concatenate(scales))

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> Int8Vectors:
        """Wrap the arrays that `VectorStream.arrays` wrote."""
        return cls(arrays["codes"], arrays["scales"])

    def __len__(self) -> int:
        return len(self.scales)

    @property
    def dim(self) -> int:
        """Numbers in a vector."""
        return int(self.codes.shape[1])

    def take(self, rows: Rows | slice) -> Int8Vectors:
        """Select rows, and read them if they are not in memory."""
        if isinstance(rows, slice):
            return Int8Vectors(self.codes[rows], self.scales[rows])
        return Int8Vectors(self.codes.take(rows, axis=0), self.scales.take(rows))  # much faster than [rows]

    def dequantize(self, rows: Rows | slice = slice(None)) -> Vectors:
        """Decode rows; float32 ``(len(rows), dim)``, of length 1 up to the rounding to one byte."""
        selected = self.take(rows)
        decoded: Vectors = selected.codes.astype(np.float32) * selected.scales.astype(np.float32)[:, np.newaxis]
        return decoded

    def cosines(self, query: Vectors) -> Scores:
        """Compute the cosine of each vector with a unit vector; float32 ``(n,)``, independent of a row's position."""
        sums = np.empty(len(self), np.float32)
        for start in range(0, len(self), _BLOCK_ROWS):
            block = slice(start, start + _BLOCK_ROWS)
            # Not a matrix product, in which the order of the additions depends on a row's position.
            np.vecdot(self.codes[block].astype(np.float32), query, out=sums[block])
        cosines: Scores = sums * self.scales.astype(np.float32)
        return cosines


@dataclass(frozen=True, slots=True)
class VectorStream:
    """Selected vectors of several segments, in order, read in chunks so that they are never in memory together.

    Attributes:
        parts: The vectors of each segment, at least one, with a mask of those to include.
    """

    parts: Sequence[tuple[Int8Vectors, Mask]]

    @classmethod
    def of_segment(cls, vectors: Int8Vectors) -> VectorStream:
        """Include all vectors of one segment."""
        return cls([(vectors, np.ones(len(vectors), bool))])

    def arrays(self) -> dict[str, Array | ChunkedArray]:
        """Return the arrays to write; `Int8Vectors.from_arrays` reads them back."""
        count = sum(int(np.count_nonzero(included)) for _, included in self.parts)
        dim = self.parts[0][0].dim
        scales = (vectors.scales[rows][included] for vectors, rows, included in self._slices())  # reads no codes
        return {
            "codes": ChunkedArray(np.dtype(np.int8), (count, dim), (chunk.codes for chunk in self.chunks())),
            "scales": ChunkedArray(np.dtype(np.float16), (count,), scales),
        }

    def chunks(self) -> Iterator[Int8Vectors]:
        """Yield the included vectors in chunks."""
        for vectors, rows, included in self._slices():
            yield Int8Vectors(vectors.codes[rows][included], vectors.scales[rows][included])

    def _slices(self) -> Iterator[tuple[Int8Vectors, slice, Mask]]:
        """Yield the vectors of a segment, the rows of a chunk, and which of these rows to include."""
        for vectors, included in self.parts:
            for start in range(0, len(vectors), _CHUNK_ROWS):
                rows = slice(start, start + _CHUNK_ROWS)
                yield vectors, rows, included[rows]
