"""The lexical leg: BM25 over the words of a passage and its article's title.

The score of a passage p for the clues t of a question, after Robertson and Zaragoza, "The Probabilistic Relevance
Framework: BM25 and Beyond" (2009), with Lucene's idf, which is never negative:

    sum of  idf(t) * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length(p) / average length))
    idf(t) = ln(1 + (N - df(t) + 0.5) / (df(t) + 0.5))

A clue is a telling word of the question, or two that stand side by side in it: where they do so in the paragraph too,
the pair counts like one more word, times `PAIR`, so that "lethal aid" is more than "lethal" and "aid" (after the
ordered pairs of Metzler and Croft, "A Markov Random Field Model for Term Dependencies", 2005).

N, df and the average are over the live passages of the whole index, so a score does not depend on where the borders
of segments are.
"""

from __future__ import annotations

from functools import cached_property
from math import log

import numpy as np

from .postings import Entries
from .protocols import Mask, Ranking, Rows, Scores
from .snapshot import Snapshot
from .tokens import clues

K1, B = 0.9, 0.4
"""The defaults of Anserini. The usual 1.2 and 0.75 punish a long paragraph more."""
PAIR = 1.25
"""What a pair is worth beside a word of the same idf. See docs/quality.md."""


class Lexical:
    """BM25 over a snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def ask(self, question: str) -> WordScores:
        """Score every passage that holds a telling word of `question`."""
        scores = np.zeros(self._snapshot.first_rows[-1], np.float32)
        for clue in clues(question):
            self._add(self._entries(clue), scores, PAIR if len(clue) > 1 else 1.0)
        return WordScores(scores)

    def weights(self, question: str) -> dict[str, float]:
        """The idf of each telling stem of `question` that the index knows: how rare it is."""
        singles = [clue for clue in clues(question) if len(clue) == 1]
        frequencies = {clue[0]: self._frequency(self._entries(clue)) for clue in singles}
        return {stem: self._idf(frequency) for stem, frequency in frequencies.items() if frequency}

    def _entries(self, clue: tuple[str, ...]) -> list[Entries]:
        """Where the clue stands, for each segment."""
        every = (segment.postings for segment in self._snapshot.segments)
        if len(clue) == 1:
            return [it.entries(*clue) for it in every]
        return [it.adjacent(*clue) for it in every]

    def _add(self, found: list[Entries], scores: Scores, weight: float) -> None:
        worth = weight * self._idf(self._frequency(found))
        places = zip(self._snapshot.segments, self._snapshot.first_rows, found, strict=False)
        for segment, first, (rows, counts) in places:
            here = scores[first : first + segment.entry.passages]
            here[rows] += worth * _saturated(counts, segment.postings.lengths[rows], self._average_length)

    def _idf(self, frequency: int) -> float:
        """How rare a clue is that so many live passages hold."""
        return log(1 + (self._snapshot.passages - frequency + 0.5) / (frequency + 0.5))

    def _frequency(self, found: list[Entries]) -> int:
        """Live passages among the entries."""
        pairs = zip(self._snapshot.segments, found, strict=True)
        return sum(int(segment.live_passages[rows].sum()) for segment, (rows, _) in pairs)

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
        """The best rows that hold a telling word of the question at all."""
        rows = np.flatnonzero((self._scores > 0) & mask)
        return Ranking.best(rows, self._scores[rows], k)

    def scores(self, rows: Rows) -> Scores:
        """The score of any rows: 0 for those without a telling word of the question."""
        return self._scores[rows]


def _saturated(counts: np.ndarray, lengths: np.ndarray, average: float) -> Scores:
    """float32 ``(n,)``: what `counts` occurrences in passages of `lengths` words are worth, for an idf of 1."""
    tf = counts.astype(np.float32)
    long = lengths.astype(np.float32) / np.float32(average)
    worth: Scores = (tf * np.float32(K1 + 1) / (tf + np.float32(K1) * (1 - B + B * long))).astype(np.float32)
    return worth
