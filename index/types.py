"""Types that all folders of the index share: arrays, days and times, rankings and features.

A row is a passage's number in one snapshot, from 0 in the order of its segments. Rows are internal: users see ids of
passages.
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

NO_ROWS: Rows = np.zeros(0, np.int64)
NO_ROWS.flags.writeable = False

UNDATED = np.iinfo(np.int64).min
"""Stands for the time of an article without one, in microseconds since 1970."""
NO_DAY = np.iinfo(np.int32).min
"""Stands for the day of an article without one, in days since 1970."""
_EPOCH = date(1970, 1, 1).toordinal()


def epoch_day(day: date | None) -> int:
    """Convert a day to days since 1970; None to `NO_DAY`."""
    return day.toordinal() - _EPOCH if day else NO_DAY


def day_of(number: int) -> date:
    """Convert days since 1970 to a day; the inverse of `epoch_day`."""
    return date.fromordinal(_EPOCH + int(number))


def microseconds(time: datetime | None) -> int:
    """Convert an aware time to microseconds since 1970, UTC; None to `UNDATED`."""
    if time is None:
        return UNDATED
    seconds = int(time.replace(microsecond=0).timestamp())
    return seconds * 1_000_000 + time.microsecond


def most_frequent_first(counts: Mapping[str, int]) -> dict[str, int]:
    """Order counts: the highest first, then by name."""
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


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
        """Rank the `k` best of `rows`, or all if there are fewer; `k` is 0 or more."""
        if 0 < k < len(rows):  # before sorting, drop rows that cannot be among the best; ties at the edge stay
            edge = np.partition(scores, len(scores) - k)[len(scores) - k]
            rows, scores = rows[scores >= edge], scores[scores >= edge]
        order = np.lexsort((rows, -scores))[:k]
        return cls(rows[order], scores[order])


@dataclass(frozen=True, slots=True)
class Features:
    """The scores that one leg gives to `n` passages with ``w`` windows.

    Attributes:
        score: float32 ``(n,)``: the leg's own score, which ranks the passages where only this leg is used.
        signals: By name, float32 ``(n,)`` each: the leg's scores for the fusion.
        windows: float32 ``(w,)``: the score of each window, one passage after another.
        counts: int64 ``(n,)``: number of windows of each passage.
    """

    score: Scores
    signals: Mapping[str, Scores]
    windows: Scores
    counts: NDArray[np.int64]
