"""Postings: for every word, the passages that hold it and how often. Derived from text, and made again from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .arrays import Array
from .strings import Strings, pack
from .tokens import tokens


@dataclass(frozen=True, slots=True)
class Postings:
    """The words of some passages, as compressed sparse rows, one a word.

    Attributes:
        terms: The distinct stems, sorted.
        starts: int64 ``(terms + 1,)``: where a term's entries begin in `rows` and `counts`.
        rows: int32 ``(entries,)``: passages that hold the term, ascending, each once.
        counts: int32 ``(entries,)``: how often.
        lengths: int32 ``(passages,)``: words in each passage, its article's title included.
    """

    terms: Strings
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    counts: NDArray[np.int32]
    lengths: NDArray[np.int32]

    @classmethod
    def over(cls, arrays: Mapping[str, Array]) -> Postings:
        """Postings over the arrays that `build` and `merge` make."""
        return cls(Strings(arrays, "terms"), arrays["starts"], arrays["rows"], arrays["counts"], arrays["lengths"])

    def entries(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The rows and counts of `term`; empty where no passage holds it."""
        number = self.terms.find(term)
        if number is None:
            return self.rows[:0], self.counts[:0]
        found = slice(int(self.starts[number]), int(self.starts[number + 1]))
        return self.rows[found], self.counts[found]


def build(passages: Iterable[tuple[str, str]]) -> dict[str, Array]:
    """Postings of passages given as ``(title, text)``: a passage is found by its article's title too."""
    vocabulary: dict[str, int] = {}
    term_ids: list[int] = []
    counts: list[int] = []
    distinct: list[int] = []
    lengths: list[int] = []
    for title, text in passages:
        found = Counter(tokens(title) + tokens(text))
        term_ids += [vocabulary.setdefault(term, len(vocabulary)) for term in found]
        counts += found.values()
        distinct.append(len(found))
        lengths.append(found.total())
    rows = np.repeat(np.arange(len(distinct), dtype=np.int32), distinct)
    return _inverted(list(vocabulary), np.array(term_ids, np.int64), rows, np.array(counts, np.int32), lengths)


def merge(parts: Sequence[tuple[Postings, NDArray[np.bool_]]]) -> dict[str, Array]:
    """The postings of `parts` one after another, without the passages that a part's mask leaves out."""
    vocabulary: dict[str, int] = {}
    term_ids, rows, counts, lengths, before = [], [], [], [], 0
    for part, kept in parts:
        numbers = np.array([vocabulary.setdefault(term, len(vocabulary)) for term in part.terms], np.int64)
        alive = kept[part.rows]
        new_rows = before + np.cumsum(kept, dtype=np.int32) - 1
        term_ids.append(np.repeat(numbers, np.diff(part.starts))[alive])
        rows.append(new_rows[part.rows][alive])
        counts.append(part.counts[alive])
        lengths.append(part.lengths[kept])
        before += int(kept.sum())
    return _inverted(
        list(vocabulary),
        np.concatenate(term_ids),
        np.concatenate(rows),
        np.concatenate(counts),
        np.concatenate(lengths),
    )


def _inverted(
    vocabulary: list[str],
    term_ids: NDArray[np.int64],
    rows: NDArray[np.int32],
    counts: NDArray[np.int32],
    lengths: Sequence[int] | NDArray[np.int32],
) -> dict[str, Array]:
    """Entries in any order become entries by term, then row. Terms that nothing holds any more are dropped."""
    present = np.zeros(len(vocabulary), bool)
    present[term_ids] = True
    kept = sorted((term, number) for number, term in enumerate(vocabulary) if present[number])
    rank = np.zeros(len(vocabulary), np.int64)
    rank[[number for _, number in kept]] = np.arange(len(kept))
    places = rank[term_ids]
    order = np.lexsort((rows, places))
    starts = np.zeros(len(kept) + 1, np.int64)
    starts[1:] = np.cumsum(np.bincount(places, minlength=len(kept)))
    return {
        **pack((term for term, _ in kept), "terms"),
        "starts": starts,
        "rows": rows[order].astype(np.int32),
        "counts": counts[order].astype(np.int32),
        "lengths": np.asarray(lengths, np.int32),
    }
