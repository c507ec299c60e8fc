"""Word bigrams as numbers: a paragraph is compared with thousands of others at once.

Archives have long series of like paragraphs, such as weather reports and lists of prices. To compare two sets takes
some 40 µs, and a question on such a series needs a million comparisons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

import numpy as np

from ...index.profile import RankingProfile
from ...index.types import Rows

Bigram = tuple[str, str]


class SharedBigrams:
    """Counts the bigrams that paragraphs have in common.

    Args:
        bigrams: Returns the bigrams of a row, each once.
        profile: The thresholds of copies.
    """

    def __init__(self, bigrams: Callable[[int], Iterable[Bigram]], profile: RankingProfile) -> None:
        self._profile = profile
        self._numbers: dict[Bigram, int] = {}
        self._of = lru_cache(maxsize=None)(lambda row: self._numbered(bigrams(row)))

    def nearly_all(self, row: int, others: Rows) -> list[bool]:
        """Tell for each of `others` whether its length is similar, and the longer has nearly all of the shorter.

        Args:
            row: A row.
            others: int64 ``(n,)``: the rows to compare it with.
        """
        if not len(others):  # no text is read for a paragraph that has none near it
            return []
        own, theirs = self._of(row), [self._of(other) for other in others.tolist()]
        is_own = np.zeros(len(self._numbers), bool)
        is_own[own] = True
        lengths = np.array([len(each) for each in theirs])
        ends = np.cumsum(lengths)
        found = np.concatenate(([0], np.cumsum(is_own[np.concatenate(theirs)])))
        shared = found[ends] - found[ends - lengths]
        fewer, more = np.minimum(lengths, len(own)), np.maximum(lengths, len(own))
        similar = fewer >= self._profile.copies_length_ratio * more
        enough: list[bool] = (similar & (shared >= self._profile.copies_shared * fewer)).tolist()
        return enough

    def _numbered(self, bigrams: Iterable[Bigram]) -> Rows:
        return np.array([self._numbers.setdefault(each, len(self._numbers)) for each in bigrams], np.int64)
