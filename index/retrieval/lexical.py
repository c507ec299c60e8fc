"""The lexical leg: BM25 over stems, and over their exact forms.

The score of a passage is the sum over the terms t of a query, each a word with its stem in every language of the
archive:

    weight(t) * idf(t) * (sat(occurrences of t) + exact_form * sat(occurrences of t in a form that the query has))

with `bm25.idf` and `bm25.saturated`. The title of an article counts as text of each of its passages, except in df:
otherwise, in an archive of one article, the words of its title would have no weight. N, df and the averages are over
the live passages of the whole collection.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..analysis.query import QueryTerm
from ..filter import Filter
from ..profile import RankingProfile
from ..ragged import starts
from ..types import NO_ROWS, Features, Mask, Ranking, Rows, Scores
from .bm25 import idf, saturated
from .evidence import Occurrences
from .mentions import Mentions
from .protocol import CollectionStatistics
from .selection import Selection
from .term_statistics import LocalStatistics

_BATCH_CELLS = 1 << 18
"""Passages times terms that are counted at once. Unlimited, an article pasted as a question would take gigabytes."""


_BLOCK_ROWS = 1 << 18
"""Rows whose scores are added up together: a mebibyte, which a core keeps in its cache. An array of all rows would be
in memory, and each question would have its pages made anew (docs/performance.md, "Candidates by words")."""


@dataclass(frozen=True, slots=True)
class LexicalFeatures(Features):
    """The scores that the lexical leg gives.

    Attributes:
        mentions: Where the passages and their articles' titles have the terms, in any form.
        weights: float32 ``(terms,)``: see `term_weights`.
        titles: float32 ``(n,)``: the share of the words of the article's title that the query has; 0 without a title.
    """

    mentions: Mentions
    weights: Scores
    titles: Scores


def term_weights(terms: Sequence[QueryTerm], statistics: CollectionStatistics, profile: RankingProfile) -> Scores:
    """float32 ``(terms,)``: the weight of each term, times its idf."""
    passages = statistics.passages
    weights = [
        idf(statistics.passage_frequency(term.stems), passages) * (profile.stop_word_weight if term.is_stopword else 1)
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

    The signals are ``words``, BM25 of the passage with its title; ``sentence``, BM25 of the best window with the
    title, which often names what the sentence calls "it"; and ``article``, BM25 of the whole article over stems,
    without stop words.

    Args:
        occurrences: Counts the terms in the given rows, see `PassageStore.occurrences`.
        rows: int64 ``(n,)``, ascending.
        terms: The terms of the query.
        statistics: Statistics of the collection.
        profile: Parameters of BM25, and weights of terms.
    """
    weights = term_weights(terms, statistics, profile)
    step = max(1, _BATCH_CELLS // max(1, len(terms)))
    parts = [
        _score(occurrences(rows[start : start + step]), terms, weights, statistics, profile)
        for start in range(0, max(1, len(rows)), step)
    ]
    if len(parts) == 1:
        return parts[0]
    return LexicalFeatures(
        np.concatenate([part.score for part in parts]),
        {name: np.concatenate([part.signals[name] for part in parts]) for name in parts[0].signals},
        np.concatenate([part.windows for part in parts]),
        np.concatenate([part.counts for part in parts]),
        Mentions.joined([part.mentions for part in parts]),
        weights,
        np.concatenate([part.titles for part in parts]),
    )


def _score(
    occurrences: Occurrences,
    terms: Sequence[QueryTerm],
    weights: Scores,
    statistics: CollectionStatistics,
    profile: RankingProfile,
) -> LexicalFeatures:
    first = starts(occurrences.windows)
    in_titled = occurrences.in_windows + np.repeat(occurrences.in_titles, occurrences.windows, axis=2)
    titled = _bm25(in_titled, weights, occurrences.window_lengths, statistics.average_window, profile)
    windows = titled * occurrences.in_windows[:, 0].any(axis=0)  # one without a word of the query is no highlight
    counts = np.add.reduceat(occurrences.in_windows, first, axis=2) + occurrences.in_titles
    words = _bm25(counts, weights, occurrences.passage_lengths, statistics.average_passage, profile)
    signals = {
        "words": words,
        "sentence": np.maximum.reduceat(titled, first),
        "article": _article_bm25(occurrences, terms, statistics, profile),
    }
    title_lengths = occurrences.passage_lengths - np.add.reduceat(occurrences.window_lengths, first)
    titles = (occurrences.in_titles[:, 0].sum(axis=0) / np.maximum(1, title_lengths)).astype(np.float32)
    mentions = Mentions.of(occurrences)
    return LexicalFeatures(words, signals, windows, occurrences.windows, mentions, weights, titles)


def _bm25(
    counts: NDArray[np.float32],
    weights: Scores,
    lengths: NDArray[np.integer],
    average: float,
    profile: RankingProfile,
) -> Scores:
    """float32 ``(n,)``: BM25 of texts of `lengths` words; `counts` is ``(terms, 2, n)``, as in `Occurrences`."""
    term_scores = saturated(counts[:, 0], lengths, average, profile)
    term_scores += np.float32(profile.exact_form) * saturated(counts[:, 1], lengths, average, profile)
    score = np.zeros(len(lengths), np.float32)
    # A loop, as the rounding of a matrix product or of `sum` depends on the position and the number of texts.
    for weight, term_score in zip(weights, term_scores, strict=True):
        score += weight * term_score
    return score


def _article_bm25(
    occurrences: Occurrences, terms: Sequence[QueryTerm], statistics: CollectionStatistics, profile: RankingProfile
) -> Scores:
    """float32 ``(n,)``: BM25 of the whole article of each passage, over stems, without stop words."""
    lengths, average = occurrences.article_lengths, statistics.average_article
    occurring = saturated(occurrences.in_articles, lengths, average, profile)
    score = np.zeros(len(lengths), np.float32)
    for term, of_term in zip(terms, occurring, strict=True):
        if not term.is_stopword:
            score += np.float32(idf(statistics.article_frequency(term.stems), statistics.articles)) * of_term
    return score


class LexicalRetriever:
    """Finds passages of a snapshot by the postings of their terms.

    Args:
        statistics: Statistics of the snapshot.
        mask: Returns the rows that pass a filter and are selected, see `LocalStore.mask`.
        profile: Weights of terms.
    """

    def __init__(
        self,
        statistics: LocalStatistics,
        mask: Callable[[Filter, Selection | None], Mask],
        profile: RankingProfile,
    ) -> None:
        self._statistics = statistics
        self._mask = mask
        self._profile = profile

    def retrieve(
        self, query: Sequence[QueryTerm], k: int, filters: Filter, *, among: Selection | None = None
    ) -> Ranking:
        """See `Retriever`. Scores are BM25 over stems only, and stop words retrieve nothing."""
        return self.best(query, k, self._mask(filters, among))

    def best(self, query: Sequence[QueryTerm], k: int, mask: Mask) -> Ranking:
        """Find the `k` best rows where `mask`, bool ``(rows,)``, is true.

        Scores are added up in blocks of rows, whose array stays in the processor's cache; of each block, what cannot be
        among the best of those so far is dropped.
        """
        terms = [term for term in query if not term.is_stopword]
        weights = term_weights(terms, self._statistics, self._profile)
        postings = [self._statistics.postings(term.stems) for term in terms]
        starts = np.arange(0, len(mask) + _BLOCK_ROWS, _BLOCK_ROWS)
        cuts = [np.searchsorted(of_term.rows, starts).tolist() for of_term in postings]
        scores = np.zeros(min(_BLOCK_ROWS, len(mask)), np.float32)
        best = Ranking.best(NO_ROWS, np.zeros(0, np.float32), k)
        for block, first in enumerate(starts[:-1].tolist()):
            spans = [slice(cut[block], cut[block + 1]) for cut in cuts]
            for weight, of_term, span in zip(weights, postings, spans, strict=True):
                # Not `scores[...] +=`, which takes half as long again; each row comes once.
                np.add.at(scores, of_term.rows[span] - np.int64(first), weight * of_term.weights[span])
            if any(span.start < span.stop for span in spans):
                is_full = 0 < k == len(best.rows)
                local = np.flatnonzero(scores >= best.scores[-1] if is_full else scores > 0)
                found, of_found = local + first, scores[local]
                passing = mask[found]
                rows, sums = np.append(best.rows, found[passing]), np.append(best.scores, of_found[passing])
                best = Ranking.best(rows, sums, k)
                scores.fill(0)
        return best
