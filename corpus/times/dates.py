"""Parse the date of a record as a time with the offset it gives, or refuse it; never guess."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from .day_order import has_numeric_day, is_dotted, with_long_year
from .spellings import plain_spelling
from .words import OPEN_ORDER, OpenOrderError, is_label, parse_numbers, parse_words
from .zones import zone

_MAX_LENGTH = 100
"""Characters. No date is longer, and dateutil is slow on long strings."""

_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ].+)?|\d{8}[Tt].+|\d{4}-?W\d\d-?\d", re.ASCII)
_RFC_2822 = re.compile(
    r"(?:[A-Za-z]{3}, *)?\d{1,2} +[A-Za-z]{3} +\d{4} +\d\d:\d\d(?::\d\d)? +(?:[+-]\d{4}|UTC?|GMT|Z|[ECMP][SD]T)",
    re.ASCII,
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_YEAR_FIRST = re.compile(r"\D{0,12}\d{4}\D", re.ASCII)
_IN_JSON_NET = re.compile(r"/Date\((-?\d+)([+-]\d{4})?\)/", re.ASCII)
_ZONE_TWICE = re.compile(r"([+-]\d\d:?\d\d|\dZ)(?: +\(?[A-Z]{1,5}\)?|\[[A-Za-z_/]+\])$", re.ASCII)
_DOTTED_TIME = re.compile(r"(\d{4}[^\d+-]{1,8})(\d{1,2})\.(\d\d)\b(?!\.)", re.ASCII)
_NAMED_OFFSET = re.compile(r"\(?\b(?:GMT|UTC) ?([+-]\d\d?(?::?\d\d)?)\b\)?(?!:)")  # dateutil would turn the sign round
_IN_BRACKETS = re.compile(r" *\([A-Za-z][^()\d]*\)$")
_XML_DAY = re.compile(r"^(\d{4}-\d\d-\d\d)(Z|[+-]\d\d:\d\d)$", re.ASCII)
_YEAR_WITH_DOTS = re.compile(r"^(\d{4})\. ?(\d{1,2})\. ?(\d{1,2})\.?(?=\s|$)")
"""As in Korea and Hungary."""
_SHORT_YEAR = re.compile(
    r"^((?:[A-Za-z]{3,9}, *)?\d{1,2}(?P<by>[ -])[A-Za-z]{3})(?P=by)(\d\d)(?=\s+\d\d?:\d\d|(?<=-\d\d)(?:\s|$))"
)
"""As Oracle and spreadsheets write a day, and RFC 822 a time."""
_COLONS = re.compile(r"(\d{4}):(\d\d):(\d\d)(?= |$)", re.ASCII)

_LABELLED = re.compile(r"([^\d:]{1,40}[:\s]\s*)(?=\d{4}[-./] ?\d\d?[-./] ?\d\d?)")
_DEFAULTS = (datetime(2001, 1, 1), datetime(2002, 2, 2))  # they differ in every part that a date may omit
_DAY_DIGITS: Mapping[int, str] = {8: "%Y%m%d", 14: "%Y%m%d%H%M%S"}
"""Numbers of digits that are a date without dashes, with its format."""
_PLACE = re.compile(r"(.*\d)(?: |\[)([A-Z][A-Za-z]{2,}/[A-Z][A-Za-z_]{2,}(?:/[A-Z][A-Za-z_]{2,})?)\]?", re.ASCII)
"""A time, and the zone of a place: ``Europe/Berlin``, or ``[Europe/Berlin]`` as in Java."""
_UPDATED = re.compile(
    r"[\s|·•,;()–—-]*(?<![^\W\d])(?:last )?"
    r"(?:updated|modified|edited|aktualisiert|zuletzt|mis à jour|modifié|actualizado)\b.*$",
    re.IGNORECASE,
)
"""What follows the time of publication: when it was changed."""
_YEAR = re.compile(r"\d{4}", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EXCEL_DAYS = range(25_569, 73_051)
"""Serial days of spreadsheets, from 1970 to 2099."""
_DECIMAL_COMMA = re.compile(r"(\d{5}),(\d+)", re.ASCII)
"""A spreadsheet's day where a comma stands before decimals."""
OTHER_CALENDARS = frozenset(range(1300, 1450)) | frozenset(range(2400, 2700))
"""Years of today in the calendars of Iran, Islam and Thailand: no article is of such a year."""
_EXCEL_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)


def day_of_parts(year: str, month: str, day: str) -> str:
    """Join the parts of a day, whose month may be a number or a name, to what `parse_date` reads."""
    return f"{year}-{month:0>2}-{day:0>2}" if month.isdecimal() else f"{day} {month} {year}"


class _UnknownZoneError(Exception):
    """The date names a time zone whose offset is unknown."""


def parse_date(value: object, *, day_first: bool | None = None) -> datetime:
    """Convert a string, a date, seconds to nanoseconds since 1970, or a spreadsheet's day to an aware time.

    It keeps the offset that is given. A missing zone means UTC, a missing time means midnight.

    Args:
        value: The date.
        day_first: The order of day and month where both are numbers up to 12; None if it is not known.

    Raises:
        OpenOrderError: The date depends on `day_first`.
        ValueError: `value` is no date, or its meaning is uncertain: incomplete, a year of two digits without
            `day_first`, an unknown time zone.
    """
    try:
        time = _parse_value(value, day_first)
        time = time.replace(tzinfo=timezone(time.utcoffset() or timedelta(0)))
        time.astimezone(UTC)  # a time beyond the calendar has no instant
    except OverflowError:
        raise ValueError(f"{quoted(value)} is out of range") from None
    return time


def is_date(text: str, *, in_any_order: bool = False) -> bool:
    """True for what `parse_date` reads; `in_any_order` for a date that depends on the order of day and month, too."""
    try:
        parse_date(text)
    except OpenOrderError:
        return in_any_order
    except ValueError:
        return False
    return True


def at_offset_of(local: object, utc: object) -> datetime | None:
    """Join a time without an offset and the same time in UTC, as WordPress keeps them, to one with its offset.

    Returns:
        The time; None where the two are no dates, or differ by what is no offset.
    """
    try:
        time, offset = parse_date(local), parse_date(local) - parse_date(utc)
    except ValueError:
        return None
    if offset % timedelta(minutes=15) or abs(offset) > timedelta(hours=14):
        return None
    return time.replace(tzinfo=timezone(offset) if offset else UTC)


def quoted(value: object) -> str:
    """Shorten `value` for a message, with quotes around a string."""
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _MAX_LENGTH else f"{text[:_MAX_LENGTH]}..."


def _parse_value(value: object, day_first: bool | None) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if isinstance(value, int) and len(str(abs(value))) in _DAY_DIGITS and value > 0:
            return _parse_digits(str(value))
        return _from_number(value)
    if isinstance(value, str):
        return _parse_text(value.strip(), day_first)
    raise ValueError(f"a {type(value).__name__} is not a date")


def _from_number(value: float) -> datetime:
    """Read a time since 1970, or the day of a spreadsheet.

    Seconds reach to the year 5138, milli-, micro- and nanoseconds to 2286; fourteen digits are a date without dashes.
    """
    if 1e8 <= abs(value) < 1e11:
        return _EPOCH + timedelta(seconds=value)
    if -1e13 < value <= -1e11:
        return _EPOCH + timedelta(milliseconds=value)
    for least, most, unit in ((1e11, 1e13, 1e3), (1e15, 1e16, 1e6), (1e18, 1e19, 1e9)):
        if least <= value < most:
            return datetime.fromtimestamp(value / unit, UTC)
    if value == value and int(min(value, 1e6)) in _EXCEL_DAYS:  # not NaN
        seconds = round(value * 86_400)
        minutes = round(seconds / 60)  # a cell shows few digits: 0.4167 is ten o'clock
        return _EXCEL_EPOCH + timedelta(seconds=minutes * 60 if abs(minutes * 60 - seconds) < 5 else seconds)
    raise ValueError(f"{quoted(value)} is not a time in seconds or milliseconds since 1970")


def _parse_text(text: str, day_first: bool | None) -> datetime:
    if len(text) > _MAX_LENGTH:
        raise ValueError(f"{quoted(text)} is not a date")
    text = plain_spelling(text)
    text = _DECIMAL_COMMA.sub(r"\1.\2", text) if _DECIMAL_COMMA.fullmatch(text) else text
    if _NUMBER.fullmatch(text):
        return _parse_digits(text)
    if match := _IN_JSON_NET.fullmatch(text):
        time = _EPOCH + timedelta(milliseconds=int(match[1]))
        return time.astimezone(datetime.strptime(match[2], "%z").tzinfo) if match[2] else time
    if (match := _PLACE.fullmatch(text)) and (place := zone(match[2])):
        return _parse_text(match[1], day_first).replace(tzinfo=place)
    if (match := _UPDATED.search(text)) and _YEAR.search(text, 0, match.start()):
        text = text[: match.start()]
    if (match := _LABELLED.match(text)) and is_label(match[1]):
        text = text[match.end() :]
    text = _SHORT_YEAR.sub(_with_whole_year, _YEAR_WITH_DOTS.sub(_with_hyphens, text))
    text = _DOTTED_TIME.sub(r"\1\2:\3", text)  # dateutil would drop the minutes
    text = _XML_DAY.sub(r"\1T00:00:00\2", _NAMED_OFFSET.sub(r"\1", _IN_BRACKETS.sub("", text)))
    text = _COLONS.sub(r"\1-\2-\3", _ZONE_TWICE.sub(r"\1", text))
    try:
        if _ISO.fullmatch(text):
            return datetime.fromisoformat(text)
        if _RFC_2822.fullmatch(text):
            return parsedate_to_datetime(text)
    except ValueError:
        pass  # "2023-04-18 10:00 UTC" looks like ISO but is not
    return _parse_with_dateutil(text, day_first)


def _with_hyphens(match: re.Match[str]) -> str:
    return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"


def _with_whole_year(match: re.Match[str]) -> str:
    """Write the year of ``18-Apr-23`` with four digits: 00 to 68 are of this century, as in POSIX."""
    return f"{match[1]} {2000 + int(match[3]) if int(match[3]) < 69 else 1900 + int(match[3])}"


def _parse_digits(text: str) -> datetime:
    if len(text) in _DAY_DIGITS and "." not in text:
        try:
            return datetime.strptime(text, _DAY_DIGITS[len(text)]).replace(tzinfo=UTC)
        except ValueError:
            raise ValueError(f"{quoted(text)} is not a date") from None
    if len(text) == 12 and text.isdigit():  # 202304181015 is a day in 2023, or one in 1976 in milliseconds
        raise ValueError(f"{quoted(text)} is ambiguous")
    try:
        return _from_number(float(text))
    except (ValueError, OverflowError):
        raise ValueError(f"{quoted(text)} is ambiguous or incomplete") from None


def _parse_with_dateutil(text: str, day_first: bool | None) -> datetime:
    """Parse `text` with `dateutil`, and refuse a date that depends on dateutil's assumptions."""
    from dateutil import parser

    orders = _orders(text, day_first)
    if day_first is not None and has_numeric_day(text) and not _YEAR_FIRST.match(text):
        text = with_long_year(text)
    try:
        readings = {
            parser.parse(text, default=default, dayfirst=first, tzinfos=_known_offset)
            for default in _DEFAULTS
            for first in orders
        }
    except _UnknownZoneError:
        raise ValueError(f"{quoted(text)} names an unknown time zone") from None
    except Exception:  # dateutil raises many kinds of errors: OverflowError, TypeError, decimal's
        reading = parse_words(text) or parse_numbers(text, day_first)
        if reading is None:
            raise ValueError(f"{quoted(text)} is not a date") from None
        return reading
    return _only(readings, text)


def _orders(text: str, day_first: bool | None) -> tuple[bool, ...]:
    """Return the orders of day and month in which `text` may be meant: True for the day first."""
    if _YEAR_FIRST.match(text):
        return (False,)
    if is_dotted(text) and has_numeric_day(text):
        return (True,)
    return (False, True) if day_first is None else (day_first,)


def _only(readings: set[datetime], text: str) -> datetime:
    """Return the only reading; several depend on the order, or on what dateutil puts for what is missing."""
    reading = readings.pop()
    year_is_written = f"{reading.year:04}" in text
    days = {(it.month, it.day) for it in (reading, *readings)}
    if year_is_written and len(days) == 2 and has_numeric_day(text):
        raise OpenOrderError(f"{quoted(text)} {OPEN_ORDER}")
    if not year_is_written and has_numeric_day(text):
        raise OpenOrderError(f"{quoted(text)} is open: its year has two digits")
    if readings or not year_is_written:
        raise ValueError(f"{quoted(text)} is ambiguous or incomplete")
    return reading


def _known_offset(name: str | None, seconds: int | None) -> int | tzinfo | None:
    if seconds is not None or not name:
        return seconds
    found = zone(name)
    if found is None:  # dateutil would only warn, and ignore the zone
        raise _UnknownZoneError
    return found
