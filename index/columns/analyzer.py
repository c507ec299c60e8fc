"""Words as the lexical leg sees them: folded, split and stemmed, the same for passages and for questions."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache, lru_cache

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
_VERSION = 1
"""Counts changes of how words are folded and split: whoever changes one of the patterns above counts up."""
_SAMPLE = """
    abilities accused added agencies agreed aided announcement argued atrocities banned bodies bombing businesses came
    carried cities civilians communities controlling daily dangerously denied deputies dying early economies elections
    emergency exceedingly families fairly fighting formalities generalization generously germanys governments happily
    hearings homelessness hopefulness houses human importantly inning killed knives leaves lying ministers mitigation
    nationalities news nobly only organisation's organised organizer's outing paste plastered politically politics
    proceeded queries quickly recognised relational replacement rescuer's rioters rolling running says scientists skiing
    skies smuggled sought spies stories succeeded taxes theologians they'd ties totally tragedies tried ukrainians
    undecided university unionised usefully voted vying warring wildly witnesses wolves workers yearly youngest yours
    """.split()  # noqa: SIM905
"""Words on which versions of the stemmer differ, or might: what becomes of them stands for what it does."""


@dataclass(frozen=True, slots=True)
class Analyzer:
    """All that decides which terms a text gets. Terms of two analyzers cannot be compared.

    Attributes:
        language: Of the texts it is made for, BCP 47.
        name: What it does, in the order it does it.
        version: Counts changes of how words are folded and split.
        stop_words: SHA-256 of the sorted stop words, one a line.
        stemmer: The library that stems, its algorithm and its version.
        stems: SHA-256 of what the stemmer makes of a fixed list of words, one a line.
    """

    language: str
    name: str
    version: int
    stop_words: str
    stemmer: str
    stems: str

    def __str__(self) -> str:
        return (
            f"{self.name} {self.version} for {self.language} (stop words {self.stop_words[:8]}, "
            f"{self.stemmer}, stems {self.stems[:8]})"
        )

    def to_dict(self) -> dict[str, str | int]:
        """As it stands in the manifest."""
        return asdict(self)


@cache
def english_analyzer() -> Analyzer:
    """The analyzer that the functions of this module are."""
    return Analyzer(
        language="en",
        name="fold-split-stem",
        version=_VERSION,
        stop_words=_digest_of(sorted(STOP_WORDS)),
        stemmer=f"PyStemmer english {Stemmer.version()}",
        stems=_digest_of(_ENGLISH.stemWords(_SAMPLE)),
    )


def _digest_of(listed: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(listed).encode()).hexdigest()


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
