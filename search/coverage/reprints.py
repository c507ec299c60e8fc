"""Reprints: which articles repeat the text of an earlier one, as outlets do with wire copy.

An article is a reprint if two fifths of its runs of four words stand in one article that was published before it. Light
edits, cuts, another headline and a paragraph of one's own change few runs; a story in one's own words shares only
names and quotations. The measure is the containment of shingles (Broder, "On the resemblance and containment of
documents", 1997), of the later article in the earlier one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from ...corpus.article import Article
from .first_report import in_order

_WORD = re.compile(r"\w+")
"""A word, as far as copies need it: articles are compared whole, and analysis takes ten times as long."""
_RUN = 4
"""Words of a shingle."""
_HOLDERS = 64
"""Articles that are kept for each shingle, the earliest: what stands in more is copied from one of them."""
REPRINTED = 0.4
"""Share of the later article's shingles from which on it is a reprint: docs/quality.md, "Who had it first"."""


def shingles(text: str) -> frozenset[int]:
    """The runs of four words of a text, as hashes; the whole of a shorter text."""
    found = _WORD.findall(text.casefold())
    runs = zip(*(found[start:] for start in range(_RUN)), strict=False)
    return frozenset(map(hash, runs)) or frozenset({hash(tuple(found))})


def containment(of: frozenset[int], within: frozenset[int]) -> float:
    """The share of the shingles `of` that stand in `within`, 0 to 1."""
    return len(of & within) / len(of)


def originals(articles: Sequence[Article]) -> Mapping[str, str]:
    """Find the earliest article that each reprint repeats: by the id of the reprint, the id of the original.

    Args:
        articles: Any articles, each once.
    """
    ordered = in_order(articles)
    seen: dict[int, list[int]] = {}
    first: list[int] = []  # by number, the number of the article that had its text first
    for number, article in enumerate(ordered):
        own = shingles(article.text)
        shared = Counter(earlier for run in own for earlier in seen.get(run, ()))
        first.append(min((first[it] for it, count in shared.items() if count >= REPRINTED * len(own)), default=number))
        for run in own:
            holders = seen.setdefault(run, [])
            if len(holders) < _HOLDERS:
                holders.append(number)
    return {ordered[number].id: ordered[origin].id for number, origin in enumerate(first) if origin != number}
