"""Counts the occurrences of query terms in candidates, from the forward index of each segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from ..analysis.query import QueryTerm
from ..columns.inverted import ForwardIndex
from ..ragged import concatenated_ranges
from ..segments.snapshot import split_by_segment
from ..types import Mask, Rows
from .evidence import Occurrences
from .term_statistics import LocalStatistics

Counts = NDArray[np.float32]
_BITS = 0xFFFF
_CACHED_QUERIES = 2
"""Queries whose marks are cached, as the candidates of one may be counted in several batches."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The forms of the terms of a query, numbered through all segments, as few as there are.

    Attributes:
        first: The number of each segment's first form.
        forms: int64 ``(n + 1,)``, ascending; the last is larger than any form.
        marks: int32 ``(n + 1,)``: twice the number of the form's term, 1 more for a form that the query itself has; -1
            for the last.
        has_bits: bool ``(65_536,)``: True for the last 16 bits of each of `forms`.
    """

    first: Sequence[int]
    forms: Rows
    marks: NDArray[np.int32]
    has_bits: Mask

    @classmethod
    def of(cls, statistics: LocalStatistics, terms: tuple[QueryTerm, ...]) -> Marks:
        """Mark the forms of `terms`."""
        first = [0, *accumulate(len(segment.words.forms) for segment in statistics.snapshot.segments)]
        marks = {first[-1]: -1}
        for number, term in enumerate(terms):
            for before, in_segment in zip(first, statistics.term(term.stems).forms, strict=False):
                marks |= {before + place: 2 * number + (form in term.forms) for form, place in in_segment}
        forms = np.array(sorted(marks), np.int64)
        has_bits = np.zeros(_BITS + 1, bool)
        has_bits[forms & _BITS] = True
        return cls(first, forms, np.array([marks[form] for form in forms.tolist()], np.int32), has_bits)

    def among(self, forms: Rows) -> tuple[Rows, NDArray[np.int32]]:
        """int64 and int32 ``(p,)``: the places in `forms` of those that are marked, ascending, and their marks."""
        places = np.flatnonzero(self.has_bits[forms & _BITS])  # most words are none of the query, told without a search
        found = np.searchsorted(self.forms, forms[places])
        is_marked = self.forms[found] == forms[places]
        return places[is_marked], self.marks[found[is_marked]]


class OccurrenceCounter:
    """Counts terms in the passages of a snapshot. Safe for any number of threads.

    Args:
        statistics: Statistics of the snapshot.
    """

    def __init__(self, statistics: LocalStatistics) -> None:
        self._statistics = statistics
        self._snapshot = statistics.snapshot
        self._marks = lru_cache(_CACHED_QUERIES)(partial(Marks.of, statistics))

    def count(self, rows: Rows, terms: Sequence[QueryTerm], *, in_articles: bool = True) -> Occurrences:
        """See `PassageStore.occurrences`."""
        marks = self._marks(tuple(terms))
        segments = self._snapshot.segments
        first, windows = self._snapshot.window_ranges(rows)
        in_windows, window_lengths = _count_terms(
            [segment.words.windows for segment in segments],
            self._snapshot.first_windows,
            concatenated_ranges(first, windows),
            marks,
            len(terms),
        )
        owners = self._statistics.owners[rows]
        first_of_article = np.flatnonzero(np.diff(owners, prepend=-1))  # rows of one article are consecutive
        titles, _ = _count_terms(
            [segment.words.titles for segment in segments],
            self._snapshot.first_articles,
            owners[first_of_article].astype(np.int64),
            marks,
            len(terms),
        )
        rows_of_article = np.diff(first_of_article, append=len(rows))
        articles = np.zeros((len(terms), len(first_of_article)), np.float32)
        if in_articles:
            articles = self._in_articles(owners[first_of_article], terms)
        return Occurrences(
            in_windows=in_windows,
            in_titles=np.repeat(titles, rows_of_article, axis=2),
            in_articles=np.repeat(articles, rows_of_article, axis=1),
            windows=windows,
            window_lengths=window_lengths,
            passage_lengths=self._statistics.lengths[rows],
            article_lengths=self._statistics.article_lengths[owners],
        )

    def _in_articles(self, articles: NDArray[np.int32], terms: Sequence[QueryTerm]) -> Counts:
        """float32 ``(terms, len(articles))``: occurrences in whole articles; 0 for stop words."""
        counts = np.zeros((len(terms), len(articles)), np.float32)
        for number, term in enumerate(terms):
            if term.is_stopword:
                continue
            postings = self._statistics.postings(term.stems)
            if len(postings.articles):
                positions = np.searchsorted(postings.articles, articles)
                matches = postings.articles.take(positions, mode="clip") == articles
                counts[number] = postings.article_counts.take(positions, mode="clip") * matches
        return counts


def _count_terms(
    texts: Sequence[ForwardIndex], first: Sequence[int], numbers: Rows, marks: Marks, terms: int
) -> tuple[Counts, Rows]:
    """Count the terms in windows or titles.

    Args:
        texts: The windows or titles of each segment.
        first: The number of each segment's first text in the snapshot, then the number of texts.
        numbers: The texts to count in, numbered through all segments, ascending.
        marks: The marks of their words.
        terms: Number of terms.

    Returns:
        float32 ``(terms, 2, n)``, see `Occurrences`; int64 ``(n,)``: the number of words of each text.
    """
    parts = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
    for segment, local in split_by_segment(numbers, first):
        words, lengths = texts[segment].take(local)
        parts.append((words + np.int64(marks.first[segment]), lengths))
    forms, lengths = (np.concatenate(column) for column in zip(*parts, strict=True))
    positions, marked = marks.among(forms)  # few, so that the next steps cost little
    owners, size = np.searchsorted(np.cumsum(lengths), positions, "right"), len(lengths)
    cells = marked.astype(np.int64) * size + owners
    counts = np.bincount(cells, minlength=2 * terms * size).astype(np.float32).reshape(terms, 2, size)
    counts[:, 0] += counts[:, 1]
    return counts, lengths
