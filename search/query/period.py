"""Periods: parses a typed day, month or year into its first and last day."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime

from .json_types.results import PeriodJSON

_PERIOD = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\S+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, both ends included.

    Attributes:
        since: Its first day; None if it has no beginning.
        until: Its last day; None if it has no end.
    """

    since: date | None
    until: date | None

    def __str__(self) -> str:
        """Format its days, for people."""
        if self.since and self.until:
            return f"{self.since}" if self.since == self.until else f"{self.since} to {self.until}"
        return f"since {self.since}" if self.since else f"until {self.until}"

    def to_dict(self) -> PeriodJSON:
        """As JSON values: ISO 8601, or null for an open end."""
        return {
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
        }


def days_of(text: str) -> tuple[date, date]:
    """The first and the last day of the day, month or year `text`.

    Raises:
        ValueError: It is none of these.
    """
    match = _PERIOD.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is no day, month or year")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    first = date(year, 1 if month is None else month, 1 if day is None else day)
    last_month = 12 if month is None else month
    return first, date(year, last_month, monthrange(year, last_month)[1] if day is None else day)


def bounds(text: str) -> tuple[date | datetime, date | datetime]:
    """The first and the last day of the day, month or year `text`; a time is both, in UTC, also without an offset.

    Raises:
        ValueError: It is none of these.
    """
    try:
        if _PERIOD.fullmatch(text):
            return days_of(text)
        if not _MOMENT.fullmatch(text):  # Python accepts more: 20230418, and 2023-W16 for the Monday of that week
            raise ValueError
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{text!r} is no day, month, year or time") from None
    return moment, moment
