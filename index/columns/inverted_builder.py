"""How the words of a segment are laid out, made from text. `word_merge` makes the same of segments that become one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..storage.arrays import Array, offsets
from ..storage.strings import string_table
from .analyzer import stem
from .inverted import ForwardIndex

MAX_FREQUENCY = np.iinfo(np.uint16).max
"""Occurrences that are counted in one passage; the worth of a word is saturated long before."""


@dataclass(frozen=True, slots=True)
class Owners:
    """What belongs to what in a segment.

    Attributes:
        passages: int32 ``(windows,)``: the passage that each window is of, ascending.
        articles: int32 ``(passages,)``: the article that each passage is of, ascending.
    """

    passages: NDArray[np.int32]
    articles: NDArray[np.int32]


def build(titles: Iterable[Sequence[str]], windows: Iterable[Sequence[str]], owners: Owners) -> dict[str, Array]:
    """The arrays of `InvertedIndex`, over the words of each title and of each window."""
    vocabulary: dict[str, int] = {}
    return _index_arrays(vocabulary, _forward_index(titles, vocabulary), _forward_index(windows, vocabulary), owners)


def _forward_index(texts: Iterable[Sequence[str]], vocabulary: dict[str, int]) -> ForwardIndex:
    numbers: list[int] = []
    lengths: list[int] = []
    for text in texts:
        numbers += [vocabulary.setdefault(word, len(vocabulary)) for word in text]
        lengths.append(len(text))
    return ForwardIndex(np.array(numbers, np.int32), offsets(np.array(lengths, np.int64)))


def _index_arrays(
    vocabulary: dict[str, int], titles: ForwardIndex, windows: ForwardIndex, owners: Owners
) -> dict[str, Array]:
    """Forms in any order become forms by stem. Then the entries are counted."""
    forms = sorted((stem(form), form, number) for form, number in vocabulary.items())
    rank = np.empty(len(forms), np.int32)
    rank[[number for *_, number in forms]] = np.arange(len(forms))
    terms = sorted({term for term, *_ in forms})
    number_of = {term: number for number, term in enumerate(terms)}
    term_of = np.array([number_of[term] for term, *_ in forms], np.int64)  # of each form, in the new order

    titles = ForwardIndex(rank[titles.words], titles.starts)
    windows = ForwardIndex(rank[windows.words], windows.starts)
    passages = np.repeat(owners.passages, np.diff(windows.starts))  # of each word
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
    """The postings: each term's passages, ascending, and how often they hold it."""
    many = max(1, len(articles))
    in_text = term_of[windows.words] * many + passages
    # Each passage is found by its article's title, too.
    title_words, title_lengths = titles.take(articles.astype(np.int64))
    in_title = term_of[title_words] * many + np.repeat(np.arange(len(articles)), title_lengths)
    places = np.unique(np.concatenate([in_text, in_title]))
    return {
        "starts": offsets(np.bincount(places // many, minlength=int(term_of.max(initial=-1)) + 1)),
        "rows": (places % many).astype(np.int32),
        "in_text": _frequencies(in_text, places),
        "in_title": _frequencies(in_title, places),
    }


def _frequencies(found: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.uint16]:
    """How often each of the sorted `places` is among those `found`."""
    counts = np.bincount(np.searchsorted(places, found), minlength=len(places))
    return np.minimum(counts, MAX_FREQUENCY).astype(np.uint16)
