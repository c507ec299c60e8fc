"""Reprints: which articles repeat the text of an earlier one, as outlets do with wire copy.

An article is a reprint if two fifths of its runs of four words stand in one article that was published before it. Light
edits, cuts, another headline and a paragraph of one's own change few runs; a story in one's own words shares only
names and quotations. The measure is the containment of shingles (Broder, "On the resemblance and containment of
documents", 1997), of the later article in the earlier one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ...corpus.article import Article
from ...index.types import Mask
from .first_report import in_order

Shingles: TypeAlias = NDArray[np.uint64]

_WORD = re.compile(r"\w+")
"""A word, as far as copies need it: articles are compared whole, and analysis takes ten times as long."""
_RUN = 4
"""Words of a shingle."""
_MIXED = np.uint64(0x9E3779B97F4A7C15)
"""An odd number with bits of no order (2^64 over the golden ratio), by which the hashes of words are mixed."""
_HOLDERS = 64
"""Articles that are kept for each shingle, the earliest: what stands in more is copied from one of them."""
REPRINTED = 0.4
"""Share of the later article's shingles from which on it is a reprint: docs/quality.md, "Who had it first"."""


def shingles(text: str) -> Shingles:
    """The runs of four words of a text, as hashes: uint64 ``(n,)``, ascending, each once; a shorter text whole."""
    found = _WORD.findall(text.casefold())
    words = np.fromiter(map(hash, found), np.int64, len(found)).astype(np.uint64)
    if len(words) < _RUN:
        return np.array([hash(tuple(found))], np.int64).astype(np.uint64)
    runs = words[: len(words) - _RUN + 1].copy()
    for start in range(1, _RUN):
        runs = runs * _MIXED + words[start : start + len(runs)]
    return _distinct(runs)


def containment(of: Shingles, within: Shingles) -> float:
    """The share of the shingles `of` that stand in `within`, 0 to 1."""
    return float(_stand_in(of, within).mean())


def originals(articles: Sequence[Article]) -> Mapping[str, str]:
    """Find the earliest article that each reprint repeats: by the id of the reprint, the id of the original.

    Args:
        articles: Any articles, each once.
    """
    ordered = in_order(articles)
    runs = [shingles(article.text) for article in ordered]
    seen: dict[int, list[int]] = {}
    first: list[int] = []  # by number, the number of the article that had its text first
    for number, shared in enumerate(_shared(runs)):
        counts = Counter(earlier for run in shared for earlier in seen.get(run, ()))
        enough = REPRINTED * len(runs[number])
        first.append(min((first[it] for it, count in counts.items() if count >= enough), default=number))
        for run in shared:
            holders = seen.setdefault(run, [])
            if len(holders) < _HOLDERS:
                holders.append(number)
    return {ordered[number].id: ordered[origin].id for number, origin in enumerate(first) if origin != number}


def _shared(runs: Sequence[Shingles]) -> Iterator[list[int]]:
    """Yield for each article its runs that another one has, too: most are its own, and need no look-up."""
    every = np.sort(np.concatenate([np.zeros(0, np.uint64), *runs]))
    repeated = _distinct(every[1:][every[1:] == every[:-1]])
    for own in runs:
        yield own[_stand_in(own, repeated)].tolist()


def _stand_in(runs: Shingles, within: Shingles) -> Mask:
    """bool ``(n,)``: True for runs that are among `within`; both ascend."""
    if not len(within):
        return np.zeros(len(runs), bool)
    found: Mask = within[np.minimum(np.searchsorted(within, runs), len(within) - 1)] == runs
    return found


def _distinct(values: Shingles) -> Shingles:
    ordered = np.sort(values)
    is_first = np.ones(len(ordered), bool)
    is_first[1:] = ordered[1:] != ordered[:-1]
    return ordered[is_first]
