"""Near copies: wire copy in several outlets, or an edited re-post, is one hit that names the others.

Two paragraphs are copies if nearly all of the shorter one's pairs of neighbouring words stand in the other, and the two
are of like length: a dateline, a cut sentence or another spelling break few pairs, a rewording breaks many. Paragraphs
that contradict each other are never copies: "12 dead" and "15 dead" are two reports, and so are "will send" and "will
not send". How the bounds were chosen: ``docs/quality.md``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np

from ...index.columns.analyzer import words
from ...index.profile import RankingProfile
from ...index.retrieval.dense import passage_vectors
from ...index.retrieval.protocol import PassageStore
from ...index.types import Rows, Vectors

_UNITS = "one two three four five six seven eight nine ten eleven twelve"
_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_SPELT = {word: str(number) for number, word in enumerate(f"{_UNITS} {_TEENS}".split(), start=1)}
_SPELT |= {word: str(10 * tens) for tens, word in enumerate(_TENS.split(), start=2)}
_DENIALS = frozenset({"not", "no", "never"})
_CONTRACTED = {"cannot": "can", "can't": "can", "won't": "will"}


NO_ROWS: Rows = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Group:
    """A row that is kept, and the near copies of it that rank below.

    Attributes:
        row: The row.
        copies: Their rows, best first.
    """

    row: int
    copies: tuple[int, ...] = ()


def deduplicate(
    store: PassageStore,
    rows: Rows,
    k: int,
    profile: RankingProfile,
    *,
    fold: bool,
    exempt: Rows = NO_ROWS,
    max_per_article: int | None = None,
) -> list[Group]:
    """The `k` best of `rows` that are no boilerplate and no copies of a better one, each with its copies.

    All copies among the best rows (`copies_depth`, or `k` if that is more) are found. Further rows are compared only
    if these do not hold `k` distinct ones.

    Args:
        store: Where the rows stand.
        rows: int64 ``(n,)``, best first, each once.
        k: How many at most.
        profile: For the depth and the bounds.
        fold: False to leave nothing out and to fold nothing.
        exempt: Rows that are left in, boilerplate or not.
        max_per_article: How many of one article at most.

    Raises:
        IndexFormatError: A file of the index is damaged.
    """
    depth = max(profile.copies_depth, k)
    while True:
        top = rows[:depth]
        if fold:
            top = top[~np.isin(top, store.boilerplate(top)) | np.isin(top, exempt)]
        # Zero vectors are near nothing: they fold nothing.
        vectors = passage_vectors(store.window_vectors, top) if fold else np.zeros((len(top), 1), np.float32)
        articles = None if max_per_article is None else store.metadata(top).articles.tolist()
        groups = group_near_duplicates(
            top, k, vectors, lambda row: store.passage(row).text, profile, articles, max_per_article
        )
        if len(groups) == k or depth >= len(rows):
            return groups
        depth *= 4


def group_near_duplicates(
    rows: Rows,
    k: int,
    vectors: Vectors,
    text: Callable[[int], str],
    profile: RankingProfile,
    articles: Sequence[Hashable] | None = None,
    max_per_article: int | None = None,
) -> list[Group]:
    """The first `k` of `rows` that are no copies of one before them, each with its copies among all `rows`.

    A row is a copy of the first kept one that it resembles, so no row comes twice. A row that `max_per_article` leaves
    out is not kept, but may be a copy; copies do not count as hits of their article.

    Args:
        rows: int64 ``(n,)``, best first, each once.
        k: How many at most.
        vectors: float32 ``(n, dim)`` of length 1: only rows whose vectors are near are compared.
        text: Gives the text of a row.
        profile: For the bounds.
        articles: The article of each row; needed for `max_per_article`.
        max_per_article: How many of one article at most; None for any number.
    """
    phrasing = lru_cache(maxsize=None)(lambda row: Phrasing(text(row)))
    of_article: Counter[Hashable] = Counter()
    taken = np.zeros(len(rows), bool)
    kept: list[Group] = []
    for place, row in enumerate(rows.tolist()):
        if len(kept) == k:
            break
        article = articles[place] if articles else row
        if taken[place] or (max_per_article is not None and of_article[article] >= max_per_article):
            continue
        below = slice(place + 1, None)  # a row that ranks above and was left out is no copy of this one
        near = np.flatnonzero((vectors[below] @ vectors[place] >= profile.copies_cosine) & ~taken[below]) + place + 1
        copies = [other for other in near.tolist() if phrasing(row).resembles(phrasing(int(rows[other])), profile)]
        taken[copies] = True
        of_article[article] += 1
        kept.append(Group(row, tuple(rows[copies].tolist())))
    return kept


class Phrasing:
    """What is compared of a paragraph.

    Args:
        text: Its text.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = list(_plain_words(text))

    def resembles(self, other: Phrasing, profile: RankingProfile) -> bool:
        """True where the two are near copies."""
        if self.words == other.words:
            return True
        if min(len(self.words), len(other.words)) < profile.copies_shortest:
            return False
        fewer, more = sorted((len(self.pairs), len(other.pairs)))
        if fewer < profile.copies_length_ratio * more or len(self.pairs & other.pairs) < profile.copies_shared * fewer:
            return False
        return not self.contradicts(other)

    def contradicts(self, other: Phrasing) -> bool:
        """Whether a number is another in the other, or a phrase denied in one of them and not in the other.

        A number that is only missing stands in a part that was cut.
        """
        if self.figures - other.figures and other.figures - self.figures:
            return True
        return bool(self.denied & other.pairs - other.denied or other.denied & self.pairs - self.denied)

    @cached_property
    def pairs(self) -> set[tuple[str, str]]:
        """Each two words that stand side by side."""
        return set(pairwise(self.words))

    @cached_property
    def figures(self) -> set[str]:
        """The numbers, in digits."""
        digits = {number.replace(",", "") for number in _FIGURE.findall(self.text)}
        return digits | {_SPELT[word] for word in self.words if word in _SPELT}

    @cached_property
    def denied(self) -> set[tuple[str, str]]:
        """Each two words that only a denial parts, and each two right behind one."""
        fours = zip(self.words, self.words[1:], self.words[2:], [*self.words[3:], ""], strict=False)
        found = [(before, after, behind) for before, word, after, behind in fours if word in _DENIALS]
        parted = {(before, after) for before, after, _ in found} - self.pairs
        return parted | {(after, behind) for _, after, behind in found}


def _plain_words(text: str) -> Iterator[str]:
    """The words of `text` without apostrophes, which some outlets drop, "won't" as "will not"."""
    for word in words(text):
        if word in _CONTRACTED or word.endswith("n't"):
            yield from (_CONTRACTED.get(word) or word[:-3], "not")
        else:
            yield word.replace("'", "")
