"""Read a file of the index so that no byte is believed before it agrees with its checksum.

A file is read in blocks. The first use of a block reads it and compares it with the checksum that its segment stores
for it; nothing else is trusted, least of all the size and the times of the file, which stay as they are when a disk
rots. A file without such checksums counts as one block, whose digest stands in the manifest.

Blocks are read, not mapped, to be checked: a block that the disk cannot read, or that was cut off, is then an error. A
mapped page would end the process.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from itertools import repeat
from operator import sub
from pathlib import Path

import numpy as np
import xxhash
from numpy.typing import NDArray

from ...corpus.errors import IndexFormatError
from ...corpus.files.regular_file import read_at
from .durable import FileDigest, damaged, open_regular, unreadable
from .whole_file import unreadable_as_damage

_LOG = logging.getLogger("nutgraf")
BLOCK = 1 << 16
"""Bytes in a block. Smaller ones would save no time: the kernel maps as much at a time."""
_AT_ONCE = 16
"""Blocks that are read together."""

Checksums = NDArray[np.uint64]
"""uint64 ``(blocks,)``: the XXH3-64 of each block of a file."""


class CheckedFile:
    """A file that is checked block by block. Safe for any number of threads, also after a writer has unlinked it.

    Args:
        path: Path of the file.
        expected: Size and digest of the whole file.
        checksums: The checksum of each block; None where only the digest of the whole is known.

    Raises:
        FileNotFoundError: The file does not exist.
        IndexFormatError: It has another size, cannot be read, or is no regular file.
    """

    def __init__(self, path: Path, expected: FileDigest, checksums: Checksums | None = None) -> None:
        self.path = path
        self.size = expected.size
        self._expected = expected
        self._checksums = [] if checksums is None else checksums.tolist()
        self._checked = bytearray(-(-expected.size // BLOCK) if self._checksums else 1)
        self._is_suspect = False
        with unreadable_as_damage(path):
            self._descriptor = open_regular(path)
        self._state = os.fstat(self._descriptor)
        if self._state.st_size != expected.size:
            raise damaged(path, f"has {self._state.st_size:,} bytes instead of {expected.size:,}")

    def __del__(self) -> None:
        if hasattr(self, "_descriptor"):
            os.close(self._descriptor)

    def fileno(self) -> int:
        """Return the descriptor, which stays open as long as this object lives."""
        return self._descriptor

    def check(self, start: int, end: int) -> None:
        """Check the blocks that hold the bytes from `start` to before `end`, unless they were checked before.

        Raises:
            IndexFormatError: A block differs from what was written, or cannot be read.
        """
        if start >= end:
            return
        first, last = (start // BLOCK, -(-end // BLOCK)) if self._checksums else (0, 1)
        while (first := self._checked.find(0, first, last)) >= 0:
            end_of_run = self._checked.find(1, first, last)
            self._check_blocks(first, min(last if end_of_run < 0 else end_of_run, first + _AT_ONCE))

    def check_whole(self) -> None:
        """Read the whole file and compare it with its digest, whatever was checked before.

        Raises:
            IndexFormatError: The file differs from what was written, or cannot be read.
        """
        if FileDigest.of(self._pieces()) != self._expected:
            raise damaged(self.path)

    def read(self, start: int, end: int) -> bytes:
        """Read the bytes from `start` to before `end`, unchecked.

        Raises:
            IndexFormatError: The disk cannot read them, or the file was cut off.
        """
        try:
            data = read_at(self._descriptor, end - start, start)
        except OSError as error:
            raise unreadable(self.path, error) from error
        if len(data) < end - start:
            raise damaged(self.path, "was cut off")
        return data

    def read_ranges(self, starts: Sequence[int], ends: Sequence[int]) -> bytes:
        """Likewise for several ranges, concatenated: a question reads some thousand, and each costs little.

        Raises:
            IndexFormatError: See `read`.
        """
        lengths = list(map(sub, ends, starts))
        try:
            data = b"".join(map(read_at, repeat(self._descriptor), lengths, starts))
        except OSError as error:
            raise unreadable(self.path, error) from error
        if len(data) < sum(lengths):
            raise damaged(self.path, "was cut off")
        return data

    @property
    def is_changed(self) -> bool:
        """True where the file was written to since it was opened, or a later check failed: it must be opened anew."""
        before, now = self._state, os.fstat(self._descriptor)
        if self._is_suspect or (now.st_mtime_ns, now.st_size) != (before.st_mtime_ns, before.st_size):
            return True
        # The first time can be set back. The second one changes with links, too, as when the file is removed.
        return now.st_ctime_ns != before.st_ctime_ns and self._is_at_its_path(now)

    def _is_at_its_path(self, state: os.stat_result) -> bool:
        try:
            return os.path.samestat(os.stat(self.path), state)  # noqa: PTH116  # as `fstat` gave the other
        except OSError:
            return False

    def scrub(self) -> Iterator[int]:
        """Check each block again, and yield its size; where a block fails, `is_changed` is true from then on.

        The log tells it. A disk may rot after a block was checked, and while its copy in memory was given up.
        """
        for block in range(len(self._checked)):
            try:
                self._check_blocks(block, block + 1)
            except IndexFormatError as error:
                self._is_suspect = True
                _LOG.error("%s", error)
            yield BLOCK if self._checksums else self.size

    def _check_blocks(self, first: int, last: int) -> None:
        if not self._checksums:
            self.check_whole()
        else:
            data = memoryview(self.read(first * BLOCK, min(last * BLOCK, self.size)))
            for block in range(first, last):
                start = (block - first) * BLOCK
                if xxhash.xxh3_64_intdigest(data[start : start + BLOCK]) != self._checksums[block]:
                    raise damaged(self.path)
        self._checked[first:last] = b"\1" * (last - first)

    def _pieces(self) -> Iterator[bytes]:
        step = _AT_ONCE * BLOCK
        for start in range(0, self.size, step):
            yield self.read(start, min(start + step, self.size))


def block_checksums(path: Path, expected: FileDigest) -> Checksums:
    """Read a file that was just written, and compute the checksum of each of its blocks.

    Raises:
        IndexFormatError: What is read differs from what was written, or cannot be read.
    """
    file, checksums = CheckedFile(path, expected), []

    def blocks() -> Iterator[bytes]:
        for start in range(0, file.size, BLOCK):
            block = file.read(start, min(start + BLOCK, file.size))
            checksums.append(xxhash.xxh3_64_intdigest(block))
            yield block

    if FileDigest.of(blocks()) != expected:
        raise damaged(path)
    return np.array(checksums, np.uint64)
