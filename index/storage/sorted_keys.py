"""Columns of 64-bit keys with a sorted copy, so that a key is found by binary search in the mapped file."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from .arrays import Array


class SortedKeys:
    """Find the rows of a column that hold a key.

    Args:
        arrays: Arrays written by `sort_keys`.
        name: Name of the column.
    """

    def __init__(self, arrays: Mapping[str, Array], name: str) -> None:
        self._keys = arrays[f"{name}_sorted"]
        self._view = self._keys.data
        self._rows = arrays[f"{name}_order"]

    def rows(self, key: int) -> list[int]:
        """Return the rows that hold `key`, ascending."""
        # Not by `ranges`: for one key, the overhead of numpy is several times the cost of the search.
        first = bisect_left(self._view, key)
        rows: list[int] = self._rows[first : bisect_right(self._view, key, first)].tolist()
        return rows

    def ranges(self, keys: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """int64 ``(n,)`` twice: where the rows of each key begin in `order`, and where they end."""
        return np.searchsorted(self._keys, keys, "left"), np.searchsorted(self._keys, keys, "right")

    def counts(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """int64 ``(n,)``: the number of rows that hold each key."""
        counts = np.zeros(len(keys), np.int64)
        if not len(self._keys):
            return counts
        first = np.searchsorted(self._keys, keys, "left")
        (held,) = (self._keys.take(first, mode="clip") == keys).nonzero()  # few, so that one search is spared
        counts[held] = np.searchsorted(self._keys, keys[held], "right") - first[held]
        return counts

    @property
    def order(self) -> NDArray[np.int32]:
        """int32: all rows sorted by key; rows with equal keys ascending."""
        return self._rows


def sort_keys(name: str, keys: NDArray[np.uint64]) -> dict[str, Array]:
    """Return ``<name>_sorted`` uint64, the sorted `keys`, and ``<name>_order`` int32, the row of each of them."""
    order = np.argsort(keys, kind="stable")
    return {f"{name}_sorted": keys[order], f"{name}_order": order.astype(np.int32)}


def shared_keys(columns: Sequence[NDArray[np.uint64]]) -> Iterator[list[tuple[int, int]]]:
    """Yield the places of each key that several rows of `columns` hold, ascending: number of the column, and row."""
    keys = np.concatenate([np.zeros(0, np.uint64), *columns])
    starts = np.cumsum([0, *map(len, columns)])
    order = np.argsort(keys, kind="stable")
    _, firsts, counts = np.unique(keys[order], return_index=True, return_counts=True)
    is_shared = counts > 1
    for first, count in zip(firsts[is_shared].tolist(), counts[is_shared].tolist(), strict=True):
        found = order[first : first + count]
        numbers = np.searchsorted(starts, found, side="right") - 1
        yield list(zip(numbers.tolist(), (found - starts[numbers]).tolist(), strict=True))
