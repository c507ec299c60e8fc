"""Rows of a generation, and the keys that an engine has for them.

A row means the same as in the index that was published, so ties break alike. A key is 2^32 times the number of the
segment, and the number of the passage in it; likewise for articles.
"""

from __future__ import annotations

from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from ..types import Mask, Rows
from .generation import Published, partition_of, segment_number

Keys = NDArray[np.int64]
_LOW = np.int64((1 << 32) - 1)


class Numbering:
    """Converts between the numbers of passages or articles, counted through all segments, and their keys.

    Args:
        segments: int64: the number of each segment, in the order of rows.
        sizes: The number of passages, or of articles, in each.

    Attributes:
        first: int64 ``(segments + 1,)``: the number of each segment's first one, then the number of all.
    """

    def __init__(self, segments: Keys, sizes: list[int]) -> None:
        self._segments = segments
        self.first = np.array([0, *accumulate(sizes)], np.int64)
        self._order = np.argsort(segments)

    def keys(self, numbers: Rows) -> Keys:
        """int64 ``(n,)``: the keys of these numbers."""
        place = np.searchsorted(self.first, numbers, "right") - 1
        keys: Keys = (self._segments[place] << 32) + (numbers - self.first[place])
        return keys

    def numbers(self, keys: Keys) -> Rows:
        """int64 ``(n,)``: the numbers of these keys, whose segments are all of this generation."""
        place = self._order[np.searchsorted(self._segments[self._order], keys >> 32)]
        numbers: Rows = self.first[place] + (keys & _LOW)
        return numbers


class Places:
    """Places of the passages and articles of a generation.

    Attributes:
        partitions: The partitions of its segments.
        passages, articles: The numbers and the keys of these.
        dead_keys: int64: the keys of the dead articles that the engine still holds.
    """

    def __init__(self, published: Published) -> None:
        entries = published.manifest.segments
        self._segments = segments = np.array([segment_number(entry.name) for entry in entries], np.int64)
        self.partitions = [partition_of(int(number)) for number in segments]
        self.passages = Numbering(segments, [entry.passages for entry in entries])
        self.articles = Numbering(segments, [entry.articles for entry in entries])
        keys = [
            (segment << 32) + np.array(published.fresh(it), np.int64)
            for segment, it in zip(segments, entries, strict=True)
        ]
        self.dead_keys = np.concatenate([np.zeros(0, np.int64), *keys])

    def first_articles(self, rows: Rows) -> Rows:
        """int64 ``(n,)``: the number of the first article in the segment of each row."""
        return self.articles.first[np.searchsorted(self.passages.first, rows, "right") - 1]

    def is_live(self, article_keys: Keys) -> Mask:
        """bool ``(n,)``: False for articles that are not in the generation, or were removed or replaced."""
        return np.isin(article_keys >> 32, self._segments) & ~np.isin(article_keys, self.dead_keys)
