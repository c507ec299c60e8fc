"""What a question may be narrowed to: dates and facets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Filter:
    """Only articles that meet every condition given; of several values of one facet, any one.

    Attributes:
        since: Published at this time, which is aware, or on this day, or later. A time is an instant, a day is the
            article's own calendar day. Articles without a date do not pass.
        until: Published then or earlier, the day included.
        source: Outlets, whatever their case.
        category: Sections: any one of the article's is enough.
        author: Authors, likewise.

    Raises:
        ValueError: A time is naive, or a facet is a bare string where a tuple of them is meant.
    """

    since: date | datetime | None = None
    until: date | datetime | None = None
    source: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    author: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for time in (self.since, self.until):
            if time is not None and not (time.tzinfo if isinstance(time, datetime) else isinstance(time, date)):
                raise ValueError(f"a filter needs a day, or a time with a time zone, not {time}")
        for name, values in self.facets().items():
            if type(values) is not tuple or not all(isinstance(value, str) for value in values):
                raise ValueError(f"{name} takes a tuple of strings, not {values!r}")

    @property
    def is_reversed(self) -> bool:
        """Whether it ends before it begins. Of a day and a time that is not said: not everywhere is it the same day."""
        if self.since is None or self.until is None:
            return False
        return isinstance(self.since, datetime) == isinstance(self.until, datetime) and self.since > self.until

    def facets(self) -> dict[str, tuple[str, ...]]:
        """The conditions on columns of strings, by column."""
        return {"source": self.source, "category": self.category, "author": self.author}

    def to_dict(self) -> dict[str, Any]:
        """The conditions that are set, as JSON values."""
        times = {"since": self.since, "until": self.until}
        return {name: time.isoformat().replace("+00:00", "Z") for name, time in times.items() if time} | {
            name: list(values) for name, values in self.facets().items() if values
        }
