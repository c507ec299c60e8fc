"""Out of time: hits that were published before or after the time that a question names, and do not tell of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from ....corpus.article import day_in_words
from ...query.parsed import ParsedQuery
from ...query.period import Period
from ..results import Hit

_CLOSE = timedelta(days=31)
"""An article may come this long before a period that it reports on; before a shorter one, as long as that is. It may
come this long after any."""
_YEARS = r"\b(\d{4})(?:\s?(?:[-–/]|to|and|until)\s?(\d{4}|\d\d))?(?!\w)"
_YEARS_BACK = r"\b(?:last|previous|years?) (?:year|ago|earlier|before)\b"
"""Tells of another year without its number. Both are compiled when they are needed, which is seldom."""


def out_of_time(hit: Hit, parsed: ParsedQuery) -> str:
    """Say that a hit is not of the time that is required, is older, or later and of another year; empty if it is not.

    A period that begins after the day of asking is the future: all that is told of it is older.
    """
    published, periods = hit.article.day, parsed.periods
    if not published or not periods:
        return ""
    day = day_in_words(hit.article.published)
    if parsed.timing.required and not any(_holds(period, published) for period in periods):
        return f"it is of {day}, not of the time that is asked for"
    if not parsed.asked or any(period.since > parsed.asked for period in periods if period.since):
        return ""
    if all(period.since and published < _earliest(period, period.since, hit.passage.text) for period in periods):
        return f"it is of {day}, older than what is asked for"
    told = f"{hit.article.title} {hit.passage.text}"
    years = [_year_missed(period, published, parsed, told) for period in periods]
    return f"it is of {day}, and does not name {years[0]}" if all(years) else ""


def _holds(period: Period, day: date) -> bool:
    return (period.since or day) <= day <= (period.until or day)


def _earliest(period: Period, since: date, text: str) -> date:
    """The earliest day on which an article with `text` may report on a period; one that names a day may announce it."""
    length = period.until - since if period.until else _CLOSE
    announced = not length and _names_day(text, since)
    return since - (_CLOSE if announced else min(length, _CLOSE))


def _names_day(text: str, day: date) -> bool:
    """True where an English text names a day of the year: "January 1", "1st of Jan."."""
    name = f"{day:%B}"
    month = rf"{name[:3]}(?:{name[3:]}|t?\.?)"
    number = rf"{day.day}(?:st|nd|rd|th)?"
    return re.search(rf"\b(?:{month} {number}|{number} (?:of )?{month})(?!\w)", text, re.IGNORECASE) is not None


def _year_missed(period: Period, published: date, parsed: ParsedQuery, told: str) -> str:
    """The year that a question names for a period, where what was published later tells of no such year; else empty.

    A text looks back on another year by its number, or by words such as "last year".
    """
    if not (period.since and period.until) or published.year <= period.until.year:
        return ""
    year = str(period.until.year)
    if (
        published - period.until <= _CLOSE
        or year not in parsed.time_words
        or re.search(_YEARS_BACK, told, re.IGNORECASE)
    ):
        return ""
    is_told = any(first <= period.until.year and period.since.year <= last for first, last in _spans(told))
    return "" if is_told else year


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the first and the last year of each span in a text: of "1998-2003", "1998 to 2003", and of 1998 alone."""
    for first, last in re.findall(_YEARS, text):
        yield int(first), int(first[: len(first) - len(last)] + last)
