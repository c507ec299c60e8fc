"""Words as the lexical leg sees them: folded, split and stemmed, the same for passages and for questions."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import Stemmer

_ACRONYM = re.compile(r"\b[^\W\d_](?:\.[^\W\d_])+\b\.?")
# Chinese and Japanese put no space between words: there every character is a word of its own.
_WORD = re.compile(r"[぀-ヿ㐀-䶿一-鿿]|[^\W_぀-ヿ㐀-䶿一-鿿]+(?:'[^\W_]+)*")
_LONGEST = 64
"""Characters. What is longer is not a word (an address, a blob) and is cut, so that no such thing swells the index."""

_ENGLISH = Stemmer.Stemmer("english", 0)


def tokens(text: str) -> list[str]:
    """The stems of the words of `text`, in order.

    Case and accents are folded, "U.S." is one word ("us"), "China's" is "china", and stems are Snowball's English ones.
    """
    return [_stem(word) for word in words(text)]


def words(text: str) -> list[str]:
    """The words of `text`, folded but not stemmed, in order."""
    return [match[:_LONGEST] for match in _WORD.findall(_fold(text))]


def _fold(text: str) -> str:
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in apart if not unicodedata.combining(char))
    # The stemmer knows "china's" from "don't", given a plain apostrophe.
    return _ACRONYM.sub(lambda match: match[0].replace(".", ""), text.casefold().replace("’", "'"))


@lru_cache(maxsize=1 << 17)
def _stem(word: str) -> str:
    return str(_ENGLISH.stemWord(word))
