"""Mentions of time that depend on the day of asking: "yesterday", "last week", "on Tuesday", "three months ago"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache, partial

from .mentions import Mention
from .spans import DAY, Span, back, months, part_of
from .vocabulary import DAYS_BACK, MONTHS, NOT_THAT_DAY, NUMBERS, PARTS, SEASONS, UNITS, WEEKDAYS, one_of

Reader = Callable[[re.Match[str], date], Span | None]

_WEEK = 7
_REACH = 20
"""Characters before a word that are looked at."""
_MOST = 10_000
"""Units back; more is no time that an archive knows."""


@cache
def _forms() -> list[tuple[re.Pattern[str], Reader]]:
    """The patterns with their readers, compiled at first use."""
    number, unit = rf"(?P<number>\d{{1,4}}|{one_of(NUMBERS)}|an)", rf"(?P<unit>{one_of(UNITS)})"
    since = "(?<=since )|(?<=after )|(?<=until )"
    no_date = rf"(?!,? (?:the )?(?:\d|{one_of(MONTHS)}\b))"
    no_name = r"(?! night (?:live|football)| times)"
    forms: tuple[tuple[str, Reader], ...] = (
        (rf"\b(?P<day>{one_of(DAYS_BACK)})\b", _day),
        (r"\b(?:past|last|previous) (?P<hours>\d{1,3}) hours?\b", _hours),
        (rf"\b(?:past|last|previous) {number} {unit}s?\b", _rolling),
        (rf"\b(?:past {unit}|(?<=the )last (?P<same>{one_of(UNITS)}))\b(?! of| in)", _rolling),
        (rf"\b(?P<which>this|last|previous|current) {unit}\b", _unit),
        (rf"\b{number} {unit}s? ago\b", _ago),
        (rf"\bthe {unit} before last\b", _before_last),
        (rf"\b(?:start|beginning) of (?:the|this) {unit}\b(?! \d| of)", _start_of),
        (r"\b(?P<unit>year)[ -]to[ -]date\b", _to_date),
        (
            rf"\b(?P<which>at|over|on|during|this|last|past|{since}) ?(?:the )?(?:last )?weekend\b(?!s| of| edition)",
            _weekend,
        ),
        (
            rf"\b(?P<which>on|this|last|past|{since}) ?(?P<weekday>{one_of(WEEKDAYS)})\b{no_date}{no_name}",
            _weekday,
        ),
        (rf"\b(?P<which>this|last|past) (?P<season>{one_of(SEASONS)})\b(?! of|,? \d|-)", _season),
        (rf"\b(?P<which>this|last|past) (?P<month>{one_of(MONTHS)})\b(?! \d|,)", _month),
        (rf"\b(?P<month>{one_of(MONTHS)}) (?:of )?(?P<which>this|last) year\b", _month_of_year),
    )
    return [(re.compile(form, re.IGNORECASE), reader) for form, reader in forms]


def relative_mentions(question: str, as_of: Callable[[], date | None]) -> Iterator[Mention]:
    """Yield the mentions of time in `question`, relative to `as_of`, which is called only if there may be one."""
    for pattern, reader in _forms():
        for match in pattern.finditer(question):
            day = as_of()
            if day and (span := reader(match, day)):
                yield Mention(match.start(), match.end(), "relative", span[0].year, partial(_always, span))


def _always(span: Span, _: int) -> list[Span]:
    return [span]


def _number_of(match: re.Match[str]) -> int:
    text = (match.groupdict().get("number") or "one").lower()
    return int(text) if text.isdecimal() else NUMBERS.get(text, 1)


def _unit_of(match: re.Match[str]) -> str:
    groups = match.groupdict()
    return UNITS[(groups.get("unit") or groups["same"]).lower()]


def _before(as_of: date, unit: str, number: int) -> date | None:
    """The day `number` units before `as_of`."""
    if number > _MOST:
        return None
    if unit in _MONTHS:
        return back(as_of, number * _MONTHS[unit])
    try:
        return as_of - timedelta(days=number * _DAYS[unit])
    except OverflowError:
        return None


_DAYS = {"day": 1, "week": _WEEK, "fortnight": 2 * _WEEK}
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120}


def _around(day: date, unit: str) -> Span | None:
    """The calendar's day, week, month, quarter, year or decade that holds `day`; a fortnight ends with its week."""
    if unit in _MONTHS:
        length = _MONTHS[unit]
        if unit == "decade":
            return months(day.year // 10 * 10, 1, length)
        return months(day.year, (day.month - 1) // length * length + 1, length)
    if unit == "day":
        return day, day
    monday = _shift(day, -day.weekday())
    return (_shift(monday, _WEEK - _DAYS[unit]), _shift(monday, _WEEK - 1))


def _shift(day: date, days: int) -> date:
    return date.fromordinal(min(max(1, day.toordinal() + days), date.max.toordinal()))


def _day(match: re.Match[str], as_of: date) -> Span | None:
    """A day by its name: not "nowadays", nor a part of a name, as in USA Today."""
    before = match.string[max(0, match.start() - _REACH) : match.start()]
    if match["day"].istitle() and before.strip():
        return None
    previous = before.lower().split()[-1:]
    if match["day"].lower() == "today" and not NOT_THAT_DAY.isdisjoint(previous):
        return None
    first, last = DAYS_BACK[match["day"].lower()]
    return _shift(as_of, -first), _shift(as_of, -last)


def _rolling(match: re.Match[str], as_of: date) -> Span | None:
    first = _before(as_of, _unit_of(match), _number_of(match))
    return (_shift(first, 1), as_of) if first else None


def _unit(match: re.Match[str], as_of: date) -> Span | None:
    unit = _unit_of(match)
    current = _around(as_of, unit)
    if match["which"].lower() in ("this", "current") or current is None:
        return current
    return _around(_shift(current[0], -1), unit)


def _ago(match: re.Match[str], as_of: date) -> Span | None:
    unit = _unit_of(match)
    day = _before(as_of, unit, _number_of(match))
    return _around(day, "week" if unit == "fortnight" else unit) if day else None


def _hours(match: re.Match[str], as_of: date) -> Span:
    """The days of the last hours: 24 hours began yesterday."""
    return _shift(as_of, -max(1, -(-int(match["hours"]) // 24))), as_of


def _before_last(match: re.Match[str], as_of: date) -> Span | None:
    day = _before(as_of, _unit_of(match), 2)
    return _around(day, _unit_of(match)) if day else None


def _start_of(match: re.Match[str], as_of: date) -> Span | None:
    """The first quarter of the current unit; its first day if that is a week."""
    current = _around(as_of, _unit_of(match))
    return current and part_of(current, PARTS["start of"])


def _to_date(_: re.Match[str], as_of: date) -> Span | None:
    year = _around(as_of, "year")
    return (year[0], as_of) if year else None


def _weekend(match: re.Match[str], as_of: date) -> Span:
    """The latest Saturday and Sunday up to the day of asking; "this weekend" is that of the current week."""
    saturday = _shift(as_of, -((as_of.weekday() - WEEKDAYS["saturday"]) % _WEEK))
    if match["which"].lower() == "this":
        saturday = _shift(as_of, WEEKDAYS["saturday"] - as_of.weekday())
    elif "last" in match[0].lower() and as_of <= _shift(saturday, 1):
        saturday = _shift(saturday, -_WEEK)
    return saturday, _shift(saturday, 1)


def latest_year(as_of: date, month: int, day: int | None) -> int:
    """The year of the latest such month, or day of it, that has begun by `as_of`."""
    return as_of.year - ((month, day or 1) > (as_of.month, as_of.day))


def _weekday(match: re.Match[str], as_of: date) -> Span:
    """The latest of these days up to that of asking; "last" is an earlier one."""
    latest = as_of - DAY if match["which"].lower() in ("last", "past") and as_of > date.min else as_of
    day = _shift(latest, -((latest.weekday() - WEEKDAYS[match["weekday"].lower()]) % _WEEK))
    return day, day


def _season(match: re.Match[str], as_of: date) -> Span | None:
    return _latest(as_of, SEASONS[match["season"].lower()], 3, this=match["which"].lower() == "this")


def _month(match: re.Match[str], as_of: date) -> Span | None:
    return _latest(as_of, MONTHS[match["month"].lower()], 1, this=match["which"].lower() == "this")


def _month_of_year(match: re.Match[str], as_of: date) -> Span | None:
    return months(as_of.year - (match["which"].lower() == "last"), MONTHS[match["month"].lower()])


def _latest(as_of: date, month: int, count: int, *, this: bool) -> Span | None:
    """The latest such months that are over at `as_of`; with `this` those that it is in, or else those of its year."""
    for year in (as_of.year, as_of.year - 1, as_of.year - 2):
        span = months(year, month, count)
        if span and (span[0] <= as_of <= span[1] if this else span[1] < as_of):
            return span
    return months(as_of.year, month, count) if this else None
