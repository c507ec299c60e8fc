"""Spellings of one name, such as Kiev and Kyiv, and forms of one word, such as bn and billion: ``names.txt``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("names.txt")
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
    """Map each folded word of the table to the other words of its line."""
    lines = [line.split() for line in _TABLE.read_text("utf-8").splitlines() if not line.startswith("#")]
    return {
        word: Variants(tuple(other for other in line if other not in (word, _SAME)), line[0] != _SAME)
        for line in lines
        for word in line
        if word != _SAME
    }
