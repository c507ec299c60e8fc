"""Ragged arrays: a run of values for each of several owners, such as the words of each passage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .types import Mask


@dataclass(frozen=True, slots=True)
class Ragged:
    """Values of `n` owners, one owner's after another's.

    Attributes:
        values: ``(v, ...)``: all values.
        counts: int64 ``(n,)``: the number of values of each owner; the sum is ``v``.
    """

    values: NDArray[Any]
    counts: NDArray[np.int64]

    @property
    def starts(self) -> NDArray[np.int64]:
        """int64 ``(n,)``: the place of each owner's first value."""
        return starts(self.counts)

    @property
    def owners(self) -> NDArray[np.int64]:
        """int64 ``(v,)``: the owner of each value."""
        return np.repeat(np.arange(len(self.counts)), self.counts)

    def of(self, owner: int) -> NDArray[Any]:
        """The values of one owner."""
        end = int(self.counts[: owner + 1].sum())
        return self.values[end - int(self.counts[owner]) : end]

    def take(self, owners: NDArray[np.int64]) -> Ragged:
        """Select the values of some owners, in the order that is given."""
        counts = self.counts[owners]
        return Ragged(self.values.take(concatenated_ranges(self.starts[owners], counts), axis=0), counts)

    @classmethod
    def joined(cls, parts: Sequence[Ragged]) -> Ragged:
        """Put the owners of several behind each other; at least one."""
        return cls(np.concatenate([part.values for part in parts]), np.concatenate([part.counts for part in parts]))


def starts(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """int64 ``(n,)``: the start of each of `n` consecutive runs of these sizes."""
    first: NDArray[np.int64] = np.cumsum(sizes) - sizes
    return first


def offsets(sizes: NDArray[np.integer] | Mask) -> NDArray[np.int64]:
    """int64 ``(n + 1,)``: the start of each of `n` consecutive runs of these sizes, then the end of the last."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])


def concatenated_ranges(first: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Concatenate the ranges ``first[i], ..., first[i] + counts[i] - 1`` in the order of ``i``; int64."""
    numbers: NDArray[np.int64] = np.repeat(first - starts(counts), counts) + np.arange(counts.sum())
    return numbers
