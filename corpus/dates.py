"""What a record calls its date becomes a moment, with the offset it gives, or is refused: never a guess."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

_LONGEST = 100
"""Characters. No date is longer, and the parser of odd dates is slow on what is."""

_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ].+)?|\d{8}[Tt].+", re.ASCII)
_RFC_2822 = re.compile(
    r"(?:[A-Za-z]{3}, *)?\d{1,2} +[A-Za-z]{3} +\d{4} +\d\d:\d\d(?::\d\d)? +(?:[+-]\d{4}|UTC?|GMT|Z|[ECMP][SD]T)",
    re.ASCII,
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_YEAR_FIRST = re.compile(r"\d{4}\D", re.ASCII)

_DEFAULTS = (datetime(2001, 1, 1), datetime(2002, 2, 2))  # what a date leaves out differs between them


class _UnknownZoneError(Exception):
    """A time zone is named whose offset the name does not tell."""


def moment(value: object) -> datetime:
    """The aware time that `value` means: a string, a date, or seconds or milliseconds since 1970.

    It has the offset that is given. Without a zone it is UTC, without a time it is midnight.

    Raises:
        ValueError: It is no date, or only a guess would make one of it: incomplete, day and month in doubt, two digits
            of a year, an unknown time zone.
    """
    try:
        found = _read(value)
        found = found.replace(tzinfo=timezone(found.utcoffset() or timedelta(0)))
        found.astimezone(UTC)  # a time beyond the years that there are has no instant
    except OverflowError:
        raise ValueError(f"{shown(value)} is out of range") from None
    return found


def shown(value: object) -> str:
    """`value` for a message: in quotes where it is a string, and short."""
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _read(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _since_1970(value)
    if isinstance(value, str):
        return _written(value.strip())
    raise ValueError(f"a {type(value).__name__} is no date")


def _since_1970(value: float) -> datetime:
    """Seconds up to the year 5138, or milliseconds up to 2286; fourteen digits are a date without its dashes."""
    if 1e8 <= value < 1e11:
        return datetime.fromtimestamp(value, UTC)
    if 1e11 <= value < 1e13:
        return datetime.fromtimestamp(value / 1000, UTC)
    raise ValueError(f"{shown(value)} is no time in seconds or milliseconds since 1970")


def _written(text: str) -> datetime:
    if len(text) > _LONGEST:
        raise ValueError(f"{shown(text)} is no date")
    if _NUMBER.fullmatch(text):
        return _digits(text)
    try:
        if _ISO.fullmatch(text):
            return datetime.fromisoformat(text)
        if _RFC_2822.fullmatch(text):
            return parsedate_to_datetime(text)
    except ValueError:
        pass  # "2023-04-18 10:00 UTC" looks like ISO and is not
    return _odd(text)


def _digits(text: str) -> datetime:
    formats = {8: "%Y%m%d", 14: "%Y%m%d%H%M%S"}
    if len(text) in formats:
        try:
            return datetime.strptime(text, formats[len(text)]).replace(tzinfo=UTC)
        except ValueError:
            raise ValueError(f"{shown(text)} is no date") from None
    if len(text) == 12:  # 202304181015 is a day in 2023, or one in 1976 in milliseconds
        raise ValueError(f"{shown(text)} is ambiguous")
    try:
        return _since_1970(float(text))
    except ValueError:
        raise ValueError(f"{shown(text)} is ambiguous or incomplete") from None


def _odd(text: str) -> datetime:
    """What `dateutil` makes of `text`, if that is the same whatever it has to assume."""
    from dateutil import parser

    day_first = (False,) if _YEAR_FIRST.match(text) else (False, True)
    try:
        found = {
            parser.parse(text, default=default, dayfirst=first, tzinfos=_offset)
            for default in _DEFAULTS
            for first in day_first
        }
    except _UnknownZoneError:
        raise ValueError(f"{shown(text)} names an unknown time zone") from None
    except Exception:  # on odd strings it raises what its insides raise: OverflowError, TypeError, decimal's errors
        raise ValueError(f"{shown(text)} is no date") from None
    reading = found.pop()
    if found or f"{reading.year:04}" not in text:
        raise ValueError(f"{shown(text)} is ambiguous or incomplete")
    return reading


def _offset(name: str | None, seconds: int | None) -> int | None:
    if name and seconds is None:  # dateutil would only warn and drop it
        raise _UnknownZoneError
    return seconds
