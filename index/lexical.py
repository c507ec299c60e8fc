"""The lexical leg: BM25 over words, and over the forms they stand in.

After Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with Lucene's idf, which
is never negative. Over the clues t of a question, t being a word's stem, a passage p scores

    sum of  weight(t) * idf(t) * (sat(occurrences of t) + EXACT * sat(those in the very form that was asked))
    sat(tf) = tf * (k1 + 1) / (tf + k1 * (1 - b + b * length(p) / average length))
    idf(t)  = ln(1 + (N - df(t) + 0.5) / (df(t) + 0.5))

The words of an article's title count in each of its passages, but not in df: in an archive of one article the words
that it is about would be worth nothing. N, df and the averages are over the live passages of the whole index, so a
score does not depend on where the borders of segments are.
"""

from __future__ import annotations

from functools import cached_property
from math import log

import numpy as np
from numpy.typing import NDArray

from .arrays import ragged
from .protocols import Evidence, Mask, Ranking, Rows, Scores
from .segment import Segment
from .snapshot import Snapshot
from .tokens import Clue, clues, tokens
from .words import Entries

K1, B = 0.5, 0.4
"""In a paragraph a second mention says little more. The usual 1.2 and 0.75 are for documents; see docs/quality.md."""
EXACT = 0.5
"""What the very form adds: "supplying" for "supplying" is more than "supply"."""
FUNCTION_WORD = 0.3
"""The weight of a word that holds the question together."""
_AT_ONCE = 1 << 18
"""Passages times clues that are counted at once: an article that is pasted in as a question would take gigabytes."""

Counts = NDArray[np.int64]


class Lexical:
    """BM25 over a snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def ask(self, question: str) -> WordScores:
        """Look up the words of `question`.

        Raises:
            IndexFormatError: The words are damaged.
        """
        asked = clues(question)
        found = [[segment.words.entries(clue.stem) for segment in self.snapshot.segments] for clue in asked]
        return WordScores(self, asked, found)

    def idf(self, found: list[Entries]) -> float:
        """How rare a word is that stands in these entries, one a segment."""
        live = zip(self.snapshot.segments, found, strict=True)
        df = sum(int(segment.live_passages[it.rows[it.in_text > 0]].sum()) for segment, it in live)
        return rarity(df, self.snapshot.passages)

    @cached_property
    def average_passage(self) -> float:
        """Words of a live passage and its title."""
        words = (int(it.words.lengths[it.live_passages].sum(dtype=np.int64)) for it in self.snapshot.segments)
        return sum(words) / max(1, self.snapshot.passages)

    @cached_property
    def average_window(self) -> float:
        """Words of a live window."""
        words = windows = 0
        for segment in self.snapshot.segments:
            live = np.flatnonzero(segment.live_passages[segment.rows["windows"][:, 0]])
            words, windows = words + int(segment.words.windows.lengths(live).sum()), windows + len(live)
        return words / max(1, windows)

    @cached_property
    def average_article(self) -> float:
        """Words of a live article."""
        words = (int(it.words.article_lengths[it.live_articles].sum(dtype=np.int64)) for it in self.snapshot.segments)
        return sum(words) / max(1, self.snapshot.articles)


class WordScores:
    """One question, asked of the words.

    Args:
        lexical: Where.
        asked: The question's clues.
        found: For each clue its entries in each segment.

    Attributes:
        worth: float32 ``(clues,)``: weight times idf, as at the head.
    """

    def __init__(self, lexical: Lexical, asked: list[Clue], found: list[list[Entries]]) -> None:
        self._lexical = lexical
        self._asked = asked
        self._found = found
        idf = np.array([lexical.idf(entries) for entries in found], np.float32)
        self.worth = idf * np.array([1 if clue.tells else FUNCTION_WORD for clue in asked], np.float32)

    def best(self, k: int, mask: Mask) -> Ranking:
        """The best rows that hold a telling word at all, at a first look, which `judge` corrects."""
        rows = np.flatnonzero((self.first_look > 0) & mask)
        return Ranking.best(rows, self.first_look[rows], k)

    @cached_property
    def first_look(self) -> Scores:
        """float32 ``(rows,)``: BM25 of every row, over the stems of telling words alone."""
        scores = np.zeros(self._lexical.snapshot.first_rows[-1], np.float32)
        for clue, entries, worth in zip(self._asked, self._found, self.worth, strict=True):
            places = zip(self._lexical.snapshot.segments, self._lexical.snapshot.first_rows, entries, strict=False)
            for segment, first, it in places if clue.tells else ():
                here = scores[first : first + segment.entry.passages]
                tf = it.in_text.astype(np.float32) + it.in_title
                here[it.rows] += worth * saturated(tf, segment.words.lengths[it.rows], self._lexical.average_passage)
        return scores

    def judge(self, rows: Rows) -> Evidence:
        """What the words say of any rows, ascending.

        The score is BM25 as above. The signals are ``words``, the same; ``sentence``, BM25 of the best window, by
        itself and without the title; and ``article``, BM25 of the whole article, over the stems of telling words.
        """
        step = max(1, _AT_ONCE // max(1, len(self._asked)))
        parts = [
            self._judged(segment, local[at : at + step])
            for segment, _, local in self._lexical.snapshot.by_segment(rows)
            for at in range(0, len(local), step)
        ]
        words, sentence, article, windows = (
            np.concatenate([np.zeros(0, np.float32), *(part[number] for part in parts)]) for number in range(4)
        )
        return Evidence(words, {"words": words, "sentence": sentence, "article": article}, windows)

    def coverage(self, row: int, also: str = "") -> tuple[float, int, list[str]]:
        """How much of what the question is about a passage mentions, or its title, or what is `also` known of it.

        Returns:
            The share of the telling words that are there, weighted by idf, 0 to 1; how many telling words the question
            has; and those that are missing, rarest first.
        """
        [(segment, _, local)] = self._lexical.snapshot.by_segment(np.array([row]))
        counts, _, _, in_title = self._found_in(segment, local)
        known = set(tokens(also))
        held = counts.sum(axis=(0, 2)) + in_title.sum(axis=(0, 2)) > 0
        held |= np.array([clue.stem in known for clue in self._asked], bool)
        telling = np.array([clue.tells for clue in self._asked], bool)
        missing = np.flatnonzero(telling & ~held)
        rarest = missing[np.argsort(-self.worth[missing], kind="stable")]
        share = float(self.worth[telling & held].sum() / (self.worth[telling].sum() or 1))
        return share, int(telling.sum()), [min(self._asked[number].forms) for number in rarest.tolist()]

    def _judged(self, segment: Segment, rows: Rows) -> tuple[Scores, Scores, Scores, Scores]:
        """Of passages of one segment: the three signals, and BM25 of each of their windows."""
        counts, numbers, begins, in_title = self._found_in(segment, rows)
        lengths = segment.words.windows.lengths(numbers)
        windows = self._bm25(counts, lengths, self._lexical.average_window)
        counts = np.add.reduceat(counts, begins, axis=0) + in_title
        words = self._bm25(counts, segment.words.lengths[rows], self._lexical.average_passage)
        article = self._of_articles[segment.entry.name][segment.rows["passages"][rows, 0]]
        return words, np.maximum.reduceat(windows, begins), article, windows

    def _found_in(self, segment: Segment, rows: Rows) -> tuple[Counts, Rows, Rows, Counts]:
        """Where the clues stand in some passages of a segment.

        Returns:
            int64 ``(windows, clues, 2)``: how often each of their windows holds each clue, in other forms and as it was
            asked; the numbers of these windows; where each passage's begin among them; and int64
            ``(passages, clues, 2)``: how often their articles' titles do.
        """
        marks = self._marks[segment.entry.name]
        first, many = segment.windows_of(rows)
        windows = ragged(first, many)
        articles, which = np.unique(segment.rows["passages"][rows, 0].astype(np.int64), return_inverse=True)
        in_text, in_titles = (
            sequences.marked(numbers, marks, 2 * len(self._asked)).reshape(len(numbers), len(self._asked), 2)
            for sequences, numbers in ((segment.words.windows, windows), (segment.words.titles, articles))
        )
        return in_text, windows, np.cumsum(many) - many, in_titles[which]

    @cached_property
    def _marks(self) -> dict[str, NDArray[np.int32]]:
        """By segment, of each form: -1, or twice the number of its clue, and one more where it is as asked."""
        marks = {}
        for segment in self._lexical.snapshot.segments:
            mark = marks[segment.entry.name] = np.full(len(segment.words.forms), -1, np.int32)
            for number, clue in enumerate(self._asked):
                for form, place in segment.words.forms_of(clue.stem).items():
                    mark[place] = 2 * number + (form in clue.forms)
        return marks

    def _bm25(self, counts: Counts, lengths: NDArray[np.integer], average: float) -> Scores:
        """float32 ``(n,)`` of `counts` as above, in texts of `lengths` words."""
        tf, exact = counts.sum(axis=2).astype(np.float32), counts[:, :, 1].astype(np.float32)
        long = lengths[:, np.newaxis]
        worth = saturated(tf, long, average) + np.float32(EXACT) * saturated(exact, long, average)
        score: Scores = (worth * self.worth).sum(axis=1)  # not a matrix product: its rounding depends on the place
        return score

    @cached_property
    def _of_articles(self) -> dict[str, Scores]:
        """By segment float32 ``(articles,)``: BM25 of whole articles, over the stems of telling words."""
        snapshot = self._lexical.snapshot
        scores = {segment.entry.name: np.zeros(segment.entry.articles, np.float32) for segment in snapshot.segments}
        for clue, found in zip(self._asked, self._found, strict=True):
            holders = [_in_articles(*pair) for pair in zip(snapshot.segments, found, strict=True)] if clue.tells else []
            live = zip(snapshot.segments, holders, strict=False)
            df = sum(int(segment.live_articles[articles].sum()) for segment, (articles, _) in live)
            idf = np.float32(rarity(df, snapshot.articles))
            for segment, (articles, tf) in zip(snapshot.segments, holders, strict=False):
                lengths = segment.words.article_lengths[articles]
                scores[segment.entry.name][articles] += idf * saturated(tf, lengths, self._lexical.average_article)
        return scores


def _in_articles(segment: Segment, found: Entries) -> tuple[Rows, Scores]:
    """The articles of these entries, ascending, and how often each holds the word."""
    owners = segment.rows["passages"][found.rows, 0]
    first = np.flatnonzero(np.diff(owners, prepend=-1))
    if not len(first):
        return np.zeros(0, np.int64), np.zeros(0, np.float32)
    tf: Scores = np.add.reduceat(found.in_text, first, dtype=np.float32) + found.in_title[first].astype(np.float32)
    return owners[first].astype(np.int64), tf


def rarity(df: int, of: int) -> float:
    """The idf of a word that `df` of so many texts hold."""
    return log(1 + (of - df + 0.5) / (df + 0.5))


def saturated(tf: Scores, lengths: NDArray[np.integer], average: float) -> Scores:
    """float32: what `tf` occurrences in a text of `lengths` words are worth, for an idf of 1; see the head."""
    long = lengths.astype(np.float32) / np.float32(average or 1)  # 0 where no text holds a word
    worth: Scores = (tf * (K1 + 1) / (tf + K1 * (1 - B + B * long))).astype(np.float32)
    return worth
