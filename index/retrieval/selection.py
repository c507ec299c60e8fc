"""Selections: passages told by what they hold, so that any store can find them, wherever its rows are."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..filter import Filter


@dataclass(frozen=True, slots=True)
class Selection:
    """The passages that hold something, and do not hold something else.

    Attributes:
        phrases: The text of a passage holds one of these, see `PassageStore.holding`; any text where there are none.
        filters: Its article passes this filter.
        without: Its article passes none of these filters.
        without_phrases: Its text holds none of these.
    """

    phrases: tuple[str, ...] = ()
    filters: Filter = field(default_factory=Filter)
    without: tuple[Filter, ...] = ()
    without_phrases: tuple[str, ...] = ()
