"""Columns of 64-bit keys that are stored sorted too, so that a key is found by binary search in the mapped file."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from .arrays import Array


class SortedKeys:
    """Which rows of a column hold a key.

    Args:
        arrays: Where `sort_keys` put them.
        name: The column's.
    """

    def __init__(self, arrays: Mapping[str, Array], name: str) -> None:
        self._keys = arrays[f"{name}_sorted"]
        self._view = self._keys.data
        self._rows = arrays[f"{name}_order"]

    def rows(self, key: int) -> list[int]:
        """The rows whose key it is, ascending."""
        # Not by `spans`: to call numpy for one key takes several times as long as to look for it.
        first = bisect_left(self._view, key)
        found: list[int] = self._rows[first : bisect_right(self._view, key, first)].tolist()
        return found

    def spans(self, keys: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """int64 ``(n,)`` twice: where the rows of each of these keys begin in `order`, and where they end."""
        return np.searchsorted(self._keys, keys, "left"), np.searchsorted(self._keys, keys, "right")

    @property
    def order(self) -> NDArray[np.int32]:
        """int32: all rows, by key, those of one key ascending."""
        return self._rows


def sort_keys(name: str, keys: NDArray[np.uint64]) -> dict[str, Array]:
    """``<name>_sorted`` uint64: the `keys` sorted; ``<name>_order`` int32: which row each of these is of."""
    order = np.argsort(keys, kind="stable")
    return {f"{name}_sorted": keys[order], f"{name}_order": order.astype(np.int32)}
