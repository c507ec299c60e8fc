"""A file of the index of which a few pieces are read: it is not mapped, so that they do not count as memory in use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from .files import Stamp, damaged
from .remembered import is_intact

_BLOCK = 1 << 20


class Pieces:
    """A file whose pieces have digests of their own. Safe for any number of threads; a writer may unlink it meanwhile.

    Raises:
        FileNotFoundError: It is gone.
    """

    def __init__(self, path: Path, expected: Stamp) -> None:
        self.path = path
        self._expected = expected
        self._file = path.open("rb")
        self._state = os.fstat(self._file.fileno())

    def __del__(self) -> None:
        if hasattr(self, "_file"):
            self._file.close()

    def piece(self, start: int, end: int) -> bytes:
        """The bytes from `start` to `end`, as they are; fewer where the file ends before."""
        return os.pread(self._file.fileno(), end - start, start)

    def verified(self) -> None:
        """Read the whole file.

        Raises:
            IndexFormatError: It is not what was written.
        """
        if not is_intact(self.path, self._state, self._expected, self._blocks()):
            raise damaged(self.path)

    def _blocks(self) -> Iterator[memoryview]:
        for start in range(0, self._state.st_size, _BLOCK):
            yield memoryview(self.piece(start, start + _BLOCK))
