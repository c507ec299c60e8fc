"""Where the stem of a word stands in a whole snapshot, and what it is worth there.

Segments keep their words by themselves. Here they are seen as one: rows and articles are counted through, frequencies
and lengths are summed over what lives, so that a score does not depend on where the borders of segments are. What was
made for one question is remembered for the next: the words that stand in many passages are asked for again and again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from ..columns.inverted import Postings
from ..segments.segment import Segment
from ..segments.snapshot import Snapshot
from ..types import Mask, Scores
from .bm25 import rarity, saturated

_REMEMBERED = 600_000
"""Entries, of all postings that are remembered: some 9 MB, which a few thousand questions fill."""
_AT_LEAST = 100
"""Entries that take the room of what postings are besides."""
_STEMS = 2_048
"""Stems of which it is remembered how rare they are."""


@dataclass(frozen=True, slots=True)
class TermStatistics:
    """What is known of a stem wherever it stands.

    Attributes:
        idf: How rare it is among live paragraphs, titles not counted.
        forms: In each segment the words that have this stem, with their numbers there.
    """

    idf: float
    forms: Sequence[Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class WeightedPostings:
    """Where one stem stands.

    Attributes:
        rows: int32 ``(n,)``, ascending: the passages that hold it, or whose article's title does.
        worth: float32 ``(n,)``: what its occurrences in each are worth, the title's included, for an idf of 1.
        articles: int32 ``(m,)``, ascending, counted through: those that hold it.
        article_worth: float32 ``(m,)``: what its occurrences in each are worth, times its idf among live articles.
    """

    rows: NDArray[np.int32]
    worth: Scores
    articles: NDArray[np.int32]
    article_worth: Scores


class CollectionStatistics:
    """The words of all passages of a snapshot. Safe for any number of threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._stems: dict[str, TermStatistics] = {}
        self._postings: dict[str, WeightedPostings] = {}  # first the one that was not asked for the longest time
        self._entries = 0
        self._remembering = Lock()

    def stem(self, stem: str) -> TermStatistics:
        """What is known of `stem`; much less to read than its postings.

        Raises:
            IndexFormatError: The words are damaged.
        """
        found = self._stems.get(stem)
        if found is None:
            segments = self.snapshot.segments
            df = sum(self._df(segment, segment.words.postings(stem)) for segment in segments)
            found = TermStatistics(
                rarity(df, self.snapshot.passages), [segment.words.forms_of(stem) for segment in segments]
            )
            if len(self._stems) >= _STEMS:
                self._stems = {}
            self._stems[stem] = found
        return found

    def postings(self, stem: str) -> WeightedPostings:
        """Where `stem` stands.

        Raises:
            IndexFormatError: The words are damaged.
        """
        with self._remembering:
            if found := self._postings.pop(stem, None):
                self._postings[stem] = found
                return found
        found = self._made(stem)
        if not len(found.rows):  # a server is asked ever new words
            return found
        with self._remembering:
            if stem not in self._postings:  # another thread may have been as quick
                self._postings[stem] = found
                self._entries += _AT_LEAST + len(found.rows)
            while self._entries > _REMEMBERED and len(self._postings) > 1:
                self._entries -= _AT_LEAST + len(self._postings.pop(next(iter(self._postings))).rows)
        return found

    @cached_property
    def owners(self) -> NDArray[np.int32]:
        """int32 ``(rows,)``: the article of each row, counted through."""
        parts = zip(self.snapshot.segments, self.snapshot.first_articles, strict=False)
        return _joined([segment.rows["passages"][:, 0] + np.int32(first) for segment, first in parts])

    @cached_property
    def lengths(self) -> NDArray[np.int32]:
        """int32 ``(rows,)``: words of each passage and its article's title."""
        return _joined([segment.words.lengths for segment in self.snapshot.segments])

    @cached_property
    def average_passage(self) -> float:
        """Words of a live passage and its title."""
        return self._average(self.lengths, self.snapshot.live)

    @cached_property
    def average_article(self) -> float:
        """Words of a live article."""
        return self._average(self._article_lengths, self._live_articles)

    @cached_property
    def average_window(self) -> float:
        """Words of a live window."""
        words = windows = 0
        for segment in self.snapshot.segments:
            starts = segment.words.windows.starts[segment.first_windows]
            words += int(np.diff(starts)[segment.live_passages].sum())
            windows += int(np.diff(segment.first_windows)[segment.live_passages].sum())
        return words / max(1, windows)

    @cached_property
    def _article_lengths(self) -> NDArray[np.int32]:
        return _joined([segment.words.article_lengths for segment in self.snapshot.segments])

    @cached_property
    def _live_articles(self) -> Mask:
        return np.concatenate([np.zeros(0, bool), *(segment.live_articles for segment in self.snapshot.segments)])

    def _df(self, segment: Segment, found: Postings) -> int:
        """How many live paragraphs of a segment hold a stem that stands in these entries."""
        if segment.entry.dead:
            return int(np.count_nonzero(segment.live_passages[found.rows[found.in_text > 0]]))
        return int(np.count_nonzero(found.in_text))

    def _average(self, lengths: NDArray[np.int32], live: Mask) -> float:
        return int(lengths[live].sum(dtype=np.int64)) / max(1, int(live.sum()))

    def _made(self, stem: str) -> WeightedPostings:
        snapshot = self.snapshot
        found = [segment.words.postings(stem) for segment in snapshot.segments]
        places = zip(found, snapshot.first_rows, strict=False)
        rows = _joined([it.rows + np.int32(first) for it, first in places])
        in_text, in_title = (
            np.concatenate([np.zeros(0, np.float32), *(getattr(it, name) for it in found)], dtype=np.float32)
            for name in ("in_text", "in_title")
        )
        owners = self.owners[rows]
        first = np.flatnonzero(np.diff(owners, prepend=-1))
        articles = owners[first]
        tf = (np.add.reduceat(in_text, first) if len(first) else in_text) + in_title[first]
        article_df = int(np.count_nonzero(self._live_articles[articles]))
        article_idf = np.float32(rarity(article_df, snapshot.articles))
        return WeightedPostings(
            rows,
            saturated(in_text + in_title, self.lengths[rows], self.average_passage),
            articles,
            article_idf * saturated(tf, self._article_lengths[articles], self.average_article),
        )


def _joined(parts: list[NDArray[np.int32]]) -> NDArray[np.int32]:
    return np.concatenate([np.zeros(0, np.int32), *parts])
