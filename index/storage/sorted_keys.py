"""Columns of 64-bit keys with a sorted copy, so that a key is found by binary search in the mapped file."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping

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
