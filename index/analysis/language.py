"""A language: its stemmer and function words, with which words become terms; and its words for months and reporting.

Stemmer and function words of English are written here, those of all other languages in ``languages.jsonl``, which a
search over an English archive never reads. A language that has no row is folded and split, and not stemmed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import orjson
import Stemmer

from .words import JOINT, fold, split

Term = tuple[str, str]
"""A word of a text: its stem, by which it is found, and its form, the folded word."""

ENGLISH = "en"
ENGLISH_STOP_WORDS = frozenset(
    """
    a about am an and are as at be been being but by can could did do does for from had has have he her his how i if in
    into is it its me my no not of on or our she should so such than that the their them then there these they this to
    was we were what when where which who whom whose why will with would you your
    """.split()  # noqa: SIM905  # as a list it would be hard to read
)
"""English function words, which carry no subject. "us" is not among them: in news it is mostly the U.S."""

_TABLE = Path(__file__).with_name("languages.jsonl")
_STEMS_CACHED = 1 << 14
_PLAIN = JOINT
"""Begins the second term of a word with accents, for questions without them: it stands in no row, as joined words."""
_PREFIX = "first-"
"""A stemmer of this name keeps the first letters of a word: the simple one for languages with many endings."""
_ALIASES = {
    "nb": "no",
    "nn": "no",
    "iw": "he",
    "in": "id",
    "fil": "tl",
    "yue": "zh",
    "wuu": "zh",
    "cmn": "zh",
    "arz": "ar",
}
"""Tags of the same language for our purpose."""


class Language:
    """The analysis of one language. Safe for any number of threads.

    Args:
        code: The language, a BCP 47 tag without subtags.
        stemmer: A Snowball algorithm, ``first-N`` for the first N letters of a word, or empty for no stemming.
        stop_words: Its function words, folded.
        strip: A pattern for what is taken off a word first: an article before an apostrophe, an ending after one, or an
            ending that no Snowball algorithm knows.
    """

    def __init__(self, code: str, stemmer: str, stop_words: frozenset[str], strip: str = "") -> None:
        self.code = code
        self.stemmer = stemmer
        self.stop_words = stop_words
        self.strip = strip
        self._strip = re.compile(strip) if strip else None
        self._letters = int(stemmer.removeprefix(_PREFIX)) if stemmer.startswith(_PREFIX) else 0
        self._snowball = Stemmer.Stemmer(stemmer, 0) if stemmer and not self._letters else None
        self.term = lru_cache(_STEMS_CACHED)(self._term)

    def terms(self, text: str) -> list[Term]:
        """List the terms of `text` in order, joined words included, and after a word with accents its plain one."""
        return [term for word in split(text) for term in (self.term(word), *self._plain(word))]

    def sought(self, word: str) -> set[str]:
        """Return the stems under which the archive may have a word of a question, whoever left out the accents."""
        if self.code == ENGLISH:
            return {self.term(word)[0]}
        plain = self.term(fold(word))[0]
        return {self.term(word)[0], plain, *([_PLAIN + plain] if word == fold(word) else [])}

    def _plain(self, word: str) -> list[Term]:
        """Make a second term of a word that has another stem when it is written without its accents."""
        if word.isascii() or self.code == ENGLISH:
            return []
        (stem, form), (plain, _) = self.term(word), self.term(fold(word))
        return [(_PLAIN + plain, _PLAIN + form)] if plain != stem else []

    def stems(self, text: str) -> list[str]:
        """List the stems of the words of `text` in order, joined words included."""
        return [self.term(word)[0] for word in split(text)]

    def _term(self, word: str) -> Term:
        """Make the term of a word that `words.split` returned."""
        if self._strip:
            word = self._strip.sub("", word) or word
        form = fold(word)
        # English has no accents of its own. The stemmers of other languages know the endings with theirs.
        bare = (form if self.code == ENGLISH else word).replace(JOINT, "")
        if self._snowball:
            bare = str(self._snowball.stemWord(bare)) or bare
        elif self._letters:
            bare = fold(bare)[: self._letters]
        return fold(bare), form


@cache
def language(tag: str) -> Language:
    """Look up a language by its BCP 47 tag; its region and script do not matter."""
    code = code_of(tag)
    if code == ENGLISH:
        return Language(ENGLISH, "english", ENGLISH_STOP_WORDS)
    row = _rows().get(code, {})
    return Language(code, row.get("stemmer", ""), _folded(row.get("stop_words", "")), row.get("strip", ""))


def code_of(tag: str) -> str:
    """Return the language of a BCP 47 tag: ``pt`` of ``pt-BR``, ``no`` of ``nb``."""
    code = tag.partition("-")[0].lower()
    return _ALIASES.get(code, code)


def known_languages() -> dict[str, str]:
    """Map the code of each language that has a row to its English name."""
    return {code: row["name"] for code, row in _rows().items()}


def month_names(tag: str) -> Sequence[str]:
    """List the twelve months of a language, folded, from January; empty where the table has none."""
    return [fold(month) for month in _rows().get(code_of(tag), {}).get("months", "").casefold().split()]


def reporting_words(tag: str) -> frozenset[str]:
    """Return the words of a language that stand beside an outlet ("said", "according"), folded."""
    return _folded(_rows().get(code_of(tag), {}).get("reporting", ""))


@cache
def _rows() -> dict[str, dict[str, str]]:
    rows = map(orjson.loads, _TABLE.read_bytes().splitlines())
    return {row["code"]: row for row in rows}


def _folded(listed: str) -> frozenset[str]:
    """Fold a list of words, each split as in a text."""
    return frozenset(fold(word) for word in split(listed) if JOINT not in word)
