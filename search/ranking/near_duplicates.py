"""Near-duplicate detection: folds wire copy of several outlets, or an edited re-post, into one hit.

Two paragraphs are copies if they have similar lengths, and the longer one contains nearly all word bigrams of the
shorter one. A dateline, a cut sentence or another spelling changes few bigrams, a rewording many. Paragraphs that
contradict each other are never copies: "12 dead" and "15 dead" are two reports, and so are "will send" and "will not
send". docs/quality.md explains the choice of the thresholds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np

from ...index.analysis.words import words
from ...index.embedding.cosine_scale import PLAIN, CosineScale
from ...index.profile import RankingProfile
from ...index.retrieval.dense import passage_vectors
from ...index.retrieval.protocol import PassageStore
from ...index.types import NO_ROWS, Rows, Vectors
from .shared_bigrams import SharedBigrams

_UNITS = "one two three four five six seven eight nine ten eleven twelve"
_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NUMBER_WORDS = {word: str(number) for number, word in enumerate(f"{_UNITS} {_TEENS}".split(), start=1)}
_NUMBER_WORDS |= {word: str(10 * tens) for tens, word in enumerate(_TENS.split(), start=2)}
_NEGATIONS = frozenset({"not", "no", "never"})
_CONTRACTED = {"cannot": "can", "can't": "can", "won't": "will"}


@dataclass(frozen=True, slots=True)
class Group:
    """A row and its near copies at lower ranks.

    Attributes:
        row: The row.
        copies: The rows of the copies, best first.
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
    """Select the `k` best of `rows` that are neither boilerplate nor copies of a better row, each with its copies.

    All copies among the best rows (`copies_depth`, or `k` if that is more) are found. More rows are compared only if
    these contain fewer than `k` distinct ones.

    Args:
        store: The store of the passages.
        rows: int64 ``(n,)``, best first, each once.
        k: Number of groups at most.
        profile: Depth and thresholds.
        fold: False to keep boilerplate and to fold no copies.
        exempt: Rows that are kept even if they are boilerplate.
        max_per_article: Number of groups of one article at most; None for no limit.

    Raises:
        IndexFormatError: A file of the index is damaged.
    """
    depth = max(profile.copies_depth, k)
    while True:
        top = rows[:depth]
        if fold and len(boilerplate := store.boilerplate(top)):
            top = top[~np.isin(top, boilerplate) | np.isin(top, exempt)]
        store.prefetch(top)
        # Zero vectors disable folding.
        vectors = passage_vectors(store.window_vectors, top) if fold else np.zeros((len(top), 1), np.float32)
        scale = (store.generation.scales or PLAIN).passages
        articles = None if max_per_article is None else store.metadata(top).articles.tolist()
        groups = group_near_duplicates(
            top, k, vectors, lambda row: store.passage(row).text, profile, scale, articles, max_per_article
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
    scale: CosineScale,
    articles: Sequence[Hashable] | None = None,
    max_per_article: int | None = None,
) -> list[Group]:
    """Select the first `k` of `rows` that are no copies of an earlier row, each with its copies among all `rows`.

    A row is a copy of the first selected row that it resembles, so no row occurs twice. A row over `max_per_article` is
    not selected, but may still be a copy. Copies do not count towards the limit of their article.

    Args:
        rows: int64 ``(n,)``, best first, each once.
        k: Number of groups at most.
        vectors: float32 ``(n, dim)``: the mean vectors of the rows; only rows with near ones are compared.
        text: Returns the text of a row.
        profile: Thresholds.
        scale: The model's cosines of passages.
        articles: The article of each row; needed for `max_per_article`.
        max_per_article: Number of groups of one article at most; None for no limit.
    """
    phrasing = lru_cache(maxsize=None)(lambda row: Phrasing(text(row)))
    shared = SharedBigrams(lambda row: phrasing(row).bigrams, profile)
    hits_of_article: Counter[Hashable] = Counter()
    is_used = np.zeros(len(rows), bool)
    divided, shares = scale.by_own_length(vectors)
    groups: list[Group] = []
    for position, row in enumerate(rows.tolist()):
        if len(groups) == k:
            break
        article = articles[position] if articles else row
        if is_used[position] or (max_per_article is not None and hits_of_article[article] >= max_per_article):
            continue
        below = slice(position + 1, None)  # a row that ranks higher but was left out is no copy of this one
        closeness = divided[below] @ divided[position] - shares[below] * (scale.unrelated * shares[position])
        near = np.flatnonzero((closeness >= profile.copies_closeness) & ~is_used[below]) + position + 1
        candidates = near[shared.nearly_all(row, rows[near])].tolist()
        copies = [other for other in candidates if phrasing(row).resembles(phrasing(int(rows[other])), profile)]
        is_used[copies] = True
        hits_of_article[article] += 1
        groups.append(Group(row, tuple(rows[copies].tolist())))
    return groups


class Phrasing:
    """The features by which paragraphs are compared.

    Args:
        text: The text of a paragraph.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = _plain_words(text)

    def resembles(self, other: Phrasing, profile: RankingProfile) -> bool:
        """True where the two are near copies."""
        if self.words == other.words:
            return True
        if min(len(self.words), len(other.words)) < profile.copies_shortest:
            return False
        fewer, more = sorted((len(self.bigrams), len(other.bigrams)))
        if (
            fewer < profile.copies_length_ratio * more
            or len(self.bigrams & other.bigrams) < profile.copies_shared * fewer
        ):
            return False
        return not self.contradicts(other)

    def contradicts(self, other: Phrasing) -> bool:
        """True where the two have different numbers, or only one of them negates a phrase.

        A number that is only missing in one of them is no contradiction: its sentence may have been cut.
        """
        if self.numbers - other.numbers and other.numbers - self.numbers:
            return True
        return bool(self.negated & other.bigrams - other.negated or other.negated & self.bigrams - self.negated)

    @cached_property
    def bigrams(self) -> set[tuple[str, str]]:
        """The word bigrams."""
        return set(pairwise(self.words))

    @cached_property
    def numbers(self) -> set[str]:
        """The numbers, in digits."""
        digits = {number.replace(",", "") for number in _NUMBER.findall(self.text)}
        return digits | {_NUMBER_WORDS[word] for word in self.words if word in _NUMBER_WORDS}

    @cached_property
    def negated(self) -> set[tuple[str, str]]:
        """The bigrams around each negation: the words on both sides of it, and the two words after it."""
        windows = zip(self.words, self.words[1:], self.words[2:], [*self.words[3:], ""], strict=False)
        negations = [(before, after, next_after) for before, word, after, next_after in windows if word in _NEGATIONS]
        around = {(before, after) for before, after, _ in negations} - self.bigrams
        return around | {(after, next_after) for _, after, next_after in negations}


def _plain_words(text: str) -> list[str]:
    """List the words of `text` without apostrophes, which some outlets drop, and with "won't" as "will not"."""
    found = words(text)
    has_apostrophe = "'" in text if text.isascii() else any("'" in word for word in found)
    if not has_apostrophe and "cannot" not in found:
        return found
    plain: list[str] = []
    for word in found:
        if word in _CONTRACTED or word.endswith("n't"):
            plain += (_CONTRACTED.get(word) or word[:-3], "not")
        else:
            plain.append(word.replace("'", ""))
    return plain
