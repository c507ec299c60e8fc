"""Periods: parses a typed day, month or year into its first and last moment."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from ...corpus.article import iso
from .json_types import PeriodJSON

_PERIOD = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\S+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time, both ends included.

    Attributes:
        since: Its first microsecond, UTC; None if it has no beginning.
        until: Its last microsecond, UTC; None if it has no end.
    """

    since: datetime | None
    until: datetime | None

    def __str__(self) -> str:
        """Format its days, for people."""
        since, until = (time and f"{time:%Y-%m-%d}" for time in (self.since, self.until))
        if since and until:
            return since if since == until else f"{since} to {until}"
        return f"since {since}" if since else f"until {until}"

    def to_dict(self) -> PeriodJSON:
        """As JSON values: ISO 8601, or null for an open end."""
        return {"since": iso(self.since), "until": iso(self.until)}


def first_moment(text: str) -> datetime:
    """The first microsecond of the day, month, year or time `text`, in UTC.

    Raises:
        ValueError: `text` is none of these.
    """
    return _bounds(text)[0]


def last_moment(text: str) -> datetime:
    """The last microsecond of the day, month or year `text`, in UTC: ``--until 2023-04-18`` includes that day.

    A time stands for itself; without an offset it is in UTC.

    Raises:
        ValueError: `text` is none of these.
    """
    return _bounds(text)[1]


def _bounds(text: str) -> tuple[datetime, datetime]:
    try:
        if match := _PERIOD.fullmatch(text):
            return _period(*(int(part) if part else None for part in match.groups()))
        if not _MOMENT.fullmatch(text):  # Python accepts more: 20230418, and 2023-W16 for the Monday of that week
            raise ValueError
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(
            f"{text!r} is not a date; write 2023-04-18, 2023-04, 2023, or a time such as 2023-04-18T09:30Z"
        ) from None
    return moment, moment


def _period(year: int | None, month: int | None, day: int | None) -> tuple[datetime, datetime]:
    """The first and the last microsecond."""
    assert year is not None
    first = date(year, 1 if month is None else month, 1 if day is None else day)
    last_month = 12 if month is None else month
    last = date(year, last_month, monthrange(year, last_month)[1] if day is None else day)
    return datetime.combine(first, time.min, UTC), datetime.combine(last, time.max, UTC)
