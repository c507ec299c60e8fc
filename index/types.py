"""The arrays that folders hand each other, and the scores made of them.

A row is a passage's number in one snapshot, from 0 in the order of its segments. Rows stay inside: outside, a passage
is known by its id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]
Vectors = NDArray[np.float32]

UNDATED = np.iinfo(np.int64).min
"""The time of an article that has none, in microseconds since 1970."""


NO_DAY = np.iinfo(np.int32).min
"""The day of an article that has none, in days since 1970."""
_EPOCH = date(1970, 1, 1).toordinal()


def epoch_day(day: date | None) -> int:
    """Days since 1970; `NO_DAY` for no day."""
    return day.toordinal() - _EPOCH if day else NO_DAY


def day_of(number: int) -> date:
    """The day that `epoch_day` gave that number."""
    return date.fromordinal(_EPOCH + int(number))


def microseconds(time: datetime | None) -> int:
    """An aware time in microseconds since 1970, UTC; `UNDATED` for none."""
    if time is None:
        return UNDATED
    seconds = int(time.replace(microsecond=0).timestamp())
    return seconds * 1_000_000 + time.microsecond


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
class Features:
    """The scores of `n` passages with ``w`` windows by one leg.

    Attributes:
        score: float32 ``(n,)``: the leg's own score, by which it ranks alone.
        signals: By name, float32 ``(n,)`` each: what the leg adds to a blend.
        windows: float32 ``(w,)``: the score of each window, one passage after another.
        counts: int64 ``(n,)``: windows of each passage.
    """

    score: Scores
    signals: Mapping[str, Scores]
    windows: Scores
    counts: NDArray[np.int64]
