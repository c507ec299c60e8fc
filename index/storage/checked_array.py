"""Arrays too large to be checked whole before their first use: only the parts that are used are checked.

Rows are checked in groups of about one block, so that a look into a table of flags tells whether a row may be used.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..ragged import concatenated_ranges
from .arrays import Array, MappedFile
from .checked_file import BLOCK


class CheckedArray:
    """An array of a mapped file. Safe for any number of threads.

    Args:
        file: The file.
        name: Name of the array.

    Attributes:
        shape: Its shape; not empty along the second axis.

    Raises:
        IndexFormatError: The header of the file differs from what was written.
    """

    def __init__(self, file: MappedFile, name: str) -> None:
        layout = file.layout[name]
        self.shape = layout.shape
        self._file = file
        self._start = layout.extent.start
        self._width = layout.dtype.itemsize * int(np.prod(layout.shape[1:]))
        self._view = file.unchecked(name)
        self._shift = max(0, (BLOCK // self._width).bit_length() - 1)
        self._flags = bytearray(-(-len(self) >> self._shift))
        self._is_checked = np.frombuffer(self._flags, bool)  # the same bytes
        self._left = len(self._flags)

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, rows: slice) -> Array:
        """Return consecutive rows as a view.

        Raises:
            IndexFormatError: They differ from what was written.
        """
        first, last, _ = rows.indices(len(self))
        if self._left and first < last:
            self._check_groups(first >> self._shift, (last - 1 >> self._shift) + 1)
        return self._slice(first, max(first, last))

    def take(self, rows: NDArray[np.int64], axis: int = 0) -> Array:  # noqa: ARG002  # the signature of numpy's take
        """Return a copy of rows by number.

        Raises:
            IndexFormatError: They differ from what was written.
        """
        self._check_rows(rows)
        return self._take(rows)

    def take_ranges(self, first: NDArray[np.int64], lengths: NDArray[np.int64]) -> Array:
        """Return a copy of the ranges ``first[i], ..., first[i] + lengths[i] - 1``, concatenated.

        Raises:
            IndexFormatError: They differ from what was written.
        """
        if self._left:
            self._check_rows(first[lengths > 0])
            self._check_rows((first + lengths - 1)[lengths > 0])
            for number in np.flatnonzero(lengths > 1 << self._shift).tolist():
                self[int(first[number]) : int(first[number] + lengths[number])]
        return self._take(concatenated_ranges(first, lengths))

    def _slice(self, first: int, last: int) -> Array:
        return self._view[first:last]

    def _take(self, rows: NDArray[np.int64]) -> Array:
        return self._view.take(rows, axis=0)

    def _check_rows(self, rows: NDArray[np.int64]) -> None:
        if self._left:
            groups = rows >> self._shift
            is_checked = self._is_checked.take(groups)
            if not is_checked.all():
                for group in sorted(set(groups[~is_checked].tolist())):
                    self._check_groups(group, group + 1)

    def _check_groups(self, first: int, last: int) -> None:
        if self._flags.find(0, first, last) < 0:
            return
        start, end = first << self._shift, min(last << self._shift, len(self))
        self._file.check(self._start + start * self._width, self._start + end * self._width)
        self._flags[first:last] = b"\1" * (last - first)
        self._left = self._flags.count(0)


class UnmappedArray(CheckedArray):
    """Likewise, but rows are read from the file when they are used.

    Mapped rows would count as memory in use, and far more of them than are used: the kernel maps sixteen pages at a
    time.
    """

    def _slice(self, first: int, last: int) -> Array:
        if first == last:
            return self._view[:0]
        data = self._file.read(self._start + first * self._width, self._start + last * self._width)
        return self._shaped(data)

    def _take(self, rows: NDArray[np.int64]) -> Array:
        """Adjacent rows in ascending order need one read."""
        is_border = np.ones(len(rows) + 1, bool)
        np.not_equal(rows[1:], rows[:-1] + 1, out=is_border[1:-1])  # `np.diff` takes three times as long
        (borders,) = is_border.nonzero()
        return self._read(rows[borders[:-1]], rows[borders[1:] - 1] + 1)

    def _read(self, firsts: NDArray[np.int64], lasts: NDArray[np.int64]) -> Array:
        starts, ends = (self._start + rows * self._width for rows in (firsts, lasts))
        return self._shaped(self._file.read_ranges(starts.tolist(), ends.tolist()))

    def _shaped(self, data: bytes) -> Array:
        return np.frombuffer(data, self._view.dtype).reshape(-1, *self.shape[1:])


def take_ranges(array: Array, first: NDArray[np.int64], lengths: NDArray[np.int64]) -> Array:
    """Concatenate the ranges ``first[i], ..., first[i] + lengths[i] - 1`` of an array in memory or a `CheckedArray`."""
    if isinstance(array, CheckedArray):
        return array.take_ranges(first, lengths)
    return array.take(concatenated_ranges(first, lengths))
