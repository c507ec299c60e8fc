"""Excerpts of long passages: whole sentences around the one that answers."""

from __future__ import annotations

import re

_LONG = 900
"""Characters of a passage that is shortened: some twelve lines of a terminal."""
_EXCERPT = 600
"""Characters of an excerpt, at most, unless one sentence alone is longer."""
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*(?:\s+|(?<=[。！？]))")


def is_long(text: str) -> bool:
    """True for a passage that `excerpt` shortens."""
    return len(text) > _LONG


def excerpt(text: str, highlight: tuple[int, int]) -> tuple[int, int]:
    """Choose the start and the end of what to show of a passage: `highlight` with the sentences around, or all of it.

    Two thirds of the room are for what comes after the highlight.
    """
    if not is_long(text):
        return 0, len(text)
    start, end = highlight
    breaks = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    room = max(_EXCERPT - (end - start), 0)
    first = min([it for it in breaks if start - room // 3 <= it <= start], default=start)
    last = max([it for it in breaks if end <= it <= end + room - (start - first)], default=end)
    return first, last
