"""Build the inverted index of a segment from its text. `inverted_merger` builds the same from merged segments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..analysis.language import Term
from ..ragged import offsets
from ..storage.arrays import Array
from ..storage.strings import string_table
from .inverted import ForwardIndex

MAX_FREQUENCY = np.iinfo(np.uint16).max
"""Highest frequency stored for one passage; BM25 saturates long before."""


@dataclass(frozen=True, slots=True)
class Owners:
    """The passage of each window, and the article of each passage.

    Attributes:
        passages: int32 ``(windows,)``: the passage of each window, ascending.
        articles: int32 ``(passages,)``: the article of each passage, ascending.
    """

    passages: NDArray[np.int32]
    articles: NDArray[np.int32]


def build(titles: Iterable[Sequence[Term]], windows: Iterable[Sequence[Term]], owners: Owners) -> dict[str, Array]:
    """Build the arrays of `InvertedIndex` from the terms of each title and of each window."""
    vocabulary: dict[Term, int] = {}
    return _index_arrays(vocabulary, _forward_index(titles, vocabulary), _forward_index(windows, vocabulary), owners)


def _forward_index(texts: Iterable[Sequence[Term]], vocabulary: dict[Term, int]) -> ForwardIndex:
    numbers: list[int] = []
    lengths: list[int] = []
    for text in texts:
        numbers += [vocabulary.setdefault(term, len(vocabulary)) for term in text]
        lengths.append(len(text))
    return ForwardIndex(np.array(numbers, np.int32), offsets(np.array(lengths, np.int64)))


def _index_arrays(
    vocabulary: dict[Term, int], titles: ForwardIndex, windows: ForwardIndex, owners: Owners
) -> dict[str, Array]:
    """Renumber the forms by stem, then count the postings; `vocabulary` numbers the forms in any order."""
    forms = sorted((*term, number) for term, number in vocabulary.items())
    rank = np.empty(len(forms), np.int32)
    rank[[number for *_, number in forms]] = np.arange(len(forms))
    terms = sorted({term for term, *_ in forms})
    number_of = {term: number for number, term in enumerate(terms)}
    term_of = np.array([number_of[term] for term, *_ in forms], np.int64)  # the term of each form, in the new order

    titles = ForwardIndex(rank[titles.words], titles.starts)
    windows = ForwardIndex(rank[windows.words], windows.starts)
    passages = np.repeat(owners.passages, np.diff(windows.starts))  # the passage of each word
    in_titles = np.diff(titles.starts)
    in_paragraphs = np.bincount(passages, minlength=len(owners.articles))
    in_articles = np.bincount(owners.articles, in_paragraphs, minlength=len(in_titles)).astype(np.int64)
    return {
        **string_table(terms, "terms"),
        **string_table((form for _, form, _ in forms), "forms"),
        "form_starts": offsets(np.bincount(term_of, minlength=len(terms))),
        **_postings_arrays(term_of, titles, windows, passages, owners.articles),
        "lengths": (in_paragraphs + in_titles[owners.articles]).astype(np.int32),
        "article_lengths": (in_articles + in_titles).astype(np.int32),
        "window_words": windows.words,
        "window_starts": windows.starts,
        "title_words": titles.words,
        "title_starts": titles.starts,
    }


def _postings_arrays(
    term_of: NDArray[np.int64],
    titles: ForwardIndex,
    windows: ForwardIndex,
    passages: NDArray[np.int32],
    articles: NDArray[np.int32],
) -> dict[str, Array]:
    """Build the postings: each term's passages, ascending, and its frequency in each."""
    passage_count = max(1, len(articles))
    in_text = term_of[windows.words] * passage_count + passages
    # The words of the title are indexed with every passage of the article.
    title_words, title_lengths = titles.take(articles.astype(np.int64))
    in_title = term_of[title_words] * passage_count + np.repeat(np.arange(len(articles)), title_lengths)
    # Sorted once, with a bit for the title: `np.unique`, and a search for each word, take ten times as long.
    occurrences = np.sort(np.concatenate([2 * in_text, 2 * in_title + 1]))
    first = np.flatnonzero(np.diff(occurrences >> 1, prepend=-1))
    places, counts = occurrences[first] >> 1, np.diff(first, append=len(occurrences))
    in_titles = np.add.reduceat(occurrences & 1, first)
    return {
        "starts": offsets(np.bincount(places // passage_count, minlength=int(term_of.max(initial=-1)) + 1)),
        "rows": (places % passage_count).astype(np.int32),
        "in_text": _frequencies(counts - in_titles),
        "in_title": _frequencies(in_titles),
    }


def _frequencies(counts: NDArray[np.int64]) -> NDArray[np.uint16]:
    """uint16: `counts`, at most `MAX_FREQUENCY`."""
    return np.minimum(counts, MAX_FREQUENCY).astype(np.uint16)
