"""`Excluded`: the words, outlets, authors and periods that a question wants left out, as `exclusion` reads them."""

from __future__ import annotations

from dataclasses import dataclass

from .period import Period

MARKS = "-–−!"  # phones and word processors make a dash of a hyphen
"""Marks before a word that leave it out."""


@dataclass(frozen=True, slots=True)
class Excluded:
    """All that a question wants left out.

    Attributes:
        texts: Its words as they were typed, in order: one for each part.
        phrases: Those of them that passages are searched for.
        sources: Outlets, values of the archive's ``source``.
        authors: Authors, values of the archive's ``author``.
        periods: Stretches of time.
    """

    texts: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()

    def __bool__(self) -> bool:
        """True where it is anything."""
        return bool(self.texts)
