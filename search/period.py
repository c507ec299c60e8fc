"""A day, a month or a year as it is typed becomes the stretch of time it means."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_PERIOD = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_TICK = timedelta(microseconds=1)


def first_moment(text: str) -> datetime:
    """When the day, month, year or time `text` begins, in UTC.

    Raises:
        ValueError: It is none of these.
    """
    return _bounds(text)[0]


def last_moment(text: str) -> datetime:
    """The last microsecond of the day, month, year or time `text`, in UTC: ``--until 2023-04-18`` includes that day.

    Raises:
        ValueError: It is none of these.
    """
    return _bounds(text)[1]


def _bounds(text: str) -> tuple[datetime, datetime]:
    try:
        if match := _PERIOD.fullmatch(text):
            year, month, day = (int(part) if part else None for part in match.groups())
            assert year is not None
            first = datetime(year, month or 1, day or 1, tzinfo=UTC)
            return first, _after(first, month, day) - _TICK
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(
            f"{text!r} is no date; write 2023-04-18, 2023-04, 2023, or a time such as 2023-04-18T09:30Z"
        ) from None
    return moment, moment


def _after(first: datetime, month: int | None, day: int | None) -> datetime:
    """When the next day, month or year begins."""
    if day:
        return first + timedelta(days=1)
    if month:
        return (first + timedelta(days=31)).replace(day=1)
    return first.replace(year=first.year + 1)
