"""Counts as a row of characters: blocks where the terminal has them, else plain ASCII."""

from __future__ import annotations

from collections.abc import Sequence

BLOCKS, PLAIN = "▁▂▃▄▅▆▇█", "_.-=+*#@"


def sparkline(counts: Sequence[int], width: int, *, blocks: bool) -> str:
    """Draw a character for each count; for more counts than `width`, for several neighbours together. 0 is a space."""
    step = -(-len(counts) // max(1, width))
    sums = [sum(counts[at : at + step]) for at in range(0, len(counts), step)] if counts else []
    levels, most = BLOCKS if blocks else PLAIN, max(sums, default=0)
    return "".join(levels[-(-count * len(levels) // most) - 1] if count else " " for count in sums)


def bar(count: int, most: int, width: int, *, blocks: bool) -> str:
    """Draw a bar of at most `width` characters, at least one for any count above 0."""
    return ("█" if blocks else "#") * (-(-count * width // most) if most else 0)
