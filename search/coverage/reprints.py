"""Reprints: which articles repeat the text of an earlier one, as outlets do with wire copy.

An article is a reprint if half of its runs of four words stand in one article that was published before it. Light
edits, cuts, another headline and a paragraph of one's own change few runs; a story in one's own words shares only
names and quotations. The measure is the containment of shingles (Broder, "On the resemblance and containment of
documents", 1997), of the later article in the earlier one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from ...corpus.article import Article
from ...index.analysis.words import words
from .first_report import published_at

_RUN = 4
"""Words of a shingle."""
_SHARE = 0.5
"""Share of the later article's shingles from which on it is a reprint."""


def shingles(text: str) -> frozenset[int]:
    """The runs of four words of a text, as hashes; the whole of a shorter text."""
    found = words(text)
    runs = zip(*(found[start:] for start in range(_RUN)), strict=False)
    return frozenset(map(hash, runs)) or frozenset({hash(tuple(found))})


def containment(of: frozenset[int], within: frozenset[int]) -> float:
    """The share of the shingles `of` that stand in `within`, 0 to 1."""
    return len(of & within) / len(of)


def in_order(articles: Sequence[Article]) -> list[Article]:
    """Order articles by the time at which they had their story.

    Of two from the same time, which may be a day, one that names the outlet of the other had it from there: "(Reuters)"
    in a text that another outlet prints.
    """
    peers: dict[datetime, set[str]] = {}
    for article in articles:
        peers.setdefault(published_at(article), set()).add(article.source)

    def order(article: Article) -> tuple[datetime, int, str]:
        others = peers[published_at(article)] - {article.source, ""}
        return published_at(article), sum(name in article.text for name in others), article.id

    return sorted(articles, key=order)


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
        first.append(min((first[it] for it, count in shared.items() if count >= _SHARE * len(own)), default=number))
        for run in own:
            seen.setdefault(run, []).append(number)
    return {ordered[number].id: ordered[origin].id for number, origin in enumerate(first) if origin != number}
