"""The day of asking, to which "last week" and "now" refer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from ..json_types.results import AsOfJSON

Days = tuple[date, date]

ALIVE = 31
"""Days that the newest article of an archive may be old for the archive to be alive: asked about today."""


@dataclass(frozen=True, slots=True)
class AsOf:
    """A day of asking.

    Attributes:
        day: The day.
        source: ``given`` with the question, ``today``, or the last day of an ``archive`` that is no longer added to.
    """

    day: date
    source: Literal["given", "today", "archive"]

    def __str__(self) -> str:
        """Format it for people."""
        why = {"given": "", "today": ", today", "archive": ", the archive's last day"}
        return f"as of {self.day}{why[self.source]}"

    def to_dict(self) -> AsOfJSON:
        """Convert to JSON values."""
        return {"day": self.day.isoformat(), "source": self.source}


class Clock:
    """Tells the day of asking, and reads the days of the archive only if that is needed.

    Args:
        given: The day that came with the question, if one did.
        days: Returns the first and the last day of the archive; None where no article has a day.
        today: Today, by default in UTC.
    """

    def __init__(
        self, given: date | None = None, days: Callable[[], Days | None] = lambda: None, *, today: date | None = None
    ) -> None:
        self._given, self._days = given, days
        self.today = today or datetime.now(UTC).date()

    @property
    def asked(self) -> date:
        """The day that came with the question, or today."""
        given = self._given or self.today
        return given.date() if isinstance(given, datetime) else given

    def as_of(self) -> AsOf | None:
        """The given day; else today if the archive is alive, or its last day; None where no article has a day."""
        if self._given:
            return AsOf(self.asked, "given")
        days = self._days()
        if days is None:
            return None
        if (self.today - days[1]).days <= ALIVE:
            return AsOf(self.today, "today")
        return AsOf(days[1], "archive")

    def knows(self, year: int) -> bool:
        """True where the archive has articles of about that year, or no days at all."""
        days = self._days()
        return days is None or days[0].year <= year <= days[1].year
