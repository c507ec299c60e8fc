"""Acronyms that are spelled like function words: WHO and IT in capitals are names, "who" and "it" are not."""

from __future__ import annotations

import re

NAMES = ("IT", "WHO")
_WORD = re.compile(r"\w+")


def extract_acronyms(question: str) -> tuple[str, ...]:
    """List the `NAMES` that stand in `question`; none of a question in capitals, nor its first word."""
    if question.upper() == question:
        return ()
    later = set(_WORD.findall(question)[1:])
    return tuple(name for name in NAMES if name in later)


def holds_acronym(text: str, acronym: str) -> bool:
    """True where `text` has the acronym as a word, in capitals."""
    return re.search(rf"\b{re.escape(acronym)}\b", text) is not None
