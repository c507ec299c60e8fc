"""The words of a segment in two structures: postings for each stem, and a forward index of each window and title.

Postings find candidate passages. The forward index keeps the words in order, to score a candidate by the form of a
word, the sentence it stands in, and the words beside it. Both are derived from the text (`inverted_builder`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..analysis.query import Stems
from ..storage.arrays import Array
from ..storage.checked_array import take_ranges
from ..storage.strings import StringTable

SPARSELY_READ = ("rows", "in_text", "in_title", "window_words")
"""The arrays of which a query reads small parts: they may be `CheckedArray`."""


@dataclass(frozen=True, slots=True)
class Postings:
    """The passages that contain a term, ascending.

    Attributes:
        rows: int32 ``(n,)``: passages.
        in_text: uint16 ``(n,)``: frequency in the paragraph, at most 65,535.
        in_title: uint16 ``(n,)``: frequency in the article's title. At least one of the two is above 0.
    """

    rows: NDArray[np.int32]
    in_text: NDArray[np.uint16]
    in_title: NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class ForwardIndex:
    """The words of each window, or of each title, in order, as numbers of forms.

    Attributes:
        words: int32: the words of all texts, concatenated.
        starts: int64, one longer than the number of texts: the start of each text in `words`.
    """

    words: NDArray[np.int32]
    starts: NDArray[np.int64]

    def take(self, numbers: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return the words of these texts, concatenated, and the number of words in each, int64 ``(n,)``."""
        first = self.starts.take(numbers)
        lengths = self.starts.take(numbers + 1) - first
        return take_ranges(self.words, first, lengths), lengths


@dataclass(frozen=True, slots=True)
class InvertedIndex:
    """Postings and forward indexes of a segment.

    Attributes:
        terms: The distinct stems, sorted.
        forms: The distinct words, sorted by stem, then alphabetically; a word that two languages stem differently
            stands there twice.
        form_starts: int64 ``(terms + 1,)``: the start of each term's forms.
        starts: int64 ``(terms + 1,)``: the start of each term's postings in the next three arrays.
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
        """Wrap the arrays that `inverted_builder.build` or `inverted_merger.merge` made."""
        names = ("form_starts", "starts", "rows", "in_text", "in_title", "lengths", "article_lengths")
        return cls(
            terms=StringTable(arrays, "terms"),
            forms=StringTable(arrays, "forms"),
            windows=ForwardIndex(arrays["window_words"], arrays["window_starts"]),
            titles=ForwardIndex(arrays["title_words"], arrays["title_starts"]),
            **{name: arrays[name] for name in names},
        )

    def text_frequencies(self, stems: Stems) -> NDArray[np.uint16]:
        """Return `Postings.in_text` alone, which reads a quarter."""
        terms = self._known(stems)
        if len(terms) > 1:
            return self._postings(terms).in_text
        return self.in_text[self._span(terms[0]) if terms else slice(0)]

    def postings(self, stems: Stems) -> Postings:
        """Return the passages that contain any form of any of `stems`; empty if there are none."""
        return self._postings(self._known(stems))

    def _postings(self, terms: Sequence[int]) -> Postings:
        spans = [self._span(term) for term in terms] or [slice(0)]
        parts = [Postings(self.rows[span], self.in_text[span], self.in_title[span]) for span in spans]
        if len(parts) == 1:
            return parts[0]
        rows, place = np.unique(np.concatenate([part.rows for part in parts]), return_inverse=True)
        in_text, in_title = (
            np.minimum(np.bincount(place, counts, len(rows)), np.iinfo(np.uint16).max).astype(np.uint16)
            for counts in (
                np.concatenate([part.in_text for part in parts]),
                np.concatenate([part.in_title for part in parts]),
            )
        )
        return Postings(rows, in_text, in_title)

    def _known(self, stems: Stems) -> list[int]:
        """The numbers of those of `stems` that the segment has."""
        return [term for term in map(self.terms.find, stems) if term is not None]

    def _span(self, term: int) -> slice:
        return slice(int(self.starts[term]), int(self.starts[term + 1]))

    def forms_of(self, stems: Stems) -> list[tuple[str, int]]:
        """List the forms of `stems` with their numbers. One word may be a form of two stems, in two languages."""
        return [
            (self.forms[number], number)
            for term in self._known(stems)
            for number in range(*self.form_starts[term : term + 2].tolist())
        ]
