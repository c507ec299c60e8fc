"""The arrays that folders hand each other, and the seam of a leg that ranks rows.

A row is a passage's number in one snapshot, from 0 in the order of its segments. Rows stay inside: outside, a passage
is known by its id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Rows with their scores, best first, ties by lower row.

    Attributes:
        rows: int64 ``(n,)``.
        scores: float32 ``(n,)``.
    """

    rows: Rows
    scores: Scores

    @classmethod
    def best(cls, rows: Rows, scores: Scores, k: int) -> Ranking:
        """The `k` best of `rows` (fewer if there are not so many); `k` is 0 or more."""
        if 0 < k < len(rows):  # drop what cannot be among them before sorting; ties at the edge stay in
            edge = np.partition(scores, len(scores) - k)[len(scores) - k]
            rows, scores = rows[scores >= edge], scores[scores >= edge]
        order = np.lexsort((rows, -scores))[:k]
        return cls(rows[order], scores[order])


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one leg makes of `n` rows that have `w` windows.

    Attributes:
        score: float32 ``(n,)``: the leg's own score, by which it ranks alone.
        signals: By name, float32 ``(n,)`` each: what it has to say in a blend.
        windows: float32 ``(w,)``: the score of each window of the rows, one row after another.
    """

    score: Scores
    signals: Mapping[str, Scores]
    windows: Scores


class Scorer(Protocol):
    """One question, asked of one leg."""

    def best(self, k: int, mask: Mask) -> Ranking:
        """The `k` best rows among those that `mask` (bool, one a row) lets through."""
        ...

    def judge(self, rows: Rows) -> Evidence:
        """Score any rows, ascending, also those not among the best."""
        ...
