"""The words of a segment, kept two ways: word by word where each stands (postings), window by window what stands there.

Postings find the passages that are worth a look; the words in order (a forward index) judge them: which form of a
word, in which sentence, next to which other. Derived from text, and made again from it (`wording`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..storage.arrays import Array, concatenated_ranges
from ..storage.strings import StringTable


@dataclass(frozen=True, slots=True)
class Postings:
    """Where a term stands, one entry a passage, ascending.

    Attributes:
        rows: int32 ``(n,)``: passages.
        in_text: uint16 ``(n,)``: how often in the paragraph; 65,535 stands for more, too.
        in_title: uint16 ``(n,)``: how often in its article's title. Not 0 both.
    """

    rows: NDArray[np.int32]
    in_text: NDArray[np.uint16]
    in_title: NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class ForwardIndex:
    """Words in order, as numbers of forms: of each window, or of each title.

    Attributes:
        words: int32: one after another.
        starts: int64, one longer than there are sequences: where each begins.
    """

    words: NDArray[np.int32]
    starts: NDArray[np.int64]

    def between(self, first: int, last: int) -> NDArray[np.int32]:
        """The words of all from number `first` to before `last`, one text after another."""
        return self.words[int(self.starts[first]) : int(self.starts[last])]

    def take(self, numbers: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The words of these, one after another, and int64 ``(n,)``: how many words are in each."""
        first = self.starts.take(numbers)
        lengths = self.starts.take(numbers + 1) - first
        return self.words.take(concatenated_ranges(first, lengths)), lengths


@dataclass(frozen=True, slots=True)
class InvertedIndex:
    """The words of some articles.

    Attributes:
        terms: The distinct stems, sorted.
        forms: The distinct words, sorted by stem, then by themselves.
        form_starts: int64 ``(terms + 1,)``: where a term's forms begin.
        starts: int64 ``(terms + 1,)``: where a term's entries begin in the next three.
        rows, in_text, in_title: See `Postings`.
        lengths: int32 ``(passages,)``: words in each paragraph and its article's title.
        article_lengths: int32 ``(articles,)``: words in all paragraphs and the title.
        windows: The words of each window.
        titles: The words of each article's title.
    """

    terms: StringTable
    forms: StringTable
    form_starts: NDArray[np.int64]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    in_text: NDArray[np.uint16]
    in_title: NDArray[np.uint16]
    lengths: NDArray[np.int32]
    article_lengths: NDArray[np.int32]
    windows: ForwardIndex
    titles: ForwardIndex

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> InvertedIndex:
        """Words over the arrays that `wording` makes."""
        names = ("form_starts", "starts", "rows", "in_text", "in_title", "lengths", "article_lengths")
        return cls(
            terms=StringTable(arrays, "terms"),
            forms=StringTable(arrays, "forms"),
            windows=ForwardIndex(arrays["window_words"], arrays["window_starts"]),
            titles=ForwardIndex(arrays["title_words"], arrays["title_starts"]),
            **{name: arrays[name] for name in names},
        )

    def postings(self, stem: str) -> Postings:
        """Where any form of `stem` stands; empty where none does."""
        term = self.terms.find(stem)
        found = slice(0) if term is None else slice(int(self.starts[term]), int(self.starts[term + 1]))
        return Postings(self.rows[found], self.in_text[found], self.in_title[found])

    def forms_of(self, stem: str) -> dict[str, int]:
        """The forms of `stem`, with their numbers."""
        term = self.terms.find(stem)
        if term is None:
            return {}
        return {self.forms[number]: number for number in range(*self.form_starts[term : term + 2].tolist())}
