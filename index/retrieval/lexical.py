"""The lexical leg: BM25 over stems, and over the forms they stand in.

Over the terms t of a query, a term being a stem, a passage p scores

    sum of  weight(t) * idf(t) * (sat(occurrences of t) + exact_form * sat(those in the very form of the query))

with `bm25.idf` and `bm25.saturated`. The words of an article's title count in each of its passages, but not in df: in
an archive of one article the words that it is about would be worth nothing. N, df and the averages are over the live
passages of the whole collection.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..columns.analyzer import QueryTerm
from ..filter import Filter
from ..profile import RankingProfile
from ..types import Features, Ranking, Rows, Scores
from .bm25 import idf, saturated
from .protocol import CollectionStatistics, Occurrences
from .term_statistics import LocalStatistics

_AT_ONCE = 1 << 18
"""Passages times terms that are counted at once: an article that is pasted in as a question would take gigabytes."""


@dataclass(frozen=True, slots=True)
class LexicalFeatures(Features):
    """The scores of the lexical leg.

    Attributes:
        mentions: bool ``(terms, n)``: True where a passage or its title holds a term, in any form.
    """

    mentions: NDArray[np.bool_]


def term_weights(terms: Sequence[QueryTerm], statistics: CollectionStatistics, profile: RankingProfile) -> Scores:
    """float32 ``(terms,)``: the weight of each term times its idf."""
    weights = [
        idf(statistics.passage_frequency(term.stem), statistics.passages)
        * (profile.stop_word_weight if term.is_stopword else 1)
        for term in terms
    ]
    return np.array(weights, np.float32)


def score_lexical(
    occurrences: Callable[[Rows], Occurrences],
    rows: Rows,
    terms: Sequence[QueryTerm],
    statistics: CollectionStatistics,
    profile: RankingProfile,
) -> LexicalFeatures:
    """Score passages by BM25.

    The signals are ``words``, BM25 of the passage and its title; ``sentence``, BM25 of the best window, by itself and
    without the title; and ``article``, BM25 of the whole article, over stems that are no stop words.

    Args:
        occurrences: Counts the terms in some rows, see `PassageStore.occurrences`.
        rows: int64 ``(n,)``, ascending.
        terms: Of the query.
        statistics: Of the collection.
        profile: For BM25 and the weights of words.
    """
    weights = term_weights(terms, statistics, profile)
    step = max(1, _AT_ONCE // max(1, len(terms)))
    parts = [
        _score(occurrences(rows[start : start + step]), terms, weights, statistics, profile)
        for start in range(0, len(rows), step)
    ]
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return _score(occurrences(rows), terms, weights, statistics, profile)
    return LexicalFeatures(
        np.concatenate([part.score for part in parts]),
        {name: np.concatenate([part.signals[name] for part in parts]) for name in parts[0].signals},
        np.concatenate([part.windows for part in parts]),
        np.concatenate([part.counts for part in parts]),
        np.concatenate([part.mentions for part in parts], axis=1),
    )


def _score(
    found: Occurrences,
    terms: Sequence[QueryTerm],
    weights: Scores,
    statistics: CollectionStatistics,
    profile: RankingProfile,
) -> LexicalFeatures:
    begins = np.cumsum(found.windows) - found.windows
    windows = _bm25(found.in_windows, weights, found.window_lengths, statistics.average_window, profile)
    counts = np.add.reduceat(found.in_windows, begins, axis=2) + found.in_titles
    words = _bm25(counts, weights, found.passage_lengths, statistics.average_passage, profile)
    signals = {
        "words": words,
        "sentence": np.maximum.reduceat(windows, begins),
        "article": _article_bm25(found, terms, statistics, profile),
    }
    return LexicalFeatures(words, signals, windows, found.windows, counts[:, 0] > 0)


def _bm25(
    counts: NDArray[np.float32],
    weights: Scores,
    lengths: NDArray[np.integer],
    average: float,
    profile: RankingProfile,
) -> Scores:
    """float32 ``(n,)``: BM25 of texts of `lengths` words, with `counts` ``(terms, 2, n)`` as in `Occurrences`."""
    occurring = saturated(counts[:, 0], lengths, average, profile)
    occurring += np.float32(profile.exact_form) * saturated(counts[:, 1], lengths, average, profile)
    score = np.zeros(len(lengths), np.float32)
    # Neither a matrix product nor `sum`: their rounding depends on the place, and on how many texts there are.
    for weight, of_term in zip(weights, occurring, strict=True):
        score += weight * of_term
    return score


def _article_bm25(
    found: Occurrences, terms: Sequence[QueryTerm], statistics: CollectionStatistics, profile: RankingProfile
) -> Scores:
    """float32 ``(n,)``: BM25 of the passages' whole articles, over the stems of all but stop words."""
    score = np.zeros(len(found.article_lengths), np.float32)
    for term, counts in zip(terms, found.in_articles, strict=True):
        if not term.is_stopword:
            weight = np.float32(idf(statistics.article_frequency(term.stem), statistics.articles))
            score += weight * saturated(counts, found.article_lengths, statistics.average_article, profile)
    return score


class LexicalRetriever:
    """Finds passages by the postings of a snapshot.

    Args:
        statistics: Of the snapshot.
        profile: For the weights of words.
    """

    def __init__(self, statistics: LocalStatistics, profile: RankingProfile) -> None:
        self._statistics = statistics
        self._profile = profile

    def retrieve(self, query: Sequence[QueryTerm], k: int, wanted: Filter, *, among: Rows | None = None) -> Ranking:
        """See `Retriever`; the scores are BM25 over stems alone, and only passages with a key term are found."""
        snapshot = self._statistics.snapshot
        keys = [term for term in query if not term.is_stopword]
        scores = np.zeros(snapshot.first_rows[-1], np.float32)
        for term, weight in zip(keys, term_weights(keys, self._statistics, self._profile), strict=True):
            postings = self._statistics.postings(term.stem)
            scores[postings.rows] += weight * postings.weights
        rows = np.flatnonzero((scores > 0) & snapshot.row_mask(wanted, among))
        return Ranking.best(rows, scores[rows], k)
