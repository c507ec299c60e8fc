"""A file of the index of which a few pieces are read, without a map.

A map would count as memory in use, and far more of it than is looked at: the kernel maps sixteen pages for one.
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
    """A file whose pieces have digests of their own. Safe for any number of threads; a writer may unlink it meanwhile.

    Raises:
        FileNotFoundError: It is gone.
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
        """The bytes from `start` to `end`, as they are; fewer where the file ends before."""
        return os.pread(self._file.fileno(), end - start, start)

    def verify(self) -> None:
        """Read the whole file.

        Raises:
            IndexFormatError: It is not what was written.
        """
        if not is_intact(self.path, self._state, self._expected, self._blocks()):
            raise damaged(self.path)

    def _blocks(self) -> Iterator[memoryview]:
        for start in range(0, self._state.st_size, _BLOCK):
            yield memoryview(self.read(start, start + _BLOCK))


class RowReader:
    """Rows of a table of bytes in a file, each read when it is asked for.

    Args:
        file: The file.
        start: Where in it the table begins.
        shape: Of the table, ``(rows, bytes)``.
    """

    def __init__(self, file: FileReader, start: int, shape: tuple[int, int]) -> None:
        self._file = file
        self._start = start
        self.shape = shape

    def __getitem__(self, rows: slice) -> NDArray[np.int8]:
        """int8 ``(len(rows), bytes)``."""
        first, last, _ = rows.indices(self.shape[0])
        return self._read([first], [max(first, last)])

    def take(self, rows: NDArray[np.int64], axis: Literal[0]) -> NDArray[np.int8]:  # noqa: ARG002  # numpy wants it
        """int8 ``(len(rows), bytes)``: neighbours are read together, so ask for them in order."""
        borders = np.flatnonzero(np.diff(rows, prepend=-2, append=-2) != 1)
        return self._read(rows[borders[:-1]].tolist(), (rows[borders[1:] - 1] + 1).tolist())

    def _read(self, firsts: list[int], lasts: list[int]) -> NDArray[np.int8]:
        width, start = self.shape[1], self._start
        runs = zip(firsts, lasts, strict=True)
        data = b"".join([self._file.read(start + first * width, start + last * width) for first, last in runs])
        return np.frombuffer(data, np.int8).reshape(-1, width)
