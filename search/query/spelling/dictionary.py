"""A dictionary: tells words that are spelled right from misspelt ones, and common words from unusual ones."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from functools import cache
from heapq import nlargest
from importlib.resources import files

import orjson

LANGUAGES = frozenset(("ar", "de", "en", "es", "eu", "fa", "fr", "it", "lv", "nl", "pt", "ru"))
"""Languages of which the package pyspellchecker has a list of words."""
_COMMON = 1_000
"""Words of everyday speech that say nothing about a story: "said", "must", "above"."""


def is_listed(word: str, languages: Sequence[str]) -> bool:
    """True where a dictionary of one of `languages` lists `word`, which is in lower case."""
    return any(f'\n"{word}":'.encode() in _listed(code) for code in languages if code in LANGUAGES)


@cache
def common_words(code: str) -> frozenset[str]:
    """The `_COMMON` most frequent words of a language in everyday speech; none where there is no list of it."""
    if code not in LANGUAGES:
        return frozenset()
    counts: dict[str, int] = orjson.loads(_listed(code))
    return frozenset(nlargest(_COMMON, counts, key=lambda word: counts[word]))


@cache
def _listed(code: str) -> bytes:
    """The list of a language: JSON, a word a line. As bytes it takes a tenth of the memory of a set of words."""
    return gzip.decompress(files("spellchecker").joinpath("resources", f"{code}.json.gz").read_bytes())
