"""Acronyms that are spelled like words: WHO, IT and ICE in capitals are names, "who", "it" and "ice" are not."""

from __future__ import annotations

import re

FUNCTION_WORDS = ("IT", "WHO")
"""They find nothing in small letters, and are stressed at the beginning: "WHO did this?"."""
_WORDS = ("AIDS", "ARM", "CAP", "CARE", "GAP", "ICE", "SALT", "START")
_WORD = re.compile(r"\w+")


def extract_acronyms(question: str) -> tuple[str, ...]:
    """List the acronyms that stand in `question`; none of a question in capitals, unless it is a single word."""
    asked = _WORD.findall(question)
    if question.upper() == question and len(asked) != 1:
        return ()
    named = asked[1:] if len(asked) > 1 or "?" in question else asked
    return tuple(name for name in FUNCTION_WORDS if name in named) + tuple(it for it in _WORDS if it in asked)


def holds_acronym(text: str, acronym: str) -> bool:
    """True where `text` has the acronym as a word, in capitals."""
    return re.search(rf"\b{re.escape(acronym)}\b", text) is not None
