"""Blocks of bytes as a file to read, and a guard against bombs."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import BinaryIO

from ..files.limits import ReadLimits
from ..record import StoppedError


class Expansion:
    """Counts the bytes that come out of compressed data.

    Attributes:
        taken: Compressed bytes so far.
    """

    def __init__(self, limits: ReadLimits, taken: int = 0) -> None:
        self.taken = taken
        self._limits, self._given = limits, 0

    def give(self, count: int) -> None:
        """Count `count` bytes that came out, and for the first time: a file may be read again.

        Raises:
            StoppedError: They are too many for what went in.
        """
        self._given += count
        if self._given > max(self._limits.feed_bytes, self._limits.expansion * self.taken):
            raise StoppedError(f"decompresses to more than {self._limits.expansion} times its size, like a bomb")


class _Blocks(io.RawIOBase):
    """A raw file over blocks; it goes forward only."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks, self._rest = blocks, b""

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any buffer, as io gives a memoryview
        """Fill `buffer` from the next block."""
        while not self._rest:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._rest = block
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def as_file(blocks: Iterator[bytes]) -> BinaryIO:
    """Return a file that reads `blocks`, forward only."""
    return io.BufferedReader(_Blocks(blocks), 1 << 16)


def in_memory(content: bytes) -> AbstractContextManager[BinaryIO]:
    """Return a file that reads `content`."""
    return io.BytesIO(content)
