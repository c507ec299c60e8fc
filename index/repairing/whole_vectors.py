"""Tells which vectors of a damaged file are whole, by the checksums of its blocks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import xxhash

from ..columns.int8_vectors import Int8Vectors
from ..segments.segment import CHECKSUMS, VECTORS
from ..segments.segment_entry import SegmentEntry
from ..storage.checked_file import BLOCK
from ..storage.remains import arrays_in, remains_of
from ..types import Mask


def whole_vectors(folder: Path, entry: SegmentEntry, dim: int, *, is_damaged: bool) -> tuple[Int8Vectors, Mask]:
    """Read the vectors of a segment, and say which of them are whole; bool ``(windows,)``.

    Args:
        folder: The folder of the segment.
        entry: Its entry.
        dim: Numbers in a vector.
        is_damaged: True where the file does not agree with its digest.
    """
    size, windows = entry.files[VECTORS].size, entry.windows
    first_scale = size - windows * (2 + dim)  # the header may be damaged; the arrays are what follows it
    first_code = size - windows * dim
    data = remains_of(folder / VECTORS)
    padded = data[:size].ljust(size, b"\0")
    if first_scale < 0:
        return Int8Vectors(np.zeros((0, dim), np.int8), np.zeros(0, np.float16)), np.zeros(0, bool)
    vectors = Int8Vectors(
        np.frombuffer(padded, np.int8, windows * dim, first_code).reshape(windows, dim),
        np.frombuffer(padded, "<f2", windows, first_scale),
    )
    if not is_damaged:
        return vectors, np.ones(windows, bool)
    good = _good_blocks(folder, data, size)
    return vectors, _covered(good, first_scale, 2, windows) & _covered(good, first_code, dim, windows)


def _good_blocks(folder: Path, data: bytes, size: int) -> Mask:
    """bool ``(blocks,)``: True where a block agrees with its checksum; none does where there are no checksums."""
    stored = arrays_in(remains_of(folder / CHECKSUMS)).get(VECTORS, np.zeros(0, np.uint64)).ravel().tolist()
    blocks = [data[start : min(start + BLOCK, size)] for start in range(0, size, BLOCK)]
    stored += [None] * (len(blocks) - len(stored))
    pairs = zip(blocks, stored, strict=False)
    return np.array([xxhash.xxh3_64_intdigest(block) == checksum for block, checksum in pairs], bool)


def _covered(good: Mask, start: int, width: int, rows: int) -> Mask:
    """bool ``(rows,)``: True for rows of `width` bytes, the first at `start`, that lie in good blocks only."""
    bad_before = np.concatenate([[0], np.cumsum(~good)])
    starts = start + width * np.arange(rows)
    covered: Mask = bad_before[(starts + width - 1) // BLOCK + 1] == bad_before[starts // BLOCK]
    return covered
