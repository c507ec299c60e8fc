"""Calendar arithmetic: first and last days of months, quarters, seasons and decades, and parts of them."""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, timedelta

Span = tuple[date, date]
"""The first and the last day of a stretch of time."""

DAY = timedelta(days=1)
_YEAR = 12


def months(year: int, month: int, count: int = 1) -> Span | None:
    """The `count` months from `month`, which may lie outside 1 to 12; None where the calendar has no such year."""
    first, last = year * _YEAR + month - 1, year * _YEAR + month - 2 + count
    if not (first // _YEAR >= MINYEAR and last // _YEAR <= MAXYEAR):
        return None
    end_year, end_month = last // _YEAR, last % _YEAR + 1
    return date(first // _YEAR, first % _YEAR + 1, 1), date(end_year, end_month, monthrange(end_year, end_month)[1])


def one_day(year: int, month: int, day: int) -> Span | None:
    """The day itself; None if there is none, as on 31 February."""
    try:
        return (found := date(year, month, day)), found
    except ValueError:
        return None


def part_of(span: Span, share: tuple[float, float]) -> Span:
    """The share from and to of `span`: whole months of it, or days where it is one month; a day is left whole."""
    first, last = span
    count = (last.year - first.year) * _YEAR + last.month - first.month + 1
    days = (last - first).days + 1
    pieces = count if count > 1 else days
    start = min(round(pieces * share[0]), pieces - 1)
    length = max(1, round(pieces * share[1]) - start)
    if count > 1:
        return months(first.year, first.month + start, length) or span
    return first + start * DAY, first + (start + length - 1) * DAY


def back(day: date, months_back: int) -> date:
    """The same day `months_back` months earlier, or the last of that month."""
    month = months(day.year, day.month - months_back)
    return date.min if month is None else month[0] + min(day.day - 1, (month[1] - month[0]).days) * DAY
