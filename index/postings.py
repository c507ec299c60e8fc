"""Postings: for every word, where it stands in which passages. Derived from text, and made again from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .arrays import Array, ragged
from .strings import Strings, pack
from .tokens import tokens

Entries = tuple[NDArray[np.int32], NDArray[np.int32]]
"""Passages, ascending, each once, and how often each holds what was asked for; int32 ``(n,)`` both."""


@dataclass(frozen=True, slots=True)
class Postings:
    """The words of some passages, as compressed sparse rows, one a word.

    Attributes:
        terms: The distinct stems, sorted.
        starts: int64 ``(terms + 1,)``: where a term's entries begin in `rows` and `counts`.
        rows: int32 ``(entries,)``: passages that hold the term, ascending, each once.
        counts: int32 ``(entries,)``: how often.
        place_starts: int64 ``(terms + 1,)``: where a term's occurrences begin in `places`.
        places: int32 ``(occurrences,)``: for each entry as many as its count, ascending: which word of the passage.
            The words of the article's title come first, each apart from the next: only the paragraph has neighbours.
        lengths: int32 ``(passages,)``: words in each passage, its article's title included.
    """

    terms: Strings
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    counts: NDArray[np.int32]
    place_starts: NDArray[np.int64]
    places: NDArray[np.int32]
    lengths: NDArray[np.int32]

    @classmethod
    def over(cls, arrays: Mapping[str, Array]) -> Postings:
        """Postings over the arrays that `build` and `merge` make."""
        names = ("starts", "rows", "counts", "place_starts", "places", "lengths")
        return cls(Strings(arrays, "terms"), *(arrays[name] for name in names))

    def entries(self, term: str) -> Entries:
        """Where `term` stands; empty where no passage holds it."""
        found = self._of(self.starts, self.terms.find(term))
        return self.rows[found], self.counts[found]

    def adjacent(self, first: str, second: str) -> Entries:
        """Where `second` stands right behind `first`."""
        one, other = self._occurrences(first) + 1, self._occurrences(second)
        rows, counts = np.unique(np.intersect1d(one, other, assume_unique=True) >> 32, return_counts=True)
        return rows.astype(np.int32), counts.astype(np.int32)

    def _occurrences(self, term: str) -> NDArray[np.int64]:
        """Passage (upper 32 bits) and place (lower) of each occurrence, ascending."""
        number = self.terms.find(term)
        found = self._of(self.starts, number)
        passages = np.repeat(self.rows[found].astype(np.int64), self.counts[found])
        return (passages << 32) | self.places[self._of(self.place_starts, number)]

    def _of(self, starts: NDArray[np.int64], term: int | None) -> slice:
        return slice(0) if term is None else slice(int(starts[term]), int(starts[term + 1]))


def build(passages: Iterable[tuple[str, str]]) -> dict[str, Array]:
    """Postings of passages given as ``(title, text)``: a passage is found by its article's title too."""
    vocabulary: dict[str, int] = {}
    term_ids: list[int] = []
    counts: list[int] = []
    places: list[int] = []
    distinct: list[int] = []
    lengths: list[int] = []
    for title, text in passages:
        found = _placed(title, text)
        term_ids += [vocabulary.setdefault(term, len(vocabulary)) for term in found]
        counts += map(len, found.values())
        places += [place for places in found.values() for place in places]
        distinct.append(len(found))
        lengths.append(sum(map(len, found.values())))
    rows = np.repeat(np.arange(len(distinct), dtype=np.int32), distinct)
    return _inverted(
        list(vocabulary),
        np.array(term_ids, np.int64),
        rows,
        np.array(counts, np.int32),
        np.array(places, np.int32),
        np.array(lengths, np.int32),
    )


def merge(parts: Sequence[tuple[Postings, NDArray[np.bool_]]]) -> dict[str, Array]:
    """The postings of `parts` one after another, without the passages that a part's mask leaves out."""
    vocabulary: dict[str, int] = {}
    term_ids, rows, counts, places, lengths, before = [], [], [], [], [], 0
    for part, kept in parts:
        numbers = np.array([vocabulary.setdefault(term, len(vocabulary)) for term in part.terms], np.int64)
        alive = kept[part.rows]
        new_rows = before + np.cumsum(kept, dtype=np.int32) - 1
        term_ids.append(np.repeat(numbers, np.diff(part.starts))[alive])
        rows.append(new_rows[part.rows][alive])
        counts.append(part.counts[alive])
        places.append(part.places[np.repeat(alive, part.counts)])
        lengths.append(part.lengths[kept])
        before += int(kept.sum())
    return _inverted(
        list(vocabulary),
        np.concatenate(term_ids),
        np.concatenate(rows),
        np.concatenate(counts),
        np.concatenate(places),
        np.concatenate(lengths),
    )


def _placed(title: str, text: str) -> dict[str, list[int]]:
    """The places of each stem in a passage with its title."""
    found: dict[str, list[int]] = {}
    headline = tokens(title)
    for place, stem in enumerate(headline):
        found.setdefault(stem, []).append(2 * place)
    for place, stem in enumerate(tokens(text), start=2 * len(headline)):
        found.setdefault(stem, []).append(place)
    return found


def _inverted(
    vocabulary: list[str],
    term_ids: NDArray[np.int64],
    rows: NDArray[np.int32],
    counts: NDArray[np.int32],
    places: NDArray[np.int32],
    lengths: NDArray[np.int32],
) -> dict[str, Array]:
    """Entries in any order become entries by term, then row. Terms that nothing holds any more are dropped."""
    present = np.zeros(len(vocabulary), bool)
    present[term_ids] = True
    kept = sorted((term, number) for number, term in enumerate(vocabulary) if present[number])
    rank = np.zeros(len(vocabulary), np.int64)
    rank[[number for _, number in kept]] = np.arange(len(kept))
    ranks = rank[term_ids]
    order = np.lexsort((rows, ranks))
    many = counts.astype(np.int64)
    return {
        **pack((term for term, _ in kept), "terms"),
        "starts": _begins(np.bincount(ranks, minlength=len(kept))),
        "rows": rows[order].astype(np.int32),
        "counts": counts[order].astype(np.int32),
        "place_starts": _begins(np.bincount(ranks, many, minlength=len(kept)).astype(np.int64)),
        "places": places[ragged((np.cumsum(many) - many)[order], many[order])].astype(np.int32),
        "lengths": lengths.astype(np.int32),
    }


def _begins(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where runs of these sizes begin, and at the end where the last ends."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])
