"""Recognises notes of corrections and clarifications, in the words of ``corrections.json``, and stealth edits."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import orjson

from ....corpus.article import Article
from ....index.analysis.words import words

_MARKS = ":.,;()[]|/–—‒-：。（【"
"""What may follow the words that open a note. Behind "Correction of the exam papers" there is another word."""
_APOSTROPHES = str.maketrans("’‘`´", "''''")
_BREAK = re.compile(r"\n+")


def notes(text: str) -> set[str]:
    """The paragraphs of a text that are notes of corrections, with white space and case folded."""
    return {folded for paragraph in _BREAK.split(text) if _is_note(folded := _folded(paragraph))}


def is_correction(before: Article | None, after: Article) -> bool:
    """True where `after` has a note of a correction that `before` lacked; for None, where it has any."""
    return bool(notes(after.text) - (notes(before.text) if before else set()))


def is_stealth(before: Article, after: Article) -> bool:
    """True where words of headline or text changed, with no new note and no later time of change."""
    if words(f"{before.title}\n{before.text}") == words(f"{after.title}\n{after.text}"):
        return False  # only case, accents, punctuation or white space
    was_told = after.updated is not None and (before.updated is None or after.updated > before.updated)
    return not was_told and not is_correction(before, after)


def _is_note(folded: str) -> bool:
    opens, holds = _phrases()
    bare = folded.lstrip("*_#[(【（ ")
    found = opens.match(bare)
    if found and (not (rest := bare[found.end() :].lstrip("*_ ")) or rest[0] in _MARKS):
        return True
    return bool(holds.search(folded))


def _folded(text: str) -> str:
    return " ".join(text.translate(_APOSTROPHES).casefold().split())


@cache
def _phrases() -> tuple[re.Pattern[str], re.Pattern[str]]:
    tables = orjson.loads(files(__package__).joinpath("corrections.json").read_bytes())
    opens, holds = (
        re.compile("|".join(sorted({re.escape(_folded(it)) for each in table.values() for it in each}, reverse=True)))
        for table in (tables["opens"], tables["holds"])
    )
    return opens, holds
