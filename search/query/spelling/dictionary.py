"""A dictionary: tells words that are spelled right from misspelt ones, in the languages of the archive."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

LANGUAGES = frozenset(("ar", "de", "en", "es", "eu", "fa", "fr", "it", "lv", "nl", "pt", "ru"))
"""Languages of which the package pyspellchecker has a list of words."""


def is_listed(word: str, languages: Sequence[str]) -> bool:
    """True where a dictionary of one of `languages` lists `word`, which is in lower case."""
    return any(f'\n"{word}":'.encode() in _listed(code) for code in languages if code in LANGUAGES)


@cache
def _listed(code: str) -> bytes:
    """The list of a language: JSON, a word a line. As bytes it takes a tenth of the memory of a set of words."""
    return gzip.decompress(files("spellchecker").joinpath("resources", f"{code}.json.gz").read_bytes())
