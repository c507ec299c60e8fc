"""Recognition of dates: finds the days, months and years that a question names, as periods."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as day
from datetime import timedelta

from .period import Period, days_of

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"\b(?P<m>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<d>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b(?![.,]?\d)"
_YEAR = r"(?P<y>(?:19|20)\d\d)\b(?![.,]\d|['’]s)"  # neither 2,000 nor the 1980's
_FORMS = (
    r"(?<![\w.,-])(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)(?:-(?P<d>\d\d))?(?![\w-])",  # 2023-10-07, 2023-10
    rf"(?<![\w.,]){_DAY}(?: of)? {_MONTH}(?:,? {_YEAR})?",  # 7th of October 2023
    rf"{_MONTH}(?: {_DAY})?(?:(?:,| of)? {_YEAR})?",  # October 7, 2023; October 2023
    rf"(?<![\w.,/$£€+]){_YEAR}(?!-(?!\d{{4}}\b)|/\d)",  # 2023
)
_DATE = re.compile(  # group names must be unique, so those of each form end in its number
    "|".join(re.sub(r"\?P<(\w)>", rf"?P<\g<1>{number}>", form) for number, form in enumerate(_FORMS)),
    re.ASCII | re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"\b(in|of|on|from|between|during|throughout|since|after|before|until|till|by|through) "
    r"(?:(?:the )?\w+ of )?(?:early |mid[- ]|late )?(?:\w+day,? )?(?:the )?$",
    re.IGNORECASE,
)
"""Words before a date that decide its meaning, as in "since (the end of) (early) 2019", "on Friday, the"."""
_LONGEST_PREPOSITION = 60
"""Characters before a date to search for these words."""
_RANGE_JOIN = re.compile(r",? (and|or|to|until|till|through) | ?[-–—] ?", re.IGNORECASE)
_ONWARDS = re.compile(r",? onwards?\b", re.IGNORECASE)
_COUNT_NOUN = re.compile(
    r" (?:people|men|women|children|votes|points|dollars|euros|pounds|miles|km|kilomet\w+|met(?:er|re)s|feet|years"
    r"|months|weeks|days|hours|jobs|workers|deaths|cases|homes|words|percent|per cent)\b",
    re.IGNORECASE,
)
"""A noun after a number, which is then a count and not a year: "in 2000 homes"."""
_TICK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Date:
    """A day, a month or a year, and its place in the question.

    Attributes:
        start: Its first character in the question.
        end: One past its last character.
        year: ``2023``, or "" for a day or a month without a year.
        rest: ``-10-07`` or ``-10`` or "".
        preposition: The word before it that decides its meaning, or "".
    """

    start: int
    end: int
    year: str
    rest: str
    preposition: str

    def bounds(self, year: str) -> tuple[day, day] | None:
        """Its first and last day in `year`; None if `year` does not have this day."""
        try:
            return days_of(year + self.rest)
        except ValueError:
            return None


def extract_periods(question: str, this_year: int) -> tuple[Period, ...]:
    """Find the periods that `question` names, in its order, each once.

    "7 October 2023", "October 7, 2023", "Oct 2023" and "2023-10-07" count anywhere. A year alone counts only after a
    word like "in", and only up to the year after `this_year`. "Since", "after", "before" and "until" leave one end
    open. Two dates that form a range make one period, as in "between March and May 2020". A date without a year is not
    read, since it could be in any year; nor is "yesterday", since an archive cannot know which day that is.
    """
    if not any(map(str.isdigit, question)):
        return ()
    periods: list[Period | None] = []
    dates = list(_dates(question, this_year))[::-1]
    while dates:
        date = dates.pop()
        range_period = _range_to_period(date, dates[-1], question) if dates else None
        periods.append(range_period or _to_period(date, question))
        if range_period:
            dates.pop()
    return tuple(dict.fromkeys(period for period in periods if period))


def _dates(question: str, this_year: int) -> Iterator[_Date]:
    """Yield every date in `question`, in order."""
    end = 0
    for match in _DATE.finditer(question):
        groups = {name[0]: value for name, value in match.groupdict().items() if value}
        year, month, day = groups.get("y", ""), groups.get("m", ""), groups.get("d", "")
        preposition = _PREPOSITION.search(question[max(0, match.start() - _LONGEST_PREPOSITION) : match.start()])
        if month:
            number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
            if month.isdigit() and not day and number == (int(year) + 1) % 100:
                continue  # 2011-12 is as often a season as a month
        elif int(year) > this_year + 1 or _COUNT_NOUN.match(question, match.end()):
            continue
        elif not preposition and not (end and _RANGE_JOIN.fullmatch(question, end, match.start())):
            continue  # 1984 alone is a number; in "in 1984" and "in 1983 and 1984" it is a year
        elif question.endswith("the ", 0, match.start()):
            continue  # "since the 1918 flu" is about an event
        rest = (f"-{number:02}" if month else "") + (f"-{int(day):02}" if day else "")
        end = match.end()
        yield _Date(match.start(), end, year, rest, preposition[1].lower() if preposition else "")


def _range_to_period(date: _Date, other: _Date, question: str) -> Period | None:
    """The period from `date` to `other`, if the question joins them: "from 2019 to 2021", "March and April 2020"."""
    join = _RANGE_JOIN.fullmatch(question, date.end, other.start)
    if not join or not other.year or (date.year and date.preposition != "between" and join[1] in ("and", "or")):
        return None
    first, last = date.bounds(date.year or other.year), other.bounds(other.year)
    if first and last and first > last and not date.year:  # "from November to February 2020"
        first = date.bounds(f"{int(other.year) - 1}")
    return Period(first[0], last[1]) if first and last and first <= last else None


def _to_period(date: _Date, question: str) -> Period | None:
    """The period that `date` means after its preposition: the date itself, or the time from, until or before it."""
    bounds = date.bounds(date.year) if date.year else None
    if bounds is None:
        return None
    first, last = bounds
    is_day = len(date.rest) == len("-10-07")  # its own news is included: "after the attack of 7 October 2023"
    if date.preposition == "since" or _ONWARDS.match(question, date.end):
        return Period(first, None)
    if date.preposition == "after":
        return Period(first if is_day else last + _TICK, None)
    if date.preposition == "before":
        return Period(None, last if is_day else first - _TICK)
    if date.preposition in ("until", "till", "by", "through"):
        return Period(None, last)
    return Period(first, last)
