"""Build the inverted index of merged segments from theirs: the same arrays as `inverted_builder`, without the text.

The forms of each segment are sorted, and so are the passages of each stem. Therefore nothing is sorted from scratch:
the vocabularies are merged, and the postings of each stem are appended segment by segment, some stems at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, compress, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..ragged import concatenated_ranges, offsets
from ..storage.arrays import Array, ChunkedArray
from ..storage.strings import utf8_string_table
from ..types import Mask
from .inverted import ForwardIndex, InvertedIndex

_SEPARATOR = b"\0"
"""Separates a stem from its form: no word contains it, and it sorts before every character of a word."""


_POSTINGS_AT_ONCE = 262_144
"""Postings of a chunk, unless one term has more: some 10 MB with all that is computed for it."""


@dataclass(frozen=True, slots=True)
class LivePart:
    """The words of a segment, with masks of its live articles, passages and windows."""

    words: InvertedIndex
    articles: Mask
    passages: Mask
    windows: Mask


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """The words that the live parts still use.

    Attributes:
        terms: The stems, in UTF-8, sorted.
        forms: The words, sorted by stem, then alphabetically.
        form_starts: The start of each stem's forms.
        term_numbers: For each part int64 ``(its terms,)``: the number of each term in `terms`, or -1.
        form_numbers: For each part int32 ``(its forms,)``: the number of each form in `forms`, or -1.
    """

    terms: Sequence[bytes]
    forms: Sequence[bytes]
    form_starts: NDArray[np.int64]
    term_numbers: Sequence[NDArray[np.int64]]
    form_numbers: Sequence[NDArray[np.int32]]


def merge(parts: Sequence[LivePart]) -> dict[str, Array | ChunkedArray]:
    """Build the arrays of `InvertedIndex` for the live articles of `parts`, in order; at least one part."""
    vocabulary = _merge_vocabularies(parts)
    windows = [(part.words.windows, part.windows) for part in parts]
    titles = [(part.words.titles, part.articles) for part in parts]
    return {
        **utf8_string_table(vocabulary.terms, "terms"),
        **utf8_string_table(vocabulary.forms, "forms"),
        "form_starts": vocabulary.form_starts,
        **_MergedPostings(parts, vocabulary.term_numbers, len(vocabulary.terms)).arrays(),
        "lengths": np.concatenate([part.words.lengths[part.passages] for part in parts]),
        "article_lengths": np.concatenate([part.words.article_lengths[part.articles] for part in parts]),
        **_merge_forward_indexes(windows, vocabulary.form_numbers, "window"),
        **_merge_forward_indexes(titles, vocabulary.form_numbers, "title"),
    }


def _merge_vocabularies(parts: Sequence[LivePart]) -> _Vocabulary:
    used = [_used_forms(part) for part in parts]
    live_keys = [list(compress(_form_keys(part.words), mask.tolist())) for part, mask in zip(parts, used, strict=True)]
    keys = list(dict.fromkeys(sorted(chain.from_iterable(live_keys))))  # fast: each part is sorted already
    places = dict(zip(keys, range(len(keys)), strict=True))
    form_numbers = []
    for part_keys, mask in zip(live_keys, used, strict=True):
        numbers = np.full(len(mask), -1, np.int32)
        numbers[mask] = np.fromiter(map(places.__getitem__, part_keys), np.int32, len(part_keys))
        form_numbers.append(numbers)

    forms_of = Counter(key.partition(_SEPARATOR)[0] for key in keys)
    terms = dict(zip(forms_of, range(len(forms_of)), strict=True))
    return _Vocabulary(
        terms=list(terms),
        forms=[key.partition(_SEPARATOR)[2] for key in keys],
        form_starts=offsets(np.array(list(forms_of.values()), np.int64)),
        term_numbers=[
            np.array([terms.get(term, -1) for term in part.words.terms.encoded()], np.int64) for part in parts
        ],
        form_numbers=form_numbers,
    )


def _used_forms(part: LivePart) -> Mask:
    """bool ``(forms,)``: True for a word that a live window or title contains."""
    used = np.zeros(len(part.words.forms), bool)
    for texts, live in ((part.words.windows, part.windows), (part.words.titles, part.articles)):
        used[_live_words(texts, live)] = True
    return used


def _live_words(texts: ForwardIndex, live: Mask) -> NDArray[np.int32]:
    """Return the words of the live texts."""
    return texts.words if live.all() else texts.words[np.repeat(live, np.diff(texts.starts))]


def _form_keys(words: InvertedIndex) -> list[bytes]:
    """Return the stem, a separator and the form for each form; sorted, as the forms are."""
    stems = map(repeat, words.terms.encoded(), np.diff(words.form_starts).tolist())
    return [
        stem + _SEPARATOR + form for stem, form in zip(chain.from_iterable(stems), words.forms.encoded(), strict=True)
    ]


def _merge_forward_indexes(
    parts: Sequence[tuple[ForwardIndex, Mask]], numbers: Sequence[NDArray[np.int32]], name: str
) -> dict[str, Array | ChunkedArray]:
    """Concatenate the live texts, with their words renumbered; a chunk for each part."""
    starts = offsets(np.concatenate([np.diff(texts.starts)[live] for texts, live in parts]))
    words = (number[_live_words(texts, live)] for (texts, live), number in zip(parts, numbers, strict=True))
    return {f"{name}_words": ChunkedArray(np.dtype(np.int32), (int(starts[-1]),), words), f"{name}_starts": starts}


class _PartPostings:
    """The postings of one part, whose terms and passages get other numbers.

    Args:
        part: The part.
        numbers: int64 ``(its terms,)``: the number of each term in the merged segment, or -1.
        before: Live passages of the parts before it.
    """

    def __init__(self, part: LivePart, numbers: NDArray[np.int64], before: int) -> None:
        self._words, self._passages = part.words, part.passages
        self._all_live = bool(part.passages.all())
        self._before = before
        self._terms = np.flatnonzero(numbers >= 0)
        self._numbers = numbers[self._terms]
        self._counts = self._live_counts()[self._terms]

    def add_counts(self, totals: NDArray[np.int64]) -> None:
        """Add to `totals` the live postings of each term."""
        totals[self._numbers] += self._counts

    def fill(self, column: str, first: int, free: NDArray[np.int64], chunk: Array) -> None:
        """Write a column of the postings of the terms from `first` on into `chunk`.

        Args:
            column: ``rows``, ``in_text`` or ``in_title``.
            first: Number of the first term of the chunk.
            free: The next free place of each term in `chunk`; moved on by what is written.
            chunk: The column of the merged segment, for the terms of `free`.
        """
        start, end = np.searchsorted(self._numbers, (first, first + len(free)))
        if start == end:
            return
        span = slice(*self._words.starts[[self._terms[start], self._terms[end - 1] + 1]].tolist())
        values, numbers = getattr(self._words, column)[span], self._numbers[start:end] - first
        if not self._all_live:  # terms between them that are no more have no live postings
            values = values[self._passages[self._words.rows[span]]]
        if column == "rows":
            values = self._new_rows[values]
        chunk[concatenated_ranges(free[numbers], self._counts[start:end])] = values
        free[numbers] += self._counts[start:end]

    @cached_property
    def _new_rows(self) -> NDArray[np.int32]:
        """int32 ``(its passages,)``: the row of each live passage in the merged segment."""
        return self._before + np.cumsum(self._passages, dtype=np.int32) - 1

    def _live_counts(self) -> NDArray[np.int64]:
        if self._all_live:
            return np.diff(self._words.starts)
        live = np.concatenate([[0], np.cumsum(self._passages[self._words.rows], dtype=np.int32)])
        return np.diff(live[self._words.starts]).astype(np.int64)


class _MergedPostings:
    """The postings of all parts, some terms at a time: each part's are sorted by stem and passage."""

    def __init__(self, parts: Sequence[LivePart], term_numbers: Sequence[NDArray[np.int64]], terms: int) -> None:
        before = offsets(np.array([np.count_nonzero(part.passages) for part in parts], np.int64)).tolist()
        self._parts = [_PartPostings(*of_part) for of_part in zip(parts, term_numbers, before[:-1], strict=True)]
        totals = np.zeros(terms, np.int64)
        for part in self._parts:
            part.add_counts(totals)
        self._starts = offsets(totals)

    def arrays(self) -> dict[str, Array | ChunkedArray]:
        """Return the arrays to write."""
        dtypes = (("rows", np.int32), ("in_text", np.uint16), ("in_title", np.uint16))
        return {"starts": self._starts, **dict(self._column(*column) for column in dtypes)}

    def _column(self, name: str, item: type[np.generic]) -> tuple[str, ChunkedArray]:
        dtype: np.dtype[Any] = np.dtype(item)
        return name, ChunkedArray(dtype, (int(self._starts[-1]),), self._chunks(name, dtype))

    def _chunks(self, column: str, dtype: np.dtype[Any]) -> Iterator[Array]:
        first, terms = 0, len(self._starts) - 1
        while first < terms:
            end = int(np.searchsorted(self._starts, self._starts[first] + _POSTINGS_AT_ONCE, "right")) - 1
            end = max(first + 1, end)
            free = self._starts[first:end] - self._starts[first]
            chunk = np.empty(int(self._starts[end] - self._starts[first]), dtype)
            for part in self._parts:
                part.fill(column, first, free, chunk)
            yield chunk
            first = end
