"""Where a term stands in a whole snapshot, and how often: segments are seen as one.

Segments keep their words by themselves. Here rows and articles are counted through, frequencies and lengths are summed
over what lives, so that a score does not depend on where the borders of segments are. Postings that were made for one
query are kept for the next: the words that stand in many passages are asked for again and again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from ..columns.inverted import Postings
from ..profile import RankingProfile
from ..segments.segment import Segment
from ..segments.snapshot import Snapshot
from ..types import Mask, Scores
from .bm25 import saturated

_CACHED_POSTINGS = 600_000
"""Entries of all kept postings: some 9 MB, which a few thousand queries fill."""
_POSTINGS_OVERHEAD = 100
"""Entries that take as much memory as the rest of a term's postings."""
_CACHED_TERMS = 2_048
"""Terms whose statistics are kept."""


@dataclass(frozen=True, slots=True)
class TermStatistics:
    """A term in the whole snapshot, without its postings.

    Attributes:
        df: Live passages that hold it, titles not counted.
        forms: In each segment the words that have this stem, with their numbers there.
    """

    df: int
    forms: Sequence[Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class WeightedPostings:
    """Where a term stands in the whole snapshot.

    Attributes:
        rows: int32 ``(n,)``, ascending: the passages that hold it, or whose article's title does.
        weights: float32 ``(n,)``: the BM25 weight of its occurrences in each, the title's included, for an idf of 1.
        articles: int32 ``(m,)``, ascending, counted through: the articles that hold it.
        article_counts: float32 ``(m,)``: its occurrences in each, the title counted once.
        article_df: Live articles among them.
    """

    rows: NDArray[np.int32]
    weights: Scores
    articles: NDArray[np.int32]
    article_counts: Scores
    article_df: int


class LocalStatistics:
    """The statistics of a snapshot, a `CollectionStatistics`. Safe for any number of threads.

    Args:
        snapshot: The generation.
        profile: For the BM25 weights of postings.
    """

    def __init__(self, snapshot: Snapshot, profile: RankingProfile) -> None:
        self.snapshot = snapshot
        self._profile = profile
        self._terms: dict[str, TermStatistics] = {}
        self._postings: dict[str, WeightedPostings] = {}  # the least recently used first
        self._entries = 0
        self._keeping = Lock()

    @property
    def passages(self) -> int:
        """Live passages."""
        return self.snapshot.passages

    @property
    def articles(self) -> int:
        """Live articles."""
        return self.snapshot.articles

    def passage_frequency(self, stem: str) -> int:
        """Live passages that hold a stem, titles not counted; it reads much less than the postings."""
        return self.term(stem).df

    def article_frequency(self, stem: str) -> int:
        """Live articles that hold a stem, their titles included."""
        return self.postings(stem).article_df

    def term(self, stem: str) -> TermStatistics:
        """The document frequency of a stem, and its forms.

        Raises:
            IndexFormatError: The words are damaged.
        """
        known = self._terms.get(stem)
        if known is None:
            segments = self.snapshot.segments
            df = sum(_df(segment, segment.words.postings(stem)) for segment in segments)
            known = TermStatistics(df, [segment.words.forms_of(stem) for segment in segments])
            if len(self._terms) >= _CACHED_TERMS:
                self._terms = {}
            self._terms[stem] = known
        return known

    def postings(self, stem: str) -> WeightedPostings:
        """Where a stem stands.

        Raises:
            IndexFormatError: The words are damaged.
        """
        with self._keeping:
            if known := self._postings.pop(stem, None):
                self._postings[stem] = known
                return known
        postings = self._read(stem)
        if not len(postings.rows):  # a server is asked ever new words
            return postings
        with self._keeping:
            if stem not in self._postings:  # another thread may have been as quick
                self._postings[stem] = postings
                self._entries += _POSTINGS_OVERHEAD + len(postings.rows)
            while self._entries > _CACHED_POSTINGS and len(self._postings) > 1:
                oldest = self._postings.pop(next(iter(self._postings)))
                self._entries -= _POSTINGS_OVERHEAD + len(oldest.rows)
        return postings

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
    def article_lengths(self) -> NDArray[np.int32]:
        """int32 ``(articles,)``: words of each article, counted through, its title counted once."""
        return _joined([segment.words.article_lengths for segment in self.snapshot.segments])

    @cached_property
    def average_passage(self) -> float:
        """Mean number of words of a live passage and its title."""
        return _mean(self.lengths, self.snapshot.live)

    @cached_property
    def average_article(self) -> float:
        """Mean number of words of a live article."""
        return _mean(self.article_lengths, self._live_articles)

    @cached_property
    def average_window(self) -> float:
        """Mean number of words of a window of a live passage."""
        words = windows = 0
        for segment in self.snapshot.segments:
            starts = segment.words.windows.starts[segment.first_windows]
            words += int(np.diff(starts)[segment.live_passages].sum())
            windows += int(np.diff(segment.first_windows)[segment.live_passages].sum())
        return words / max(1, windows)

    @cached_property
    def _live_articles(self) -> Mask:
        return np.concatenate([np.zeros(0, bool), *(segment.live_articles for segment in self.snapshot.segments)])

    def _read(self, stem: str) -> WeightedPostings:
        snapshot = self.snapshot
        parts = [segment.words.postings(stem) for segment in snapshot.segments]
        rows = _joined([part.rows + np.int32(first) for part, first in zip(parts, snapshot.first_rows, strict=False)])
        in_text, in_title = (
            np.concatenate([np.zeros(0, np.float32), *(getattr(part, name) for part in parts)], dtype=np.float32)
            for name in ("in_text", "in_title")
        )
        owners = self.owners[rows]
        first = np.flatnonzero(np.diff(owners, prepend=-1))
        articles = owners[first]
        return WeightedPostings(
            rows,
            saturated(in_text + in_title, self.lengths[rows], self.average_passage, self._profile),
            articles,
            (np.add.reduceat(in_text, first) if len(first) else in_text) + in_title[first],
            int(np.count_nonzero(self._live_articles[articles])),
        )


def _df(segment: Segment, postings: Postings) -> int:
    """The live paragraphs of a segment among some postings."""
    if segment.entry.dead:
        return int(np.count_nonzero(segment.live_passages[postings.rows[postings.in_text > 0]]))
    return int(np.count_nonzero(postings.in_text))


def _mean(lengths: NDArray[np.int32], live: Mask) -> float:
    return int(lengths[live].sum(dtype=np.int64)) / max(1, int(live.sum()))


def _joined(parts: list[NDArray[np.int32]]) -> NDArray[np.int32]:
    return np.concatenate([np.zeros(0, np.int32), *parts])
