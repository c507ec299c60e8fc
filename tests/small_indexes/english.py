"""The English analysis, word by word, for tests that count by hand."""

from __future__ import annotations

from functools import cache

from nutgraf.index.analysis.language import ENGLISH_STOP_WORDS as STOP_WORDS
from nutgraf.index.analysis.language import language
from nutgraf.index.analysis.words import JOINT

__all__ = ["STOP_WORDS", "stem", "tokens", "words"]


def words(text: str) -> list[str]:
    """All words of a text that are counted, joined ones included."""
    return [form for _, form in language("en").terms(text)]


@cache
def stem(word: str) -> str:
    return language("en").term(word)[0]


def tokens(text: str) -> list[str]:
    """The stems of a text in sequence, as phrases are compared: without joined words."""
    return [stem(word) for word in words(text) if JOINT not in word]
