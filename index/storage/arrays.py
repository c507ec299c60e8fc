"""Named arrays in one file, in the safetensors format: written piece by piece, read as views of the mapped file.

The library writes and reads such files too, but holds whole copies of them in memory meanwhile. Here an array may come
in chunks as it is written. A map costs nothing until a page is touched, is shared by all processes that read the index,
and stays good when a writer unlinks the file under it.

A file is the length of its header (8 bytes), the header (JSON: dtype, shape and place of each array), and the arrays,
those of the largest numbers first, so that each begins where the processor wants it.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from ..types import Mask
from .digest_cache import is_intact
from .durable import DigestingWriter, FileDigest, damaged

Array = NDArray[Any]

_DTYPES = {"F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "U16": "<u2", "U64": "<u8", "I8": "<i1", "U8": "<u1"}
_NAMES = {np.dtype(code): name for name, code in _DTYPES.items()}
_BLOCK = 16 << 20


@dataclass(frozen=True, slots=True)
class ChunkedArray:
    """An array that is never whole in memory.

    Attributes:
        dtype: Of its numbers.
        shape: Of the whole.
        chunks: It, piece after piece along the first axis.
    """

    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    chunks: Iterable[Array]


def write_arrays(file: DigestingWriter, arrays: Mapping[str, Array | ChunkedArray]) -> None:
    """Write `arrays` to `file`.

    Raises:
        ValueError: A stream brought more or less than its shape says.
    """
    ordered = sorted(arrays.items(), key=lambda item: (-item[1].dtype.itemsize, item[0]))
    ends = list(accumulate((prod(array.shape) * array.dtype.itemsize for _, array in ordered), initial=0))
    header = {
        name: {"dtype": _NAMES[array.dtype], "shape": array.shape, "data_offsets": span}
        for (name, array), span in zip(ordered, pairwise(ends), strict=True)
    }
    text = orjson.dumps(header)
    text += b" " * (-len(text) % 8)
    file.write(len(text).to_bytes(8, "little") + text)
    for (name, array), (start, end) in zip(ordered, pairwise(ends), strict=True):
        written = 0
        for chunk in array.chunks if isinstance(array, ChunkedArray) else (array,):
            data = np.ascontiguousarray(chunk, array.dtype).reshape(-1).view(np.uint8).data
            file.write(data)
            written += len(data)
        if written != end - start:
            raise ValueError(f"{name} brought {written} bytes instead of {end - start}")


class MappedFile:
    """A file of the index, mapped when opened and compared with its stamp when first used."""

    def __init__(self, path: Path, expected: FileDigest) -> None:
        self.path = path
        self._expected = expected
        self._verified = False
        with path.open("rb") as file:
            self._state = os.fstat(file.fileno())
            # An empty file cannot be mapped.
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if self._state.st_size else None
        self._bytes = memoryview(self._map or b"")

    def verified_bytes(self) -> memoryview:
        """The whole file.

        Raises:
            IndexFormatError: It is not what was written.
        """
        if not self._verified:
            if not is_intact(self.path, self._state, self._expected, self._pieces()):
                raise damaged(self.path)
            self._verified = True
        return self._bytes

    def _pieces(self) -> Iterator[memoryview]:
        """The file in blocks, each let go afterwards: what is looked at once need not count as memory in use."""
        for start in range(0, len(self._bytes), _BLOCK):
            yield self._bytes[start : start + _BLOCK]
            self._release_pages(start, start + _BLOCK)

    def release_pages(self) -> None:
        """Have what was read no longer count as memory in use; it is read again when it is looked at."""
        self._release_pages(0, len(self._bytes))

    def _release_pages(self, start: int, end: int) -> None:
        if self._map and hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED, start, min(end, len(self._bytes)) - start)

    def arrays(self) -> dict[str, Array]:
        """The arrays of the file, as read-only views.

        Raises:
            IndexFormatError: It is not what was written.
        """
        data = self.verified_bytes()
        return {
            name: np.frombuffer(data[place], dtype).reshape(shape)
            for name, (dtype, shape, place) in self.layout().items()
        }

    def layout(self) -> dict[str, tuple[str, list[int], slice]]:
        """Of each array its dtype, its shape, and where in the file it is."""
        body = 8 + int.from_bytes(self._bytes[:8], "little")
        header = orjson.loads(self._bytes[8:body])
        header.pop("__metadata__", None)
        return {
            name: (_DTYPES[it["dtype"]], it["shape"], slice(*(body + end for end in it["data_offsets"])))
            for name, it in header.items()
        }


def offsets(sizes: NDArray[np.integer] | Mask) -> NDArray[np.int64]:
    """int64 ``(n + 1,)``: where runs of these sizes begin, and at the end where the last ends."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])


def concatenated_ranges(first: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers ``first[i], first[i] + 1, ...``, `counts[i]` of them, for each ``i``, one run after another."""
    before = np.cumsum(counts) - counts
    numbers: NDArray[np.int64] = np.repeat(first - before, counts) + np.arange(counts.sum())
    return numbers
