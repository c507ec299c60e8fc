"""Counts the terms of a query in evidence, and finds phrases in it: the words are codes of stems and of forms."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..analysis.query import QueryTerm, Stems
from ..ragged import Ragged
from ..retrieval.evidence import Occurrences
from ..types import NO_ROWS, Rows
from .evidence_reader import ArticleWords
from .packing.codes import JOINED, form_code, stem_code
from .packing.evidence_block import EvidenceBlock


def count_occurrences(
    block: EvidenceBlock, terms: Sequence[QueryTerm], articles: NDArray[np.int64], words: ArticleWords | None
) -> Occurrences:
    """Count terms in passages.

    Args:
        block: The evidence of `n` passages.
        terms: The terms.
        articles: int64 ``(n,)``: the number of each passage's article.
        words: The words of these articles; None where they need not be counted.
    """
    marks = _Marks(terms)
    windows = block.window_lengths.counts
    lengths = block.window_lengths.values.astype(np.int64)
    in_articles = np.zeros((len(terms), len(block.rows)), np.float32)
    if words is not None:
        of_each = marks.in_articles(words)
        in_articles = of_each[:, np.searchsorted(words.rows, articles)]
    return Occurrences(
        in_windows=marks.count(block.stems, block.forms, lengths),
        in_titles=marks.count(block.title_stems, block.title_forms, block.title_stems.counts),
        in_articles=in_articles,
        windows=windows,
        window_lengths=lengths,
        passage_lengths=block.column("length"),
        article_lengths=block.column("article_length"),
    )


class _Marks:
    """The codes of the terms of a query."""

    def __init__(self, terms: Sequence[QueryTerm]) -> None:
        self._terms = terms
        pairs = sorted((stem_code(stem), number) for number, term in enumerate(terms) for stem in term.stems)
        self._codes = np.array([code for code, _ in pairs], np.uint32)
        self._numbers = np.array([number for _, number in pairs], np.int64)
        exact = [(number << 16) | (form_code(form)) for number, term in enumerate(terms) for form in term.forms]
        self._exact = np.array(exact, np.int64)

    def count(self, stems: Ragged, forms: Ragged, lengths: NDArray[np.int64]) -> NDArray[np.float32]:
        """float32 ``(terms, 2, texts)``, see `Occurrences`; `lengths` is the number of words of each text."""
        positions, numbers = self._found(stems.values)
        texts = np.searchsorted(np.cumsum(lengths), positions, "right")
        is_exact = np.isin((numbers << 16) | forms.values[positions].astype(np.int64), self._exact)
        size, most = len(lengths), len(self._terms)
        cells = (2 * numbers + is_exact) * size + texts
        counts = np.bincount(cells, minlength=2 * most * size).astype(np.float32).reshape(most, 2, size)
        counts[:, 0] += counts[:, 1]
        return counts

    def in_articles(self, words: ArticleWords) -> NDArray[np.float32]:
        """float32 ``(terms, articles)``; 0 for stop words."""
        positions, numbers = self._found(words.stems.values)
        size, most = len(words.rows), len(self._terms)
        owners = words.stems.owners[positions]
        tf = words.tf.values[positions].astype(np.float64)
        counts = np.bincount(numbers * size + owners, tf, minlength=most * size).astype(np.float32)
        counts = counts.reshape(most, size)
        counts[[number for number, term in enumerate(self._terms) if term.is_stopword]] = 0
        return counts

    def _found(self, stems: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Find the words that are terms: their positions, and the numbers of the terms."""
        if not len(self._codes):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        places = np.searchsorted(self._codes, stems)
        positions = np.flatnonzero(self._codes.take(places, mode="clip") == stems)
        return positions, self._numbers[places[positions]]


def phrase_holders(block: EvidenceBlock, terms: Sequence[Stems]) -> Rows:
    """int64, ascending: the rows of the block that hold these words in sequence; joined words stand in no row."""
    if not terms:
        return NO_ROWS
    plain = block.forms.values & JOINED == 0
    stems, owners = block.stems.values[plain], block.stems.owners[plain]
    size = max(0, len(stems) - len(terms) + 1)
    is_match = np.ones(size, bool)
    for position, alternatives in enumerate(terms):
        codes = np.array([stem_code(stem) for stem in alternatives], np.uint32)
        is_match &= np.isin(stems[position : position + size], codes)
    is_match &= owners[:size] == owners[len(terms) - 1 :][:size]
    rows: Rows = block.rows[np.unique(owners[:size][is_match])]
    return rows
