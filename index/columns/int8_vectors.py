"""Vectors as they are stored: one byte a number, and for each vector what the bytes are to be multiplied by.

The largest number of a vector becomes 127. That moves a cosine by 0.0004 on average (docs/performance.md), a tenth of
what an int8 encoder costs, and makes the largest file of an index a quarter of what it would be. The scale is kept in
half precision, so that to decode and to encode again gives the very same bytes: a vector that moves from one segment to
another stays what it was.
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


@dataclass(frozen=True, slots=True)
class Int8Vectors:
    """Vectors of a segment, mapped, or read when they are looked at.

    Attributes:
        codes: int8 ``(n, dim)``, or a `RowReader` that stands for it.
        scales: float16 ``(n,)``.
    """

    codes: NDArray[np.int8]
    scales: NDArray[np.float16]

    @classmethod
    def quantize(cls, vectors: Vectors) -> Int8Vectors:
        """The codes of unit vectors, float32 ``(n, dim)``."""
        scales = (np.abs(vectors).max(axis=1, initial=0) / _MAX_CODE).astype(np.float16)
        scaled = np.rint(vectors / scales.astype(np.float32)[:, np.newaxis])
        return cls(np.clip(scaled, -_MAX_CODE, _MAX_CODE).astype(np.int8), scales)

    @classmethod
    def concatenate(cls, parts: Sequence[Int8Vectors], dim: int) -> Int8Vectors:
        """Those of `parts`, one after another."""
        codes = [np.zeros((0, dim), np.int8), *(part.codes for part in parts)]
        scales = [np.zeros(0, np.float16), *(part.scales for part in parts)]
        return cls(np.concatenate(codes), np.concatenate(scales))

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> Int8Vectors:
        """The codes in arrays that `arrays` made."""
        return cls(arrays["codes"], arrays["scales"])

    def __len__(self) -> int:
        return len(self.scales)

    @property
    def dim(self) -> int:
        """Numbers in a vector."""
        return int(self.codes.shape[1])

    def take(self, rows: Rows | slice) -> Int8Vectors:
        """Those of some rows, read."""
        if isinstance(rows, slice):
            return Int8Vectors(self.codes[rows], self.scales[rows])
        return Int8Vectors(self.codes.take(rows, axis=0), self.scales.take(rows))  # much sooner than [rows]

    def dequantize(self, rows: Rows | slice = slice(None)) -> Vectors:
        """float32 ``(len(rows), dim)``, of length 1 but for what one byte cannot say."""
        some = self.take(rows)
        decoded: Vectors = some.codes.astype(np.float32) * some.scales.astype(np.float32)[:, np.newaxis]
        return decoded

    def cosines(self, query: Vectors) -> Scores:
        """float32 ``(n,)``: with a unit vector, each added up in one fixed order wherever the row stands."""
        # Not a matrix product: there the order of additions depends on the place.
        sums = np.vecdot(self.codes[:].astype(np.float32), query)
        found: Scores = sums * self.scales.astype(np.float32)
        return found


@dataclass(frozen=True, slots=True)
class VectorStream:
    """Some vectors of several segments, one segment's after another's, never together in memory.

    Attributes:
        parts: The vectors of each, at least one, and which of them are meant.
    """

    parts: Sequence[tuple[Int8Vectors, Mask]]

    @classmethod
    def of_segment(cls, codes: Int8Vectors) -> VectorStream:
        """All of one segment."""
        return cls([(codes, np.ones(len(codes), bool))])

    def arrays(self) -> dict[str, Array | ChunkedArray]:
        """As arrays to write; `Int8Vectors.from_arrays` reads them back."""
        many, dim = sum(int(np.count_nonzero(kept)) for _, kept in self.parts), self.parts[0][0].dim
        return {
            "codes": ChunkedArray(np.dtype(np.int8), (many, dim), (it.codes for it in self.chunks())),
            "scales": ChunkedArray(np.dtype(np.float16), (many,), (it.scales for it in self.chunks())),
        }

    def chunks(self) -> Iterator[Int8Vectors]:
        """All of them, some at a time."""
        for codes, kept in self.parts:
            for start in range(0, len(codes), _CHUNK_ROWS):
                some = slice(start, start + _CHUNK_ROWS)
                yield Int8Vectors(codes.codes[some][kept[some]], codes.scales[some][kept[some]])
