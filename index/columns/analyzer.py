"""Words as the lexical leg sees them: folded, split and stemmed, the same for passages and for questions."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

_ACRONYM = re.compile(r"\b[^\W\d_](?:\.[^\W\d_])+\b\.?")
# Chinese and Japanese put no space between words: there every character is a word of its own.
_WORD = re.compile(r"[぀-ヿ㐀-䶿一-鿿]|[^\W_぀-ヿ㐀-䶿一-鿿]+(?:'[^\W_]+)*")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_LONGEST = 64
"""Characters. What is longer is not a word (an address, a blob) and is cut, so that no such thing swells the index."""

STOP_WORDS = frozenset(
    """
    a about am an and are as at be been being but by can could did do does for from had has have he her his how i if in
    into is it its me my no not of on or our she should so such than that the their them then there these they this to
    was we were what when where which who whom whose why will with would you your
    """.split()  # noqa: SIM905  # a hundred quotation marks would hide the words
)
"""English words that hold a question together and say nothing of what it is about. ("us" is the U.S. more often.)"""

_ENGLISH = Stemmer.Stemmer("english", 0)


def tokens(text: str) -> list[str]:
    """The stems of the words of `text`, in order.

    Case and accents are folded, "U.S." is one word ("us"), "China's" is "china", and stems are Snowball's English ones.
    """
    return [stem(word) for word in words(text)]


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """A word of a question, and what to look for.

    Attributes:
        stem: Its stem.
        forms: The word as it was asked; more than one where a question holds several of one stem.
        tells: Whether it says what the question is about: a function word does not.
    """

    stem: str
    forms: frozenset[str]
    tells: bool


def query_terms(question: str) -> list[QueryTerm]:
    """What to look for, by stem, sorted, each once.

    Function words tell nothing, unless there is nothing else.
    """
    asked: dict[str, set[str]] = {}
    for word in words(question):
        asked.setdefault(stem(word), set()).add(word)
    telling = {it for it, forms in asked.items() if not forms <= STOP_WORDS} or asked.keys()
    return [QueryTerm(it, frozenset(asked[it]), it in telling) for it in sorted(asked)]


def words(text: str) -> list[str]:
    """The words of `text`, folded but not stemmed, in order."""
    return [match[:_LONGEST] for match in _WORD.findall(_fold(text))]


def _fold(text: str) -> str:
    if not text.isascii():
        text = _NOT_ASCII.sub(_without_marks, unicodedata.normalize("NFKD", text))
    # The stemmer knows "china's" from "don't", given a plain apostrophe.
    return _ACRONYM.sub(lambda match: match[0].replace(".", ""), text.casefold().replace("’", "'"))


def _without_marks(match: re.Match[str]) -> str:
    return "".join(char for char in match[0] if not unicodedata.combining(char))


@lru_cache(maxsize=1 << 12)
def stem(word: str) -> str:
    """Snowball's English stem of a folded word."""
    return str(_ENGLISH.stemWord(word))
