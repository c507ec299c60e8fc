"""The lexical leg: BM25 over words, and over the forms they stand in.

Over the clues t of a question, t being a word's stem, a passage p scores

    sum of  weight(t) * idf(t) * (sat(occurrences of t) + EXACT * sat(those in the very form that was asked))

with `bm25.idf` and `bm25.sat`. The words of an article's title count in each of its passages, but not in df: in an
archive of one article the words that it is about would be worth nothing. N, df and the averages are over the live
passages of the whole index.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..columns.analyzer import QueryTerm, query_terms, tokens
from ..columns.inverted import ForwardIndex
from ..segments.snapshot import Snapshot, parted
from ..storage.arrays import ragged
from ..types import Evidence, Mask, Ranking, Rows, Scores
from .bm25 import saturated
from .term_statistics import CollectionStatistics, WeightedPostings

EXACT = 0.5
"""What the very form adds: "supplying" for "supplying" is more than "supply"."""
STOP_WORD_WEIGHT = 0.3
"""The weight of a word that holds the question together."""
_AT_ONCE = 1 << 18
"""Passages times clues that are counted at once: an article that is pasted in as a question would take gigabytes."""

Counts = NDArray[np.float32]


class Lexical:
    """BM25 over a snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        snapshot.manifest.refuse_other_analyzer(snapshot.path)
        self._collection = CollectionStatistics(snapshot)

    def ask(self, question: str) -> WordScores:
        """Look up the words of `question`.

        Raises:
            IndexFormatError: The words are damaged.
        """
        return WordScores(self._collection, query_terms(question))


class WordScores:
    """One question, asked of the words.

    Args:
        collection: Where.
        asked: The question's clues.

    Attributes:
        worth: float32 ``(query_terms,)``: weight times idf, as at the head.
    """

    def __init__(self, collection: CollectionStatistics, asked: list[QueryTerm]) -> None:
        self._collection = collection
        self._snapshot = collection.snapshot
        self._asked = asked
        self._stems = [collection.stem(term.stem) for term in asked]
        weights = [1 if term.tells else STOP_WORD_WEIGHT for term in asked]
        self.worth = np.array([it.idf * weight for it, weight in zip(self._stems, weights, strict=True)], np.float32)

    def best(self, k: int, mask: Mask) -> Ranking:
        """The best rows that hold a telling word at all, at a first look, which `judge` corrects."""
        rows = np.flatnonzero((self.first_look > 0) & mask)
        return Ranking.best(rows, self.first_look[rows], k)

    @cached_property
    def first_look(self) -> Scores:
        """float32 ``(rows,)``: BM25 of every row, over the stems of telling words alone."""
        scores = np.zeros(self._snapshot.first_rows[-1], np.float32)
        for found, worth in zip(self._telling, self.worth[[term.tells for term in self._asked]], strict=True):
            scores[found.rows] += worth * found.worth
        return scores

    def judge(self, rows: Rows) -> Evidence:
        """What the words say of any rows, ascending.

        The score is BM25 as above. The signals are ``words``, the same; ``sentence``, BM25 of the best window, by
        itself and without the title; and ``article``, BM25 of the whole article, over the stems of telling words.
        """
        step = max(1, _AT_ONCE // max(1, len(self._asked)))
        parts = [self._judged(rows[at : at + step]) for at in range(0, len(rows), step)]
        words, sentence, windows = (
            np.concatenate([np.zeros(0, np.float32), *(part[number] for part in parts)]) for number in range(3)
        )
        article = self._of_articles[self._collection.owners[rows]]
        return Evidence(words, {"words": words, "sentence": sentence, "article": article}, windows)

    def coverage(self, row: int, also: str = "") -> tuple[float, int, list[str]]:
        """How much of what the question is about a passage mentions, or its title, or what is `also` known of it.

        Returns:
            The share of the telling words that are there, weighted by idf, 0 to 1; how many telling words the question
            has; and those that are missing, rarest first.
        """
        known = set(tokens(also))
        held = self._mentioned(row) | np.array([term.stem in known for term in self._asked], bool)
        telling = np.array([term.tells for term in self._asked], bool)
        missing = np.flatnonzero(telling & ~held)
        rarest = missing[np.argsort(-self.worth[missing], kind="stable")]
        share = float(self.worth[telling & held].sum() / (self.worth[telling].sum() or 1))
        return share, int(telling.sum()), [min(self._asked[number].forms) for number in rarest.tolist()]

    def _mentioned(self, row: int) -> Mask:
        """bool ``(query_terms,)``: which of them stand in a passage or its title, in any form."""
        number, local = self._snapshot.within(row)
        segment = self._snapshot.segments[number]
        said = segment.words.windows.run(*segment.first_windows[local : local + 2].tolist())
        article = int(segment.rows["passages"][local, 0])
        title = segment.words.titles.run(article, article + 1)
        marks = self._marks[number].take(np.concatenate([said, title]))
        held = np.zeros(len(self._asked), bool)
        held[marks[marks >= 0] // 2] = True
        return held

    def _judged(self, rows: Rows) -> tuple[Scores, Scores, Scores]:
        """Of some rows BM25 and that of their best window, and of each of their windows."""
        counts, lengths, begins = self._in_windows(rows)
        windows = self._bm25(counts, lengths, self._collection.average_window)
        counts = np.add.reduceat(counts, begins, axis=2) + self._in_titles(rows)
        words = self._bm25(counts, self._collection.lengths[rows], self._collection.average_passage)
        return words, np.maximum.reduceat(windows, begins), windows

    def _in_windows(self, rows: Rows) -> tuple[Counts, Rows, Rows]:
        """float32 ``(query_terms, 2, windows)``: how often each clue stands in each window of these rows.

        In any form, and as it was asked. And of each window its words, and where the windows of each row begin.
        """
        first, many = self._snapshot.windows_of(rows)
        texts = [segment.words.windows for segment in self._snapshot.segments]
        counts, lengths = self._counted(texts, self._snapshot.first_windows, ragged(first, many))
        return counts, lengths, np.cumsum(many) - many

    def _in_titles(self, rows: Rows) -> Counts:
        """float32 ``(query_terms, 2, len(rows))``: occurrences in the titles of their articles, as above."""
        owners = self._collection.owners[rows]
        other = np.flatnonzero(np.diff(owners, prepend=-1))  # the rows of an article stand together
        texts = [segment.words.titles for segment in self._snapshot.segments]
        counts, _ = self._counted(texts, self._snapshot.first_articles, owners[other].astype(np.int64))
        return np.repeat(counts, np.diff(other, append=len(rows)), axis=2)

    def _counted(self, texts: Sequence[ForwardIndex], first: Sequence[int], numbers: Rows) -> tuple[Counts, Rows]:
        """How often each clue stands in each of some texts, as above, and how many words each has.

        Args:
            texts: Those of each segment.
            first: The number of each segment's first, counted through, and at the end how many there are.
            numbers: Those meant, ascending.
        """
        found = [(np.zeros(0, np.int32), np.zeros(0, np.int64))]
        for segment, some in parted(numbers, first):
            words, lengths = texts[segment].take(some)
            found.append((self._marks[segment].take(words), lengths))
        marks, lengths = (np.concatenate(column) for column in zip(*found, strict=True))
        places = np.flatnonzero(marks >= 0)  # few: what follows costs little
        owners, many = np.searchsorted(np.cumsum(lengths), places, "right"), len(lengths)
        cells = marks[places].astype(np.int64) * many + owners
        counts = np.bincount(cells, minlength=2 * len(self._asked) * many).astype(np.float32)
        counts = counts.reshape(len(self._asked), 2, many)
        counts[:, 0] += counts[:, 1]
        return counts, lengths

    def _bm25(self, counts: Counts, lengths: NDArray[np.integer], average: float) -> Scores:
        """float32 ``(n,)`` of `counts` as above, in texts of `lengths` words."""
        worth = saturated(counts[:, 0], lengths, average)
        worth += np.float32(EXACT) * saturated(counts[:, 1], lengths, average)
        score = np.zeros(len(lengths), np.float32)
        # Neither a matrix product nor `sum`: their rounding depends on the place, and on how many texts there are.
        for of_clue, times in zip(worth, self.worth, strict=True):
            score += times * of_clue
        return score

    @cached_property
    def _marks(self) -> list[NDArray[np.int32]]:
        """By segment, of each form: -1, or twice the number of its clue, and one more where it is as asked."""
        marks = [np.full(len(segment.words.forms), -1, np.int32) for segment in self._snapshot.segments]
        for number, (term, found) in enumerate(zip(self._asked, self._stems, strict=True)):
            for mark, forms in zip(marks, found.forms, strict=True):
                for form, place in forms.items():
                    mark[place] = 2 * number + (form in term.forms)
        return marks

    @cached_property
    def _of_articles(self) -> Scores:
        """float32 ``(articles,)``, counted through: BM25 of whole articles, over the stems of telling words."""
        scores = np.zeros(self._snapshot.first_articles[-1], np.float32)
        for found in self._telling:
            scores[found.articles] += found.article_worth
        return scores

    @cached_property
    def _telling(self) -> list[WeightedPostings]:
        """Where the telling words stand."""
        return [self._collection.postings(term.stem) for term in self._asked if term.tells]
