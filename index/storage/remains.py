"""Read what is left of a damaged file. Nothing here is verified: whoever uses it compares it with digests.

Blocks that the disk cannot read are zeros. A file of arrays is read without believing its header: a bit may have
flipped in it, and an array may have lost its end.
"""

from __future__ import annotations

import os
import re
from functools import partial
from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...corpus.errors import IndexFormatError
from ...corpus.files.regular_file import read_at
from ..types import Mask
from .arrays import DTYPES, Array
from .durable import open_regular
from .whole_file import is_damage, retried

_STEPS = (1 << 20, 1 << 16, 1 << 12)
"""Bytes that are read at once; a block that cannot be read is read again in smaller ones."""
_PATIENCE = 256
"""Smallest blocks that may fail. A failing disk takes seconds for each, so from then on larger ones are given up."""
_DTYPES = {name.encode(): code for name, code in DTYPES.items()}
_NUMBER = rb"\d{1,15}"
_ENTRY = re.compile(
    rb'"(\w+(?:\.\w+)*)":\{"dtype":"(\w+)","shape":\[((?:%(n)s,?){1,3})\],"data_offsets":\[(%(n)s),(%(n)s)\]\}'
    % {b"n": _NUMBER}
)


def remains_of(path: Path) -> bytes:
    """Read all that can be read of a file; nothing of one that is missing or is no regular file.

    Raises:
        OSError: The process may not read it, or cannot open any more files.
    """
    try:
        descriptor = retried(partial(open_regular, path))
    except IndexFormatError:
        return b""
    except OSError as error:
        if is_damage(error):
            return b""
        raise
    try:
        return _Rescue(descriptor).data()
    finally:
        os.close(descriptor)


class _Rescue:
    """Reads an open file around the blocks that the disk cannot read."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._failed = 0

    def data(self) -> bytes:
        size = os.fstat(self._descriptor).st_size
        return b"".join(self._range(0, size, 0))

    def _range(self, start: int, end: int, depth: int) -> list[bytes]:
        parts = []
        for at in range(start, end, _STEPS[depth]):
            stop = min(at + _STEPS[depth], end)
            try:
                parts.append(read_at(self._descriptor, stop - at, at))
            except OSError as error:
                if not is_damage(error):
                    raise
                if depth + 1 < len(_STEPS) and self._failed < _PATIENCE:
                    parts += self._range(at, stop, depth + 1)
                else:
                    self._failed += 1
                    parts.append(bytes(stop - at))
        return parts


def arrays_in(data: bytes) -> dict[str, Array]:
    """Return the arrays of a file of arrays that are there: read-only, unverified, perhaps without their end."""
    body = _end_of_header(data)
    found = {}
    for name, code, numbers, first, last in _ENTRY.findall(data[:body]):
        shape = [int(number) for number in numbers.split(b",") if number]
        start, size = body + int(first), int(last) - int(first)
        dtype = np.dtype(_DTYPES.get(code, "V1"))
        width = prod(shape[1:]) * dtype.itemsize
        if code not in _DTYPES or not width or size != width * shape[0]:
            continue
        rows = max(0, min(shape[0], (len(data) - start) // width))
        array = np.frombuffer(data, dtype, rows * prod(shape[1:]), min(start, len(data)))
        found[name.decode()] = array.reshape(rows, *shape[1:])
    return found


def shapes_in(data: bytes) -> dict[str, tuple[int, ...]]:
    """Return the shape of each array of a file of arrays, of which `data` holds at least the header."""
    entries = _ENTRY.findall(data[: _end_of_header(data)])
    return {name.decode(): tuple(int(part) for part in shape.split(b",") if part) for name, _, shape, *_ in entries}


def holds(data: bytes, digests: NDArray[np.uint64]) -> Mask:
    """bool ``(n,)``: True for digests, uint64 ``(n, 2)``, that stand anywhere in `data`.

    What has a digest that was written long ago is whole: 128 bits do not agree by accident, wherever they stand.
    """
    found = np.zeros(len(digests), bool)
    for shift in range(8):  # bytes may have been lost before them
        words = np.frombuffer(data, "<u8", max(0, len(data) - shift) // 8, min(shift, len(data)))
        places = np.flatnonzero(np.isin(words[:-1], digests[:, 0]))
        pairs = set(zip(words[places].tolist(), words[places + 1].tolist(), strict=True))
        found |= np.fromiter(((first, second) in pairs for first, second in digests.tolist()), bool, len(digests))
    return found


def _end_of_header(data: bytes) -> int:
    """The first byte after the header, by its stored length if that can be right, otherwise by its last brackets."""
    end = 8 + int.from_bytes(data[:8], "little")
    if end <= len(data) and data[8:end].rstrip().endswith(b"}}"):
        return end
    end = data.find(b"}}", 8) + 2
    return end + -end % 8 if end > 1 else 0
