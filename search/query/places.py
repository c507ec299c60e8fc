"""Places of words in a question."""

from __future__ import annotations

from collections.abc import Iterable

Place = tuple[int, int]
"""Start and end of words in the question, in characters. Several are in order, and do not overlap."""
LONGEST_TYPED = 300
"""Characters of the longest question that somebody types: no names or exclusions are looked for in a pasted article."""


def blank_out(question: str, places: Iterable[Place]) -> str:
    """Put spaces in place of words: the question stays equally long, so that other places in it stay."""
    for start, end in places:
        question = question[:start] + " " * (end - start) + question[end:]
    return question
