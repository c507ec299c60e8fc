"""Store named arrays in one file in the safetensors format, written in chunks and read as views of the mapped file.

The safetensors library reads and writes the same files, but needs whole copies of the arrays in memory. Here an array
may be written in chunks. A mapped file uses no memory until a page is touched, shares its pages among all processes
that read the index, and stays readable after a writer has unlinked it.

A file consists of the length of its header (8 bytes), the header (JSON: dtype, shape and byte range of each array) and
the arrays. Arrays with the largest items come first, so that every array is aligned to its item size.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from .checked_file import CheckedFile, Checksums
from .durable import DigestingWriter, FileDigest, name_in_errors

Array = NDArray[Any]

DTYPES = {"F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "U16": "<u2", "U64": "<u8", "I8": "<i1", "U8": "<u1"}
_NAMES = {np.dtype(code): name for name, code in DTYPES.items()}


@dataclass(frozen=True, slots=True)
class ChunkedArray:
    """An array that is written in chunks and is never whole in memory.

    Attributes:
        dtype: Type of the items.
        shape: Shape of the whole array.
        chunks: Consecutive parts along the first axis.
    """

    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    chunks: Iterable[Array]


def write_arrays(file: DigestingWriter, arrays: Mapping[str, Array | ChunkedArray]) -> None:
    """Write `arrays` to `file`.

    Raises:
        ValueError: The chunks of an array have more or fewer bytes than its shape says.
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
            raise ValueError(f"{name} has {written} bytes instead of the {end - start} of its shape")


@dataclass(frozen=True, slots=True)
class ArrayLayout:
    """The layout of an array in its file.

    Attributes:
        dtype: Type of the items.
        shape: Shape.
        extent: The range of its bytes.
    """

    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    extent: slice


class MappedFile(CheckedFile):
    """A file of arrays, mapped when it is opened. An array is checked before its first use."""

    def __init__(self, path: Path, expected: FileDigest, checksums: Checksums | None = None) -> None:
        super().__init__(path, expected, checksums)
        with name_in_errors(path):  # an empty file cannot be mapped
            self._map = mmap.mmap(self.fileno(), 0, access=mmap.ACCESS_READ) if self.size else None
        self._bytes = memoryview(self._map or b"")

    def release_pages(self) -> None:
        """Release the pages read so far from memory; they are read again when they are next used."""
        if self._map and hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def arrays(self) -> dict[str, Array]:
        """Return all arrays of the file as read-only views.

        Raises:
            IndexFormatError: The file differs from what was written.
        """
        return {name: self.array(name) for name in self.layout}

    def array(self, name: str) -> Array:
        """Return one array as a read-only view; all of it is checked.

        Raises:
            IndexFormatError: It differs from what was written.
        """
        extent = self.layout[name].extent
        self.check(extent.start, extent.stop)
        return self.unchecked(name)

    def unchecked(self, name: str) -> Array:
        """Return one array as a read-only view, whose bytes may be damaged."""
        layout = self.layout[name]
        return np.frombuffer(self._bytes[layout.extent], layout.dtype).reshape(layout.shape)

    @cached_property
    def layout(self) -> dict[str, ArrayLayout]:
        """The layout of each array, by name.

        Raises:
            IndexFormatError: The header differs from what was written.
        """
        self.check(0, 8)
        body = 8 + int.from_bytes(self._bytes[:8], "little")
        self.check(0, body)
        header = orjson.loads(self._bytes[8:body])
        header.pop("__metadata__", None)
        return {
            name: ArrayLayout(
                np.dtype(DTYPES[entry["dtype"]]),
                tuple(entry["shape"]),
                slice(*(body + end for end in entry["data_offsets"])),
            )
            for name, entry in header.items()
        }


class ArraysOnDemand(dict[str, Array]):
    """The arrays of a file by name; one that is never used is never read."""

    def __init__(self, file: MappedFile) -> None:
        self._file = file

    def __missing__(self, name: str) -> Array:
        """Check an array, and keep it."""
        self[name] = self._file.array(name)
        return self[name]
