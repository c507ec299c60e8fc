"""Parse the date of a record as a time with the offset it gives, or refuse it; never guess."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

_MAX_LENGTH = 100
"""Characters. No date is longer, and dateutil is slow on long strings."""

_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ].+)?|\d{8}[Tt].+", re.ASCII)
_RFC_2822 = re.compile(
    r"(?:[A-Za-z]{3}, *)?\d{1,2} +[A-Za-z]{3} +\d{4} +\d\d:\d\d(?::\d\d)? +(?:[+-]\d{4}|UTC?|GMT|Z|[ECMP][SD]T)",
    re.ASCII,
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_YEAR_FIRST = re.compile(r"\d{4}\D", re.ASCII)

_DEFAULTS = (datetime(2001, 1, 1), datetime(2002, 2, 2))  # they differ in every part that a date may omit


class _UnknownZoneError(Exception):
    """The date names a time zone whose offset is unknown."""


def parse_date(value: object) -> datetime:
    """Convert a string, a date, or seconds or milliseconds since 1970 to an aware time.

    It keeps the offset that is given. A missing zone means UTC, a missing time means midnight.

    Raises:
        ValueError: `value` is no date, or its meaning is uncertain: incomplete, day and month in doubt, a year of two
            digits, an unknown time zone.
    """
    try:
        time = _parse_value(value)
        time = time.replace(tzinfo=timezone(time.utcoffset() or timedelta(0)))
        time.astimezone(UTC)  # a time beyond the calendar has no instant
    except OverflowError:
        raise ValueError(f"{quoted(value)} is out of range") from None
    return time


def quoted(value: object) -> str:
    """Shorten `value` for a message, with quotes around a string."""
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _MAX_LENGTH else f"{text[:_MAX_LENGTH]}..."


def _parse_value(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_timestamp(value)
    if isinstance(value, str):
        return _parse_text(value.strip())
    raise ValueError(f"a {type(value).__name__} is not a date")


def _from_timestamp(value: float) -> datetime:
    """Read seconds up to the year 5138, or milliseconds up to 2286; fourteen digits are a date without dashes."""
    if 1e8 <= value < 1e11:
        return datetime.fromtimestamp(value, UTC)
    if 1e11 <= value < 1e13:
        return datetime.fromtimestamp(value / 1000, UTC)
    raise ValueError(f"{quoted(value)} is not a time in seconds or milliseconds since 1970")


def _parse_text(text: str) -> datetime:
    if len(text) > _MAX_LENGTH:
        raise ValueError(f"{quoted(text)} is not a date")
    if _NUMBER.fullmatch(text):
        return _parse_digits(text)
    try:
        if _ISO.fullmatch(text):
            return datetime.fromisoformat(text)
        if _RFC_2822.fullmatch(text):
            return parsedate_to_datetime(text)
    except ValueError:
        pass  # "2023-04-18 10:00 UTC" looks like ISO but is not
    return _parse_with_dateutil(text)


def _parse_digits(text: str) -> datetime:
    formats = {8: "%Y%m%d", 14: "%Y%m%d%H%M%S"}
    if len(text) in formats:
        try:
            return datetime.strptime(text, formats[len(text)]).replace(tzinfo=UTC)
        except ValueError:
            raise ValueError(f"{quoted(text)} is not a date") from None
    if len(text) == 12:  # 202304181015 is a day in 2023, or one in 1976 in milliseconds
        raise ValueError(f"{quoted(text)} is ambiguous")
    try:
        return _from_timestamp(float(text))
    except ValueError:
        raise ValueError(f"{quoted(text)} is ambiguous or incomplete") from None


def _parse_with_dateutil(text: str) -> datetime:
    """Parse `text` with `dateutil`, and refuse a date that depends on dateutil's assumptions."""
    from dateutil import parser

    day_first = (False,) if _YEAR_FIRST.match(text) else (False, True)
    try:
        readings = {
            parser.parse(text, default=default, dayfirst=first, tzinfos=_known_offset)
            for default in _DEFAULTS
            for first in day_first
        }
    except _UnknownZoneError:
        raise ValueError(f"{quoted(text)} names an unknown time zone") from None
    except Exception:  # dateutil raises many kinds of errors: OverflowError, TypeError, decimal's
        raise ValueError(f"{quoted(text)} is not a date") from None
    reading = readings.pop()
    if readings or f"{reading.year:04}" not in text:
        raise ValueError(f"{quoted(text)} is ambiguous or incomplete")
    return reading


def _known_offset(name: str | None, seconds: int | None) -> int | None:
    if name and seconds is None:  # dateutil would only warn, and ignore the zone
        raise _UnknownZoneError
    return seconds
