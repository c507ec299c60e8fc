"""Spellings of one name, such as Kiev and Kyiv, and forms of one word, such as bn and billion: ``names.txt``.

British and American spellings of one word, such as labour and labor, are in ``english.txt``, and the forms of irregular
verbs, such as steal and stole, in ``irregular.txt``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("names.txt")
_IRREGULAR = Path(__file__).with_name("irregular.txt")
_ENGLISH = Path(__file__).with_name("english.txt")
_ISE = re.compile(
    r"(?<=\w{3}[bcdfghjklmnprtvxy])(?P<end>i[sz](?=e[drs]?s?$|ing$|ations?$|able$)|y[sz](?=e[drs]?s?$|ing$))"
)
"""As in organise and organize, analyse and analyze."""
_UMLAUT = re.compile("[aou]e|aa")
_SAME = "="
"""Begins a line of forms of one word."""


@dataclass(frozen=True, slots=True)
class Variants:
    """Other spellings of a word.

    Attributes:
        words: They, folded.
        is_told: True for a name, of which people are told how it was read.
    """

    words: tuple[str, ...]
    is_told: bool


@cache
def variants() -> Mapping[str, Variants]:
    """Map each folded word of the tables to the other words of its line."""
    lines = [*_lines(_TABLE), *([_SAME, *forms] for forms in irregular_verbs())]
    return {
        word: Variants(tuple(dict.fromkeys(other for other in line if other not in (word, _SAME))), line[0] != _SAME)
        for line in lines
        for word in line
        if word != _SAME
    }


@cache
def irregular_verbs() -> list[list[str]]:
    """The forms of each irregular English verb, its infinitive first."""
    return _lines(_IRREGULAR)


def british_or_american(word: str) -> str:
    """The other spelling of a folded English word: "labourers" for "laborers"; empty where there is none."""
    if match := _ISE.search(word):
        other = match["end"][0] + ("z" if match["end"][1] == "s" else "s")
        return word[: match.start()] + other + word[match.end() :]
    table = _beginnings()
    begun = (place for place in range(len(word), 2, -1) if word[:place] in table)
    place = next(begun, 0)
    return table[word[:place]] + word[place:] if place else ""


def without_umlauts(word: str) -> str:
    """A folded word as it is with umlauts, which are folded to plain letters: "muller" for "mueller"."""
    return _UMLAUT.sub(lambda match: match[0][0], word)


@cache
def _beginnings() -> Mapping[str, str]:
    """The table of beginnings of words, in both directions."""
    pairs = [(british, american) for british, american in _lines(_ENGLISH)]
    return {**{american: british for british, american in pairs}, **dict(pairs)}


def _lines(table: Path) -> list[list[str]]:
    """The words of each line."""
    return [line.split() for line in table.read_text("utf-8").splitlines() if not line.startswith("#")]
