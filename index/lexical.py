"""The lexical leg: BM25 over the words of a passage and its article's title.

The score of a passage p for the distinct words t of a question, after Robertson and Zaragoza, "The Probabilistic
Relevance Framework: BM25 and Beyond" (2009), with Lucene's idf, which is never negative:

    sum of  idf(t) * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length(p) / average length))
    idf(t) = ln(1 + (N - df(t) + 0.5) / (df(t) + 0.5))

N, df and the average are over the live passages of the whole index, so a score does not depend on where the borders
of segments are.
"""

from __future__ import annotations

from functools import cached_property
from math import log

import numpy as np

from .protocols import Mask, Ranking, Rows, Scores
from .snapshot import Snapshot
from .tokens import tokens

K1, B = 0.9, 0.4
"""Better on news paragraphs than the usual 1.2 and 0.75, which punish a long paragraph too much."""


class Lexical:
    """BM25 over a snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def ask(self, question: str) -> WordScores:
        """Score every passage that holds a word of `question`."""
        scores = np.zeros(self._snapshot.first_rows[-1], np.float32)
        for term in sorted(set(tokens(question))):
            self._add(term, scores)
        return WordScores(scores)

    def idf(self, term: str) -> float:
        """How rare a stem is: 0 and up; 0 for one that no passage holds."""
        frequency = self._frequency(term)
        return _idf(frequency, self._snapshot.passages) if frequency else 0.0

    def _add(self, term: str, scores: Scores) -> None:
        idf = self.idf(term)
        if not idf:
            return
        for segment, first in zip(self._snapshot.segments, self._snapshot.first_rows, strict=False):
            rows, counts = segment.postings.entries(term)
            if len(rows):
                here = scores[first : first + segment.entry.passages]
                here[rows] += idf * _saturated(counts, segment.postings.lengths[rows], self._average_length)

    def _frequency(self, term: str) -> int:
        """Live passages that hold `term`."""
        return sum(
            int(segment.live_passages[segment.postings.entries(term)[0]].sum()) for segment in self._snapshot.segments
        )

    @cached_property
    def _average_length(self) -> float:
        """Of the live passages, in words."""
        words = sum(int(it.postings.lengths[it.live_passages].sum(dtype=np.int64)) for it in self._snapshot.segments)
        return words / max(1, self._snapshot.passages)


class WordScores:
    """The BM25 scores of one question."""

    def __init__(self, scores: Scores) -> None:
        self._scores = scores

    def best(self, k: int, mask: Mask) -> Ranking:
        """The best rows that hold a word of the question at all."""
        rows = np.flatnonzero((self._scores > 0) & mask)
        return Ranking.best(rows, self._scores[rows], k)

    def scores(self, rows: Rows) -> Scores:
        """The score of any rows: 0 for those without a word of the question."""
        return self._scores[rows]


def _idf(frequency: int, passages: int) -> float:
    return log(1 + (passages - frequency + 0.5) / (frequency + 0.5))


def _saturated(counts: np.ndarray, lengths: np.ndarray, average: float) -> Scores:
    """float32 ``(n,)``: what `counts` occurrences in passages of `lengths` words are worth, for an idf of 1."""
    tf = counts.astype(np.float32)
    long = lengths.astype(np.float32) / np.float32(average)
    worth: Scores = (tf * np.float32(K1 + 1) / (tf + np.float32(K1) * (1 - B + B * long))).astype(np.float32)
    return worth
