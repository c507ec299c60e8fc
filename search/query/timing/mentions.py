"""Mentions of calendar time in a question: days, months, quarters, halves, seasons, years and decades."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from .spans import Span, months, one_day
from .vocabulary import MONTHS, ORDINALS, SEASONS, one_of

Kind = Literal["day", "days", "month", "quarter", "half", "season", "year", "decade", "relative"]
Reader = Callable[[re.Match[str]], "Mention | None"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of time in a question, and its place there.

    Attributes:
        start: Its first character in the question.
        end: One past its last character.
        kind: Its unit, or "relative" for time that depends on the day of asking.
        year: Its year; None where the question gives none.
        spans: Its days in a given year: several where it is ambiguous, none where the calendar has no such day.
        month: Its month, 1 to 12, if it is a day or a month; the first one of a season without a year.
        day: Its day of the month, if it is a day.
        in_digits: True for a date without words, as in 14/04/2023, Q2 2023 and '19.
    """

    start: int
    end: int
    kind: Kind
    year: int | None
    spans: Callable[[int], list[Span]]
    month: int | None = None
    day: int | None = None
    in_digits: bool = False


_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\w|[.,]\d|['’]s)"  # neither 2,000 nor the 1980's
_ANY_YEAR = rf"(?:{_YEAR}|['’](?P<short>\d\d)(?!\w|[.,]\d))"
_OF = r"(?:,? (?:of |in )?(?:the year |fy ?)?|[-/]?)"
_MONTH = rf"\b(?P<month>{one_of(MONTHS)})\b\.?"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b(?![.,:]?\d)"
_FIRST = _DAY.replace("<day>", "<first>")
_QUARTER = rf"(?:\bq(?P<a>[1-4])|\b(?P<b>[1-4])q|\b(?P<ordinal>{one_of(ORDINALS)})[ -]quarter)"
_HALF = rf"(?:\bh(?P<a>[12])|\b(?P<b>[12])h|\b(?P<ordinal>{one_of(ORDINALS)})[ -]half)"
_APART = r"(?<![\w.,/$£€+-])"
_FOUR = r"(?P<year>(?:19|20)\d\d)"


@cache
def _forms() -> list[tuple[re.Pattern[str], Reader]]:
    """The patterns with their readers, compiled at first use: few questions need them."""
    forms: tuple[tuple[str, Reader], ...] = (
        (rf"{_APART}{_FOUR}(?P<mark>[-/])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)(?![\w/-])", _year_first),  # 2023-10-07
        (rf"{_APART}{_FOUR}-(?P<month>\d\d)(?![\w-])", _year_and_month),  # 2023-10
        (rf"{_APART}{_FOUR}(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?![\w./-])", _year_first),  # 20231007
        (rf"{_APART}(?P<day>\d\d?)(?P<mark>[./-])(?P<month>\d\d?)(?P=mark){_FOUR}(?![\w/-])", _day_first),  # 14/04/2023
        (
            rf"{_APART}(?P<day>\d\d?)(?P<mark>[./])(?P<month>\d\d?)(?P=mark)(?P<short>\d\d)(?![\w/-]|\.\d)",
            _day_first,  # 14/4/23, 14.4.23
        ),
        (rf"{_APART}(?P<month>0?[1-9]|1[0-2])/{_FOUR}(?![\w/-])", _year_and_month),  # 4/2023
        (rf"{_APART}(?<!version )(?P<month>0[1-9]|1[0-2])\.{_FOUR}(?![\w/-]|\.\d)", _year_and_month),  # 04.2023
        (
            rf"(?<![\w.,/]){_FIRST}(?: ?[-–] ?| (?:to|and|until|through) ){_DAY}(?: of)? {_MONTH}(?:{_OF}{_ANY_YEAR})?",
            _days,
        ),
        (rf"{_MONTH} {_FIRST}(?: ?[-–] ?| (?:to|and|until|through) ){_DAY}(?:{_OF}{_ANY_YEAR})?", _days),
        (rf"(?<![\w.,/]){_DAY}(?: of)? {_MONTH}(?:{_OF}{_ANY_YEAR})?", _month),  # 7th of October 2023
        (rf"{_MONTH}(?: (?:the )?{_DAY})?(?:{_OF}{_ANY_YEAR})?", _month),  # October 7, 2023; October 2023
        (rf"{_QUARTER}(?:{_OF}{_ANY_YEAR}|(?P<short_after>\d\d)\b)", _quarter),  # Q2 2023, 2Q23
        (rf"{_APART}{_FOUR}[ -]?{_QUARTER.replace(chr(92) + 'bq', 'q')}\b", _quarter),  # 2023 Q2
        (rf"{_QUARTER}(?= (?:and|to) |[–-])", _quarter),  # Q1 to Q3 2023: the year comes later
        (r"\bQ(?P<a>[1-4])\b", _quarter),  # the latest one
        (rf"{_HALF}(?:{_OF}{_ANY_YEAR}|(?P<short_after>\d\d)\b)", _half),  # first half of 2023
        (rf"{_APART}{_FOUR}[ -]?{_HALF.replace(chr(92) + 'bh', 'h')}\b", _half),  # 2023 H1
        (rf"\b(?P<season>{one_of(SEASONS)}){_OF}{_FOUR}[/–-](?:\d\d)?(?P<next>\d\d)\b", _season),  # winter 2020/21
        (rf"\b(?P<season>{one_of(SEASONS)}){_OF}{_ANY_YEAR}", _season),  # spring 2023
        (
            rf"(?:(?<=\bin )|(?<=\bduring ))(?:the )?(?P<season>{one_of(SEASONS)})"
            r"(?=\W*$|[,;]|\s+(?:and|at|by|for|from|in|on|or|to|when|with)\b(?! \d))",
            _yearly_season,  # in winter
        ),
        (r"(?<![\w.,/$£€+])(?P<decade>19[1-9]0|20\d0)['’]?s\b", _decade),  # 1990s
        (r"(?<!\w)['’](?P<decade>[1-9]0)['’]?s\b", _decade),  # '90s
        (r"(?<!\w)['’](?P<short>\d\d)(?![\w'’]|[.,]\d)", _year),  # '19
        (rf"\bfy ?(?:{_ANY_YEAR}|(?P<short_after>\d\d)\b)", _year),  # FY2023, FY23
        (rf"(?<![\w.,/$£€+]){_YEAR}(?!-(?!\d{{4}}\b)|/\d)", _year),  # 2023
    )
    return [(re.compile(form, re.ASCII | re.IGNORECASE), reader) for form, reader in forms]


def calendar_mentions(question: str) -> Iterator[Mention]:
    """Yield every mention that a pattern fits, also those within a longer one."""
    for pattern, reader in _forms():
        for match in pattern.finditer(question):
            if found := reader(match):
                yield found


def outermost(found: Iterator[Mention]) -> list[Mention]:
    """Sort mentions by their place, without those that overlap an earlier or a longer one."""
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda it: (it.start, -it.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _mention(match: re.Match[str], kind: Kind, spans: Callable[[int], list[Span]]) -> Mention:
    return Mention(match.start(), match.end(), kind, _year_of(match), spans)


def _year_of(match: re.Match[str]) -> int | None:
    """The year of a match: of two digits, up to '29 in this century, as nobody writes of the years to come."""
    groups = match.groupdict()
    if groups.get("year"):
        return int(groups["year"])
    short = groups.get("short") or groups.get("short_after")
    return None if short is None else _of_century(int(short))


def _of_century(short: int) -> int:
    return (2000 if short < 30 else 1900) + short


def _given(*spans: Span | None) -> list[Span]:
    return [span for span in spans if span]


def _year_first(match: re.Match[str]) -> Mention | None:
    month, day = int(match["month"]), int(match["day"])
    return _day(match, lambda year: _given(one_day(year, month, day)), month, day)


def _day_first(match: re.Match[str]) -> Mention | None:
    """A date in digits. 03/04/2023 is read both ways; with dots the day always comes first."""
    day, month = int(match["day"]), int(match["month"])
    both = match["mark"] != "." and day != month

    def spans(year: int) -> list[Span]:
        return _given(one_day(year, month, day), one_day(year, day, month) if both else None)

    found = spans(_year_of(match) or 0)
    return _day(match, spans, found[0][0].month, found[0][0].day) if found else None


def _day(match: re.Match[str], spans: Callable[[int], list[Span]], month: int, day: int) -> Mention | None:
    return Mention(match.start(), match.end(), "day", _year_of(match), spans, month, day, in_digits=True)


def _year_and_month(match: re.Match[str]) -> Mention | None:
    year, month = int(match["year"]), int(match["month"])
    if match.start("year") < match.start("month") and month == (year + 1) % 100:
        return None  # 2011-12 is as often a season as a month
    if not 1 <= month <= 12:
        return None
    return Mention(
        match.start(), match.end(), "month", year, lambda year: _given(months(year, month)), month, in_digits=True
    )


_NAME_REACH = 20
_NAMED = re.compile(r"[A-Z][a-z]+ (?:May|March) in ")


def _month(match: re.Match[str]) -> Mention | None:
    if _NAMED.search(match.string[: match.end()], max(0, match.start() - _NAME_REACH)):
        return None  # "Theresa May in 2019"
    month, day = MONTHS[match["month"].lower()], int(match["day"]) if match["day"] else None

    def spans(year: int) -> list[Span]:
        return _given(one_day(year, month, day) if day else months(year, month))

    return Mention(match.start(), match.end(), "day" if day else "month", _year_of(match), spans, month, day)


def _days(match: re.Match[str]) -> Mention | None:
    """Days of one month: "3 to 9 April 2023", "April 3-9, 2023"."""
    month, first, last = MONTHS[match["month"].lower()], int(match["first"]), int(match["day"])
    if first >= last:
        return None

    def spans(year: int) -> list[Span]:
        begin, end = one_day(year, month, first), one_day(year, month, last)
        return [(begin[0], end[0])] if begin and end else []

    return _mention(match, "days", spans)


def _number_of(match: re.Match[str]) -> int:
    groups = match.groupdict()
    return int(groups["a"] or groups["b"] or ORDINALS[groups["ordinal"].lower()])


def _quarter(match: re.Match[str]) -> Mention:
    first = 3 * _number_of(match) - 2
    found = _mention(match, "quarter", lambda year: _given(months(year, first, 3)))
    return replace(found, in_digits=not match.groupdict().get("ordinal"))


def _half(match: re.Match[str]) -> Mention | None:
    number = _number_of(match)
    is_last = (match["ordinal"] or "").lower() == "last"
    if number > 2 and not is_last:
        return None
    found = _mention(match, "half", lambda year: _given(months(year, 1 if number == 1 else 7, 6)))
    return replace(found, in_digits=not match["ordinal"])


def _season(match: re.Match[str]) -> Mention | None:
    """A season. Winter spans two years: "winter 2020/21" is one, "winter 2020" is both that have months in 2020."""
    first, following = SEASONS[match["season"].lower()], match.groupdict().get("next")
    if following and int(following) != (int(match["year"]) + 1) % 100:
        return None

    def spans(year: int) -> list[Span]:
        crosses = first + 2 > 12
        return _given(months(year - 1, first, 3) if crosses and not following else None, months(year, first, 3))

    return _mention(match, "season", spans)


def _yearly_season(match: re.Match[str]) -> Mention:
    return Mention(match.start(), match.end(), "season", None, lambda _: [], SEASONS[match["season"].lower()])


def _decade(match: re.Match[str]) -> Mention:
    number = int(match["decade"])
    first = number if number >= 100 else _of_century(number)
    return Mention(match.start(), match.end(), "decade", first, lambda year: _given(months(year, 1, 120)))


def _year(match: re.Match[str]) -> Mention:
    found = _mention(match, "year", lambda year: _given(months(year, 1, 12)))
    return replace(found, in_digits=not match[0].isdigit())
