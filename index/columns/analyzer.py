"""The analyzer: folds, splits and stems text into terms, in the same way for passages and for questions."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache, lru_cache

import Stemmer

_ACRONYM = re.compile(r"\b[^\W\d_](?:\.[^\W\d_])+\b\.?")
# Chinese and Japanese have no spaces between words, so each of their characters is a word.
_WORD = re.compile(r"[぀-ヿ㐀-䶿一-鿿]|[^\W_぀-ヿ㐀-䶿一-鿿]+(?:'[^\W_]+)*")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_LONGEST = 64
"""Characters of a word. A longer one is no word (a URL, a blob) and is cut, so that it cannot swell the index."""

STOP_WORDS = frozenset(
    """
    a about am an and are as at be been being but by can could did do does for from had has have he her his how i if in
    into is it its me my no not of on or our she should so such than that the their them then there these they this to
    was we were what when where which who whom whose why will with would you your
    """.split()  # noqa: SIM905  # as a list it would be hard to read
)
"""English function words, which carry no subject. "us" is not among them: in news it is mostly the U.S."""

_ENGLISH = Stemmer.Stemmer("english", 0)
_VERSION = 1
"""Version of the rules that fold and split words. Increase it with every change of the patterns above."""
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
"""Words that versions of the stemmer may stem differently: the digest of their stems identifies it."""


@dataclass(frozen=True, slots=True)
class Analyzer:
    """Identity of an analyzer: everything that decides which terms a text gets. Terms of different ones do not match.

    Attributes:
        language: The language of the texts, BCP 47.
        name: Its steps, in order.
        version: Version of the rules that fold and split words.
        stop_words: SHA-256 of the sorted stop words, one a line.
        stemmer: The stemming library, its algorithm and its version.
        stems: SHA-256 of the stems of a fixed list of words, one a line.
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
        """Convert to the JSON values of the manifest."""
        return asdict(self)


@cache
def english_analyzer() -> Analyzer:
    """Identify the analyzer that the functions of this module implement."""
    return Analyzer(
        language="en",
        name="fold-split-stem",
        version=_VERSION,
        stop_words=_digest_of(sorted(STOP_WORDS)),
        stemmer=f"PyStemmer english {Stemmer.version()}",
        stems=_digest_of(_ENGLISH.stemWords(_SAMPLE)),
    )


def _digest_of(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def tokens(text: str) -> list[str]:
    """List the stems of the words of `text`, in order.

    Case and accents are folded, "U.S." is one word ("us"), "China's" is "china", and the stemmer is Snowball's English
    one.
    """
    return [stem(word) for word in words(text)]


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """A term of a query: a stem.

    Attributes:
        stem: The stem.
        forms: The words of the query that have this stem, folded.
        is_stopword: True for a function word, which carries no subject.
    """

    stem: str
    forms: frozenset[str]
    is_stopword: bool


def query_terms(question: str) -> list[QueryTerm]:
    """List the terms of a query, sorted by stem, each once.

    A query of stop words only has no stop words: each of its terms counts.
    """
    forms_of: dict[str, set[str]] = {}
    for word in words(question):
        forms_of.setdefault(stem(word), set()).add(word)
    key_terms = {key for key, forms in forms_of.items() if not forms <= STOP_WORDS} or forms_of.keys()
    return [QueryTerm(key, frozenset(forms_of[key]), key not in key_terms) for key in sorted(forms_of)]


def words(text: str) -> list[str]:
    """List the words of `text`, folded but not stemmed, in order."""
    return [match[:_LONGEST] for match in _WORD.findall(_fold(text))]


def _fold(text: str) -> str:
    if not text.isascii():
        text = _NOT_ASCII.sub(_without_marks, unicodedata.normalize("NFKD", text))
    # The stemmer treats "china's" and "don't" rightly only with a plain apostrophe.
    return _ACRONYM.sub(lambda match: match[0].replace(".", ""), text.casefold().replace("’", "'"))


def _without_marks(match: re.Match[str]) -> str:
    return "".join(char for char in match[0] if not unicodedata.combining(char))


@lru_cache(maxsize=1 << 12)
def stem(word: str) -> str:
    """Stem a folded word with Snowball's English stemmer."""
    return str(_ENGLISH.stemWord(word))
