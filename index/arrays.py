"""Named arrays in one file, in the safetensors format: written by the library, read here as views of the mapped file.

The library's own reader copies every array into memory; a map costs nothing until a page is touched, is shared by all
processes that read the index, and stays good when a writer unlinks the file under it.
"""

from __future__ import annotations

import mmap
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np
import orjson
from numpy.typing import NDArray
from safetensors.numpy import save

from .files import Stamp, damaged

Array = NDArray[Any]

_DTYPES = {"F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "U16": "<u2", "U64": "<u8", "I8": "<i1", "U8": "<u1"}


def write_arrays(file: IO[bytes], arrays: Mapping[str, Array]) -> None:
    """Write `arrays` to `file`."""
    file.write(save({name: np.ascontiguousarray(array) for name, array in arrays.items()}))


class MappedFile:
    """A file of the index, mapped when opened and compared with its stamp when first used."""

    def __init__(self, path: Path, expected: Stamp) -> None:
        self.path = path
        self._expected = expected
        self._verified = False
        with path.open("rb") as file:
            size = file.seek(0, 2)
            # An empty file cannot be mapped.
            self._bytes = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b"")

    def piece(self, start: int, end: int) -> bytes:
        """The bytes from `start` to `end`, unverified: for files whose pieces have digests of their own."""
        return bytes(self._bytes[start:end])

    def verified(self) -> memoryview:
        """The whole file.

        Raises:
            IndexFormatError: It is not what was written.
        """
        if not self._verified:
            if not self._expected.matches(self._bytes):
                raise damaged(self.path)
            self._verified = True
        return self._bytes

    def arrays(self) -> dict[str, Array]:
        """The arrays of the file, as read-only views.

        Raises:
            IndexFormatError: It is not what was written.
        """
        data = self.verified()
        body = 8 + int.from_bytes(data[:8], "little")
        header = orjson.loads(data[8:body])
        header.pop("__metadata__", None)
        return {
            name: np.frombuffer(
                data[body + entry["data_offsets"][0] : body + entry["data_offsets"][1]], _DTYPES[entry["dtype"]]
            ).reshape(entry["shape"])
            for name, entry in header.items()
        }


def begins(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """int64 ``(n + 1,)``: where runs of these sizes begin, and at the end where the last ends."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])


def ragged(first: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers ``first[i], first[i] + 1, ...``, `counts[i]` of them, for each ``i``, one run after another."""
    begins = np.cumsum(counts) - counts
    numbers: NDArray[np.int64] = np.repeat(first - begins, counts) + np.arange(counts.sum())
    return numbers
