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
    """A stem of a query.

    Attributes:
        stem: The stem.
        forms: The words as the query has them; more than one where several share the stem.
        is_stopword: True for a word that does not say what the query is about.
    """

    stem: str
    forms: frozenset[str]
    is_stopword: bool


def query_terms(question: str) -> list[QueryTerm]:
    """The terms of a query, sorted by stem, each once.

    Stop words are terms like all others where there is nothing else.
    """
    forms_of: dict[str, set[str]] = {}
    for word in words(question):
        forms_of.setdefault(stem(word), set()).add(word)
    keys = {key for key, forms in forms_of.items() if not forms <= STOP_WORDS} or forms_of.keys()
    return [QueryTerm(key, frozenset(forms_of[key]), key not in keys) for key in sorted(forms_of)]


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
