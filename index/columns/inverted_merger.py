"""Build the inverted index of merged segments from theirs: the same arrays as `inverted_builder`, without the text.

The forms of each segment are sorted, and so are the passages of each stem. Therefore nothing is sorted from scratch:
the vocabularies are merged, and the postings of each stem are appended segment by segment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, compress, repeat

import numpy as np
from numpy.typing import NDArray

from ..storage.arrays import Array, concatenated_ranges, offsets
from ..storage.strings import utf8_string_table
from ..types import Mask
from .inverted import ForwardIndex, InvertedIndex

_SEPARATOR = b"\0"
"""Separates a stem from its form: no word contains it, and it sorts before every character of a word."""


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


def merge(parts: Sequence[LivePart]) -> dict[str, Array]:
    """Build the arrays of `InvertedIndex` for the live articles of `parts`, in order; at least one part."""
    vocabulary = _merge_vocabularies(parts)
    windows = _merge_forward_indexes([(part.words.windows, part.windows) for part in parts], vocabulary.form_numbers)
    titles = _merge_forward_indexes([(part.words.titles, part.articles) for part in parts], vocabulary.form_numbers)
    return {
        **utf8_string_table(vocabulary.terms, "terms"),
        **utf8_string_table(vocabulary.forms, "forms"),
        "form_starts": vocabulary.form_starts,
        **_postings_arrays(parts, vocabulary),
        "lengths": np.concatenate([part.words.lengths[part.passages] for part in parts]),
        "article_lengths": np.concatenate([part.words.article_lengths[part.articles] for part in parts]),
        "window_words": windows.words,
        "window_starts": windows.starts,
        "title_words": titles.words,
        "title_starts": titles.starts,
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
    parts: Sequence[tuple[ForwardIndex, Mask]], numbers: Sequence[NDArray[np.int32]]
) -> ForwardIndex:
    """Concatenate the live texts, with their words renumbered."""
    starts = offsets(np.concatenate([np.diff(texts.starts)[live] for texts, live in parts]))
    words, end = np.empty(starts[-1], np.int32), 0
    for (texts, live), number in zip(parts, numbers, strict=True):
        live_words = _live_words(texts, live)
        start, end = end, end + len(live_words)
        words[start:end] = number[live_words]
    return ForwardIndex(words, starts)


def _postings_arrays(parts: Sequence[LivePart], vocabulary: _Vocabulary) -> dict[str, Array]:
    """Merge the postings: each part's are sorted by stem and passage, and no passage is in two parts."""
    counts = [np.diff(offsets(part.passages[part.words.rows])[part.words.starts]) for part in parts]
    totals = np.zeros(len(vocabulary.terms), np.int64)
    for count, number in zip(counts, vocabulary.term_numbers, strict=True):
        totals[number[number >= 0]] += count[number >= 0]
    starts = offsets(totals)
    rows = np.empty(starts[-1], np.int32)
    in_text, in_title = np.empty(starts[-1], np.uint16), np.empty(starts[-1], np.uint16)
    free, before = starts[:-1].copy(), 0  # the next free place for each stem
    for part, count, number in zip(parts, counts, vocabulary.term_numbers, strict=True):
        known, count = number[number >= 0], count[number >= 0]
        places = concatenated_ranges(free[known], count)
        live = slice(None) if part.passages.all() else part.passages[part.words.rows]
        renumbered = before + np.cumsum(part.passages, dtype=np.int32) - 1
        rows[places] = renumbered[part.words.rows[live]]
        in_text[places] = part.words.in_text[live]
        in_title[places] = part.words.in_title[live]
        free[known] += count
        before += int(np.count_nonzero(part.passages))
    return {"starts": starts, "rows": rows, "in_text": in_text, "in_title": in_title}
