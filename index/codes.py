"""Vectors as they are stored: one byte a number, and for each vector what the bytes are to be multiplied by.

The largest number of a vector becomes 127. That moves a cosine by 0.0004 on average (docs/performance.md), a tenth of
what an int8 encoder costs, and makes the largest file of an index a quarter of what it would be. The scale is kept in
half precision, so that to decode and to encode again gives the very same bytes: a vector that moves from one segment to
another stays what it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .arrays import Array
from .protocols import Mask, Rows, Scores, Vectors

_LARGEST = 127


@dataclass(frozen=True, slots=True)
class Codes:
    """Vectors of a segment, mapped.

    Attributes:
        codes: int8 ``(n, dim)``.
        scales: float16 ``(n,)``.
    """

    codes: NDArray[np.int8]
    scales: NDArray[np.float16]

    @classmethod
    def of(cls, vectors: Vectors) -> Codes:
        """The codes of unit vectors, float32 ``(n, dim)``."""
        scales = (np.abs(vectors).max(axis=1, initial=0) / _LARGEST).astype(np.float16)
        scaled = np.rint(vectors / scales.astype(np.float32)[:, np.newaxis])
        return cls(np.clip(scaled, -_LARGEST, _LARGEST).astype(np.int8), scales)

    @classmethod
    def over(cls, arrays: Mapping[str, Array]) -> Codes:
        """The codes in arrays that `arrays` made."""
        return cls(arrays["codes"], arrays["scales"])

    @classmethod
    def joined(cls, parts: Iterable[tuple[Codes, Mask]]) -> Codes:
        """Of each part those that its mask lets through, one part after another; at least one part."""
        codes, scales = zip(*((part.codes[kept], part.scales[kept]) for part, kept in parts), strict=True)
        return cls(np.concatenate(codes), np.concatenate(scales))

    def arrays(self) -> dict[str, Array]:
        """As arrays to write."""
        return {"codes": self.codes, "scales": self.scales}

    def __len__(self) -> int:
        return len(self.scales)

    @property
    def dim(self) -> int:
        """Numbers in a vector."""
        return self.codes.shape[1]

    def vectors(self, rows: Rows | slice) -> Vectors:
        """float32 ``(len(rows), dim)``, of length 1 but for what one byte cannot say."""
        decoded: Vectors = self.codes[rows].astype(np.float32) * self.scales[rows].astype(np.float32)[:, np.newaxis]
        return decoded

    def cosines(self, rows: Rows, query: Vectors) -> Scores:
        """float32 ``(len(rows),)``: with a unit vector, each added up in one fixed order wherever the row stands."""
        # Not a matrix product: there the order of additions depends on the place.
        sums = np.einsum("ij,j->i", self.codes[rows].astype(np.float32), query)
        found: Scores = sums * self.scales[rows].astype(np.float32)
        return found
