"""Read ranges of a file of the index without mapping it.

A mapped file would count as memory in use, and far more of it than is read: the kernel maps sixteen pages at a time.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .digest_cache import is_intact
from .durable import FileDigest, damaged

_BLOCK = 1 << 20


class FileReader:
    """A file whose ranges are read on demand. Safe for any number of threads, also after a writer has unlinked it.

    Raises:
        FileNotFoundError: The file does not exist.
    """

    def __init__(self, path: Path, expected: FileDigest) -> None:
        self.path = path
        self._expected = expected
        self._file = path.open("rb")
        self._state = os.fstat(self._file.fileno())

    def __del__(self) -> None:
        if hasattr(self, "_file"):
            self._file.close()

    def read(self, start: int, end: int) -> bytes:
        """Read the bytes from `start` to before `end`, unverified; fewer where the file ends earlier."""
        return os.pread(self._file.fileno(), end - start, start)

    def verify(self) -> None:
        """Read and check the whole file.

        Raises:
            IndexFormatError: The file differs from what was written.
        """
        if not is_intact(self.path, self._state, self._expected, self._blocks()):
            raise damaged(self.path)

    def _blocks(self) -> Iterator[memoryview]:
        for start in range(0, self._state.st_size, _BLOCK):
            yield memoryview(self.read(start, start + _BLOCK))


class RowReader:
    """A table of bytes in a file, whose rows are read on demand.

    Args:
        file: The file that holds the table.
        start: Byte at which the table begins.
        shape: Shape of the table, ``(rows, bytes)``.
    """

    def __init__(self, file: FileReader, start: int, shape: tuple[int, int]) -> None:
        self._file = file
        self._start = start
        self.shape = shape

    def __getitem__(self, rows: slice) -> NDArray[np.int8]:
        """Read consecutive rows; int8 ``(len(rows), bytes)``."""
        first, last, _ = rows.indices(self.shape[0])
        return self._read([first], [max(first, last)])

    def take(self, rows: NDArray[np.int64], axis: Literal[0]) -> NDArray[np.int8]:  # noqa: ARG002  # the signature of numpy's take
        """Read rows by number; int8 ``(len(rows), bytes)``. Adjacent rows in ascending order need one read."""
        borders = np.flatnonzero(np.diff(rows, prepend=-2, append=-2) != 1)
        return self._read(rows[borders[:-1]].tolist(), (rows[borders[1:] - 1] + 1).tolist())

    def _read(self, firsts: list[int], lasts: list[int]) -> NDArray[np.int8]:
        width, start = self.shape[1], self._start
        runs = zip(firsts, lasts, strict=True)
        data = b"".join([self._file.read(start + first * width, start + last * width) for first, last in runs])
        return np.frombuffer(data, np.int8).reshape(-1, width)
