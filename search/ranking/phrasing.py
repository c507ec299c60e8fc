"""Compares paragraphs by their words: which ones are near copies of one another.

Two paragraphs are copies if they have similar lengths, and the longer one contains nearly all word bigrams of the
shorter one. A dateline, a cut sentence or another spelling changes few bigrams, a rewording many. Paragraphs that
contradict each other are never copies: "12 dead" and "15 dead" are two reports, and so are "will send" and "will not
send". docs/quality.md explains the choice of the thresholds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np

from ...index.analysis.words import words
from ...index.profile import RankingProfile
from ...index.types import Mask, Rows
from .shared_members import SharedMembers

_UNITS = "one two three four five six seven eight nine ten eleven twelve"
_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NUMBER_WORDS = {word: str(number) for number, word in enumerate(f"{_UNITS} {_TEENS}".split(), start=1)}
_NUMBER_WORDS |= {word: str(10 * tens) for tens, word in enumerate(_TENS.split(), start=2)}
_NEGATIONS = frozenset({"not", "no", "never"})
_CONTRACTED = {"cannot": "can", "can't": "can", "won't": "will"}

Bigram = tuple[str, str]


class Phrasing:
    """The features by which paragraphs are compared.

    Args:
        text: The text of a paragraph.

    Attributes:
        text: The same text.
        words: Its words.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = _plain_words(text)

    @cached_property
    def bigrams(self) -> set[Bigram]:
        """The word bigrams."""
        return set(pairwise(self.words))

    @cached_property
    def numbers(self) -> set[str]:
        """The numbers, in digits."""
        digits = {number.replace(",", "") for number in _NUMBER.findall(self.text)}
        return digits | {_NUMBER_WORDS[word] for word in self.words if word in _NUMBER_WORDS}

    @cached_property
    def claims(self) -> set[tuple[Bigram, bool]]:
        """The bigrams, each with whether it is negated: the words on both sides of a negation, and the two after it."""
        windows = zip(self.words, self.words[1:], self.words[2:], [*self.words[3:], ""], strict=False)
        negations = [(before, after, next_after) for before, word, after, next_after in windows if word in _NEGATIONS]
        around = {(before, after) for before, after, _ in negations} - self.bigrams
        negated = around | {(after, next_after) for _, after, next_after in negations}
        return {(bigram, bigram in negated) for bigram in self.bigrams | negated}


class Comparison:
    """Compares each of several paragraphs with any number of the others at once.

    Args:
        phrasing: Returns the phrasing of a paragraph by its number; it is asked once, when that is first compared.
        paragraphs: The number of paragraphs.
        profile: The thresholds.
    """

    def __init__(self, phrasing: Callable[[int], Phrasing], paragraphs: int, profile: RankingProfile) -> None:
        self._profile = profile
        self._phrasing = of = lru_cache(maxsize=None)(phrasing)
        shortest = profile.copies_shortest
        self._wordings = SharedMembers(lambda number: [tuple(of(number).words)], paragraphs)
        self._numbers = SharedMembers(lambda number: of(number).numbers, paragraphs)
        self._claims = SharedMembers(lambda number: of(number).claims, paragraphs)
        # A short paragraph has no bigrams here, so that it is no copy of one with other words.
        self._bigrams = SharedMembers(
            lambda number: of(number).bigrams if len(of(number).words) >= shortest else (), paragraphs
        )

    def copies(self, one: int, others: Rows) -> Rows:
        """Select those of `others`, int64, that are near copies of the paragraph `one`."""
        if not len(others):  # no text is read for a paragraph that has none near it
            return others
        own = self._phrasing(one)
        is_equal, _ = self._wordings.count([tuple(own.words)], others)
        is_copy = is_equal > 0
        left = np.flatnonzero(~is_copy)
        for agrees in (self._numbers_agree, self._share_bigrams, self._deny_nothing):  # the quickest first
            left = left[agrees(own, others[left])] if len(left) else left
        is_copy[left] = True
        return others[is_copy]

    def _numbers_agree(self, own: Phrasing, others: Rows) -> Mask:
        """A number that only one of two paragraphs has is no contradiction: its sentence may have been cut."""
        shared, theirs = self._numbers.count(own.numbers, others)
        agrees: Mask = shared == np.minimum(theirs, len(own.numbers))
        return agrees

    def _share_bigrams(self, own: Phrasing, others: Rows) -> Mask:
        if len(own.words) < self._profile.copies_shortest:
            return np.zeros(len(others), bool)
        shared, theirs = self._bigrams.count(own.bigrams, others)
        fewer, more = np.minimum(theirs, len(own.bigrams)), np.maximum(theirs, len(own.bigrams))
        has_similar_length = fewer >= self._profile.copies_length_ratio * more
        return (theirs > 0) & has_similar_length & (shared >= self._profile.copies_shared * fewer)

    def _deny_nothing(self, own: Phrasing, others: Rows) -> Mask:
        """True where no bigram is negated in one paragraph only."""
        opposite = {(bigram, not is_negated) for bigram, is_negated in own.claims}
        contradicted, _ = self._claims.count(opposite, others)
        agrees: Mask = contradicted == 0
        return agrees


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
