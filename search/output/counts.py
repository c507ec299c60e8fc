"""Counts in words."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str = "") -> str:
    """Format a count with its noun: ``1 passage``, ``2,000 passages``; `plural` where an "s" does not make it."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"
