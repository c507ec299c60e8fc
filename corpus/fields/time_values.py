"""Times as databases and programs write them: in objects, or as numbers for year, month and day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile

from ..text.markup import one_line
from .names import folded
from .values import scalar

_MARKUP = frozenset("<&")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PARTS = (("year",), ("month", "monthvalue"), ("day", "dayofmonth"), ("hour",), ("minute",))
"""Keys of the parts of a time, folded: as people write them, and as Java does."""
_TIME_KEYS = ("iso8601", "datetime", "epochtime", "timestamp", "start", "date", "published")
"""Keys of an object that tells a time in several ways, folded, the most exact first."""


def read_time_value(value: object) -> object:
    """Read what a date is parsed from.

    Raises:
        ValueError: It is neither a string nor a number.
    """
    found = _of_numbers(value) or _of_program(value) or scalar(value)
    found = one_line(found) if isinstance(found, str) and _MARKUP & {*found} else found
    if isinstance(found, bool) or not isinstance(found, str | int | float | date | datetime):
        raise ValueError(f"is not a date but {type(value).__name__}")
    return found


def _of_program(value: object) -> object:
    """Read a time as MongoDB, Firestore, RethinkDB, Notion and PHP write it; None for anything else.

    Raises:
        ValueError: It is beyond the calendar.
    """
    if not isinstance(value, Mapping):
        return None
    by_name = {folded(key): inner for key, inner in value.items() if isinstance(key, str)}
    if "$date" in by_name:
        count, unit = scalar(by_name["$date"]), timedelta(milliseconds=1)
    elif "seconds" in by_name and by_name.keys() <= {"seconds", "nanoseconds", "nanos"}:
        count, unit = scalar(by_name["seconds"]), timedelta(seconds=1)
    elif by_name.get("datatype", by_name.get("__datatype__")) == "timestamp":  # a copy of Firestore
        return _of_program(by_name.get("value"))
    elif "timezone" in by_name and isinstance(by_name.get("date"), str):
        return f"{str(by_name['date'])[:19]} {by_name['timezone']}"
    elif isinstance(by_name.get("date"), str) and isinstance(by_name.get("time"), str):
        return f"{by_name['date']} {by_name['time']}"
    else:
        return next((found for key in _TIME_KEYS if (found := scalar(by_name.get(key))) is not None), None)
    if isinstance(count, bool) or not str(count).lstrip("-").isdecimal():
        return None
    try:
        return _EPOCH + int(str(count)) * unit
    except OverflowError:
        raise ValueError(f"{count} is out of range") from None


def _of_numbers(value: object) -> str:
    """Read a time that is an object or a list of year, month, day and perhaps hour and minute; "" for anything else."""
    if isinstance(value, Mapping):
        by_name = {folded(key): inner for key, inner in value.items() if isinstance(key, str)}
        parts = [next((by_name[name] for name in names if name in by_name), None) for names in _PARTS]
        if isinstance(days := by_name.get("dateparts"), list) and days and isinstance(days[0], list):  # CSL
            parts = days[0][:3]
    else:
        parts = list(value[:5]) if isinstance(value, list | tuple) else []
    numbers = [int(str(part)) for part in takewhile(_is_number, parts)]
    if len(numbers) < 3 or not 1000 <= numbers[0] <= 9999:
        return ""
    day = "{:04}-{:02}-{:02}".format(*numbers[:3])
    return f"{day} {numbers[3]:02}:{numbers[4]:02}" if len(numbers) == len(_PARTS) else day


def _is_number(part: object) -> bool:
    return isinstance(part, int | str) and str(part).isascii() and str(part).isdecimal()
