"""Term statistics and postings of a whole snapshot, joined from its segments.

Rows and articles are numbered through all segments, and frequencies and lengths are summed over live ones, so a score
does not depend on the borders of segments. Postings are cached for later queries, as frequent words come again and
again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from ..analysis.query import Stems
from ..profile import RankingProfile
from ..segments.segment import Segment
from ..segments.snapshot import Snapshot
from ..types import Mask, Scores
from .bm25 import saturated

_CACHED_POSTINGS = 600_000
"""Entries of all cached postings, or as many as the snapshot has passages: about 9 MB, which a few thousand queries
fill. In a larger archive a frequent word has more postings, and to make them takes most of a question's time."""
_POSTINGS_OVERHEAD = 100
"""Fixed memory of a term's postings, in entries."""
_CACHED_TERMS = 2_048
"""Terms whose statistics are cached."""


@dataclass(frozen=True, slots=True)
class TermStatistics:
    """The statistics of a term, which has one stem or several, in the whole snapshot.

    Attributes:
        df: Number of live passages that contain it; titles do not count.
        forms: For each segment the words with its stems, and their numbers there.
    """

    df: int
    forms: Sequence[Sequence[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class WeightedPostings:
    """The postings of a term in the whole snapshot, with BM25 weights.

    Attributes:
        rows: int32 ``(n,)``, ascending: the passages that contain the term, or whose article's title does.
        weights: float32 ``(n,)``: the BM25 score of its occurrences in each passage and title, for an idf of 1.
        articles: int32 ``(m,)``, ascending: the articles that contain it, numbered through all segments.
        article_counts: float32 ``(m,)``: its occurrences in each article, the title counted once.
        article_df: Number of live articles among them.
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
        profile: Parameters of BM25.
    """

    def __init__(self, snapshot: Snapshot, profile: RankingProfile) -> None:
        self.snapshot = snapshot
        self._profile = profile
        self._terms: dict[Stems, TermStatistics] = {}
        self._postings: dict[Stems, WeightedPostings] = {}  # the least recently used first
        self._entries = 0
        self._lock = Lock()

    @property
    def passages(self) -> int:
        """See `CollectionStatistics`."""
        return self.snapshot.passages

    @property
    def articles(self) -> int:
        """See `CollectionStatistics`."""
        return self.snapshot.articles

    def prefetch(self, stems: Iterable[str]) -> None:
        """See `CollectionStatistics`. They are at hand."""

    def passage_frequency(self, stems: Stems) -> int:
        """See `CollectionStatistics`. Reads much less than `postings`."""
        return self.term(stems).df

    def article_frequency(self, stems: Stems) -> int:
        """See `CollectionStatistics`."""
        return self.postings(stems).article_df

    def term(self, stems: Stems) -> TermStatistics:
        """Look up the document frequency of a term, and its forms.

        Raises:
            IndexFormatError: An inverted index is damaged.
        """
        cached = self._terms.get(stems)
        if cached is None:
            segments = self.snapshot.segments
            forms = [segment.words.forms_of(stems) for segment in segments]
            df = sum(_df(segment, stems) for segment, of_segment in zip(segments, forms, strict=True) if of_segment)
            cached = TermStatistics(df, forms)
            if len(self._terms) >= _CACHED_TERMS:
                self._terms = {}
            self._terms[stems] = cached
        return cached

    def postings(self, stems: Stems) -> WeightedPostings:
        """Look up the postings of a term.

        Raises:
            IndexFormatError: An inverted index is damaged.
        """
        with self._lock:
            if cached := self._postings.pop(stems, None):
                self._postings[stems] = cached
                return cached
        having = [number for number, forms in enumerate(self.term(stems).forms) if forms]
        if not having:
            return self._no_postings
        postings = self._read(stems, having)
        if not len(postings.rows):  # unknown words are endless, so caching them would grow without limit
            return postings
        with self._lock:
            if stems not in self._postings:  # another thread may have added it meanwhile
                self._postings[stems] = postings
                self._entries += _POSTINGS_OVERHEAD + len(postings.rows)
            while self._entries > max(_CACHED_POSTINGS, self.snapshot.first_rows[-1]) and len(self._postings) > 1:
                oldest = self._postings.pop(next(iter(self._postings)))
                self._entries -= _POSTINGS_OVERHEAD + len(oldest.rows)
        return postings

    @cached_property
    def _no_postings(self) -> WeightedPostings:
        """The postings of a word that no segment has, which are empty; such words are looked up often."""
        return self._read((), [])

    @cached_property
    def owners(self) -> NDArray[np.int32]:
        """int32 ``(rows,)``: the article of each row, numbered through all segments."""
        parts = zip(self.snapshot.segments, self.snapshot.first_articles, strict=False)
        return _concatenate([segment.rows["passages"][:, 0] + np.int32(first) for segment, first in parts])

    @cached_property
    def lengths(self) -> NDArray[np.int32]:
        """int32 ``(rows,)``: number of words of each passage with its article's title."""
        return _concatenate([segment.words.lengths for segment in self.snapshot.segments])

    @cached_property
    def article_lengths(self) -> NDArray[np.int32]:
        """int32 ``(articles,)``: number of words of each article in the snapshot, the title counted once."""
        return _concatenate([segment.words.article_lengths for segment in self.snapshot.segments])

    @cached_property
    def average_passage(self) -> float:
        """See `CollectionStatistics`."""
        return _mean(self.lengths, self.snapshot.live)

    @cached_property
    def average_article(self) -> float:
        """See `CollectionStatistics`."""
        return _mean(self.article_lengths, self._live_articles)

    @cached_property
    def average_window(self) -> float:
        """See `CollectionStatistics`."""
        words = windows = 0
        for segment in self.snapshot.segments:
            starts = segment.words.windows.starts[segment.first_windows]
            words += int(np.diff(starts)[segment.live_passages].sum())
            windows += int(np.diff(segment.first_windows)[segment.live_passages].sum())
        return words / max(1, windows)

    @cached_property
    def _live_articles(self) -> Mask:
        return np.concatenate([np.zeros(0, bool), *(segment.live_articles for segment in self.snapshot.segments)])

    def _read(self, stems: Stems, having: Sequence[int]) -> WeightedPostings:
        """Read the postings of a term from those segments that have it."""
        snapshot = self.snapshot
        parts = [snapshot.segments[number].words.postings(stems) for number in having]
        rows = _concatenate(
            [part.rows + np.int32(snapshot.first_rows[number]) for part, number in zip(parts, having, strict=True)]
        )
        in_text, in_title = (
            np.concatenate([np.zeros(0, np.float32), *(getattr(part, name) for part in parts)], dtype=np.float32)
            for name in ("in_text", "in_title")
        )
        numbers = rows.astype(np.int64)  # or each `take` would make them
        owners = self.owners.take(numbers)
        begins = np.ones(len(owners), bool)
        np.not_equal(owners[1:], owners[:-1], out=begins[1:])
        first = np.flatnonzero(begins)
        articles = owners.take(first)
        return WeightedPostings(
            rows,
            saturated(in_text + in_title, self.lengths.take(numbers), self.average_passage, self._profile),
            articles,
            (np.add.reduceat(in_text, first) if len(first) else in_text) + in_title[first],
            int(np.count_nonzero(self._live_articles[articles])),
        )


def _df(segment: Segment, stems: Stems) -> int:
    """Count the live passages of a segment that contain a term; titles do not count."""
    if segment.entry.dead:
        postings = segment.words.postings(stems)
        return int(np.count_nonzero(segment.live_passages[postings.rows[postings.in_text > 0]]))
    return int(np.count_nonzero(segment.words.text_frequencies(stems)))


def _mean(lengths: NDArray[np.int32], live: Mask) -> float:
    return int(lengths[live].sum(dtype=np.int64)) / max(1, int(live.sum()))


def _concatenate(parts: list[NDArray[np.int32]]) -> NDArray[np.int32]:
    return np.concatenate([np.zeros(0, np.int32), *parts])
