"""Dates with the words before them; and the year of those that are counted from the day of asking: "since March"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from .mentions import Mention
from .relative import latest_year
from .spans import Span, part_of
from .vocabulary import AMBIGUOUS_MONTHS, PARTS

JOIN = re.compile(r",? (and|or|to|until|till|through) (?:the )?| ?[-–—] ?", re.IGNORECASE)
ONWARDS = re.compile(r",? onwards?\b", re.IGNORECASE)
_FUTURE = re.compile(r"\b(?:will|to be|due|going to|shall)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dated:
    """A mention with the words before it.

    Attributes:
        mention: The mention.
        preposition: The word that decides its meaning, or "".
        part: The word for the part of it that is meant, or "".
        start: Its first character in the question, that word included.
        operator: The place of the preposition where a colon makes it an operator: "before:2020".
        ends_in: The year of the range that it begins, if that was counted from the day of asking.
    """

    mention: Mention
    preposition: str
    part: str
    start: int
    operator: int | None
    ends_in: int | None = None

    def spans(self, year: int | None = None) -> list[Span]:
        """Its days; `year` counts if it has none itself."""
        known = self.mention.year or year
        spans = self.mention.spans(known) if known else []
        return [part_of(span, PARTS[self.part]) if self.part else span for span in spans]


def with_years(dates: Sequence[Dated], question: str, asked: Callable[[], date | None]) -> list[Dated]:
    """Give a year to months and days without one that are counted from the day of asking, as in "since March"."""
    done: list[Dated] = []
    for place, one in enumerate(dates):
        other = dates[place + 1] if place + 1 < len(dates) else None
        previous = done[-1] if done else None
        if previous and previous.ends_in and one.mention.year is None:
            done.append(_in_year(one, previous.ends_in + ((one.mention.month or 0) < (previous.mention.month or 0))))
            continue
        is_range = bool(other and JOIN.fullmatch(question, one.mention.end, other.mention.start))
        as_of = asked() if _is_counted(one, other if is_range else None, question) else None
        if as_of:
            year = latest_year(as_of, one.mention.month or 3 * _quarter_of(one, question) - 2, one.mention.day)
            done.append(_in_year(one, year, ends_in=year if is_range else None))
        else:
            done.append(one)
    return done


def _is_counted(one: Dated, other: Dated | None, question: str) -> bool:
    """True where a date without a year means the latest one: "since March", "from March to May", "Q3"."""
    if one.mention.year is not None or (other and (other.mention.year is not None or other.mention.month is None)):
        return False
    if one.mention.kind == "quarter":
        return not other and question[one.mention.start] == "Q"
    if one.mention.month is None or (question[one.mention.start].islower() and _is_ambiguous(one, question)):
        return False
    if other:
        return one.preposition in ("between", "from")
    is_open = one.preposition in ("since", "after", "before") or ONWARDS.match(question, one.mention.end) is not None
    return is_open and not (one.preposition == "before" and _FUTURE.search(question))


def _is_ambiguous(one: Dated, question: str) -> bool:
    return not AMBIGUOUS_MONTHS.isdisjoint(re.findall("[a-z]+", question[one.mention.start : one.mention.end].lower()))


def _quarter_of(one: Dated, question: str) -> int:
    return int(question[one.mention.start + 1])


def _in_year(one: Dated, year: int, *, ends_in: int | None = None) -> Dated:
    return replace(one, mention=replace(one.mention, year=year, kind="relative"), ends_in=ends_in)
