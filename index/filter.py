"""What a question may be narrowed to: dates and facets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..corpus.article import iso


@dataclass(frozen=True, slots=True)
class Filter:
    """Only articles that meet every condition given; of several values of one facet, any one.

    Attributes:
        since: Published at this time or later. An aware time; articles without a date do not pass.
        until: Published at this time or earlier.
        source: Outlets, whatever their case.
        category: Sections.
        author: Bylines.

    Raises:
        ValueError: A time is naive, or a facet is a bare string where a tuple of them is meant.
    """

    since: datetime | None = None
    until: datetime | None = None
    source: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    author: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for time in (self.since, self.until):
            if time is not None and not (isinstance(time, datetime) and time.tzinfo):
                raise ValueError(f"a filter needs a time with a time zone, not {time}")
        for name, values in self.facets().items():
            if type(values) is not tuple or not all(isinstance(value, str) for value in values):
                raise ValueError(f"{name} takes a tuple of strings, not {values!r}")

    def facets(self) -> dict[str, tuple[str, ...]]:
        """The conditions on columns of strings, by column."""
        return {"source": self.source, "category": self.category, "author": self.author}

    def to_dict(self) -> dict[str, Any]:
        """The conditions that are set, as JSON values."""
        times = {"since": self.since, "until": self.until}
        return {name: iso(time) for name, time in times.items() if time} | {
            name: list(values) for name, values in self.facets().items() if values
        }
