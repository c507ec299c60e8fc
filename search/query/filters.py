"""The filters of a search as people and programs write them: each declared once, and one translation to `Filter`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from ...index.filter import Filter
from .options import Option
from .period import first_moment, last_moment

MOMENTS: Mapping[str, Callable[[str], date]] = {"since": first_moment, "until": last_moment}
"""The filters by time, and how the text of each is read."""
FACETS = tuple(Filter().facets())
"""The filters by name."""
FILTERS: Mapping[str, Option] = {
    "since": Option(help="Published then or later: 2023-04-18, 2023-04 or 2023.", metavar="DATE"),
    "until": Option(help="Published then or earlier, the day included: 2023-04-18, 2023-04 or 2023.", metavar="DATE"),
    "source": Option(help="Only these outlets, whatever their case.", metavar="NAME"),
    "category": Option(help="Only these sections, whatever their case.", metavar="NAME"),
    "author": Option(help="Only these authors, whatever their case.", metavar="NAME"),
}
"""All filters by name, which is that of `Filter`."""


def to_filter(given: Mapping[str, Any]) -> Filter:
    """The `Filter` for the values given: times as `MOMENTS` read them, names as a list for each facet.

    Args:
        given: Values by the filter's name. None, an empty list and other keys count as nothing.
    """
    values: dict[str, Any] = {name: given.get(name) for name in MOMENTS}
    return Filter(**values | {name: tuple(given.get(name) or ()) for name in FACETS})
