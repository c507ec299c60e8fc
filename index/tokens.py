"""Words as the lexical leg sees them: folded, split and stemmed, the same for passages and for questions."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

import Stemmer

_ACRONYM = re.compile(r"\b[^\W\d_](?:\.[^\W\d_])+\b\.?")
# Chinese and Japanese put no space between words: there every character is a word of its own.
_WORD = re.compile(r"[぀-ヿ㐀-䶿一-鿿]|[^\W_぀-ヿ㐀-䶿一-鿿]+(?:'[^\W_]+)*")
_LONGEST = 64
"""Characters. What is longer is not a word (an address, a blob) and is cut, so that no such thing swells the index."""

FUNCTION_WORDS = frozenset(
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
    return [_stem(word) for word in words(text)]


def clues(question: str) -> list[tuple[str, ...]]:
    """What to look for: the stem of each telling word of `question`, and each two of them that stand side by side.

    Function words tell nothing, unless there is nothing else. Sorted, each clue once.
    """
    asked = words(question)
    telling = [word not in FUNCTION_WORDS for word in asked]
    if not any(telling):
        telling = [True] * len(asked)
    stems = [_stem(word) for word in asked]
    singles = {(stem,) for stem, tells in zip(stems, telling, strict=True) if tells}
    pairs = {pair for pair, tells in zip(pairwise(stems), pairwise(telling), strict=True) if all(tells)}
    return sorted(singles | pairs)


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
