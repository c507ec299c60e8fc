"""Lists of ascending numbers as strings of an engine: the gaps between the numbers in LEB128, as base64."""

from __future__ import annotations

from binascii import a2b_base64, b2a_base64
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ...ragged import Ragged, offsets

_BITS = 7
_MORE = 1 << _BITS
"""The bit of a byte that another byte of the same number follows."""
_LEAST = 1 << np.arange(_BITS, 32, _BITS)
"""The least numbers of 2, 3, 4 and 5 bytes."""


def pack_lists(lists: Ragged) -> list[str]:
    """Write lists of numbers, each ascending, from 0 to 2^31 - 1; an empty one is an empty string."""
    gaps = np.diff(lists.values, prepend=0).astype(np.int64)
    firsts = lists.starts[lists.counts > 0]
    gaps[firsts] = lists.values[firsts]
    sizes = 1 + np.searchsorted(_LEAST, gaps, "right")
    starts = offsets(sizes)
    data = np.zeros(starts[-1], np.uint8)
    for place in range(int(sizes.max(initial=0))):
        long = sizes > place
        part = (gaps[long] >> (_BITS * place)) & (_MORE - 1)
        data[starts[:-1][long] + place] = part | np.where(sizes[long] > place + 1, _MORE, 0)
    plain, bounds = data.tobytes(), starts[offsets(lists.counts)].tolist()
    return [b2a_base64(plain[start:end], newline=False).decode() for start, end in pairwise(bounds)]


def unpack_list(text: str) -> NDArray[np.int64]:
    """int64: the numbers of a list that `pack_lists` wrote."""
    data = np.frombuffer(a2b_base64(text), np.uint8).astype(np.int64)
    if not len(data):
        return data
    firsts = np.flatnonzero(np.concatenate([[True], data[:-1] < _MORE]))
    place = np.arange(len(data)) - np.repeat(firsts, np.diff(firsts, append=len(data)))
    numbers: NDArray[np.int64] = np.cumsum(np.add.reduceat((data & (_MORE - 1)) << (_BITS * place), firsts))
    return numbers


def count_distinct(lists: Sequence[NDArray[np.int64]]) -> int:
    """Count the numbers that stand in any of the lists."""
    return len(np.unique(np.concatenate(lists))) if lists else 0
