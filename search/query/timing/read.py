"""Reads what a question says about time: periods, days of any year, the order of stories, and the day of asking."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from ..period import Period
from ..quotations import without_quotations
from .as_of import AsOf, Clock
from .dated import JOIN, ONWARDS, Dated, with_years
from .mentions import Mention, calendar_mentions, outermost
from .names import in_words, reported
from .order import find_order
from .relative import relative_mentions
from .spans import DAY, Span
from .understood import Reported, Reworded, Timing, YearlyPeriod
from .vocabulary import AMBIGUOUS_MONTHS, COUNTED, LABELS, PARTS, one_of

_BEFORE = re.compile(
    r"\b(in|of|on|from|between|during|throughout|since|after|before|prior to|until|till|up to|by|through|"
    r"pre(?=-)|post(?=-))(?: |: ?|-)"
    rf"(?:(?:the )?\w+ of )?(?:{one_of(PARTS)}[- ])?(?:\w+day,? )?(?:the )?$",
    re.IGNORECASE,
)
"""Words before a date that decide its meaning, as in "since (the end of) (early) 2019", "on Friday, the"."""
_PART = re.compile(rf"\b({one_of(PARTS)})[- ](?:the )?$", re.IGNORECASE)
_SAME = {"prior to": "before", "pre": "before", "post": "after", "up to": "until"}
MOST_NAMED = 4
"""Periods that are looked for in texts by their names, the rest is dropped: a pasted article may have hundreds."""
_REACH = 60
"""Characters before a date to search for these words."""
_INSIDE = ("", "in", "of", "on", "from", "between", "during", "throughout")
_NEXT_WORDS = re.compile(r" ([a-z]+)(?: ([a-z]+))?", re.IGNORECASE)
_LAST_WORD = re.compile(r"(\w+)\W{1,2}$")


def read_timing(question: str, clock: Clock) -> Timing:
    """Find what `question` says about time.

    Dates with a year count anywhere, in words or digits. A year alone counts after a word such as "in", or where it is
    no count, no part of a name, and a year of the archive. "Since", "after", "before" and "until" leave one end open.
    Two dates that form a range make one period. A day without a year is that day of any year.
    """
    as_of: AsOf | None = None
    spoken = without_quotations(question)  # whoever said "not today" did not mean the day of asking

    def asked() -> date | None:
        nonlocal as_of
        as_of = as_of or clock.as_of()
        return as_of.day if as_of else None

    def found() -> Iterator[Mention]:
        yield from calendar_mentions(question)
        yield from relative_mentions(spoken, asked)

    dates = with_years(list(_dates(question, outermost(found()), clock)), question, asked)
    periods: list[Period] = []
    yearly: list[YearlyPeriod] = []
    names: list[Reported] = []
    at = 0
    while at < len(dates):
        joined = _joined(dates[at], dates[at + 1], question) if at + 1 < len(dates) else None
        if joined:
            periods.append(Period(joined[0], joined[1]))
            names += reported(dates[at].mention, dates[at + 1].mention, joined)
        else:
            one = dates[at]
            spans = one.spans()
            periods += filter(None, (_period(one, span, question) for span in spans))
            if len(spans) == 1 and not one.part and one.preposition in _INSIDE:
                names += reported(one.mention, one.mention, spans[0])
            if one.mention.year is None and _is_yearly(one, question):
                yearly += _of_any_year(one.mention)
        at += 2 if joined else 1
    order = find_order(spoken)
    if order and asked() is None:
        order = None
    if not order and all(one.mention.kind != "relative" for one in dates):
        as_of = None
    return Timing(
        tuple(dict.fromkeys(_as_one(periods))),
        tuple(dict.fromkeys(yearly)),
        tuple(names[:MOST_NAMED]),
        order[0] if order else None,
        as_of,
        _places(dates, order[1] if order else []),
        tuple(filter(None, map(_reworded, dates))),
        required=any(one.operator is not None for one in dates),
    )


def _reworded(one: Dated) -> Reworded | None:
    """A date that no text has as it is typed: an operator is no word at all, and "Q3" would find "6.3"."""
    start, end = one.mention.start, one.mention.end
    if one.operator is not None:
        return one.operator, end, ""
    text = in_words(one.mention)
    return (start, end, text) if text else None


def _as_one(periods: Sequence[Period]) -> list[Period]:
    """Join "after March" and "before June" to the time between; "before March" and "after June" are two times."""
    since = [period for period in periods if not period.until]
    until = [period for period in periods if not period.since]
    if len(periods) == len(since) + len(until) == 2 and since and until:
        first, last = since[0].since, until[0].until
        if first and last and first <= last:
            return [Period(first, last)]
    return [*periods]


def _places(dates: Sequence[Dated], words: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Merge the places of dates and of words for an order, which may overlap."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted([*((one.start, one.mention.end) for one in dates), *words]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _dates(question: str, mentions: Sequence[Mention], clock: Clock) -> Iterator[Dated]:
    """Yield the mentions that are dates, in order."""
    end = 0
    for mention in mentions:
        before = question[max(0, mention.start - _REACH) : mention.start]
        preposition, part = _BEFORE.search(before), _PART.search(before)
        after_join = bool(end and JOIN.fullmatch(question, end, mention.start))
        is_plain = not (preposition or part or after_join)
        is_operator = preposition is not None and ":" in preposition[0]
        if mention.kind == "year" and not (is_operator or _is_year(mention, question, before, clock, plain=is_plain)):
            continue
        end = mention.end
        part = part if mention.kind != "day" else None
        yield Dated(
            mention,
            _SAME.get(preposition[1].lower(), preposition[1].lower()) if preposition else "",
            part[1].lower() if part else "",
            mention.start - len(part[0]) if part else mention.start,
            mention.start - len(preposition[0]) if preposition and is_operator else None,
        )


def _is_year(mention: Mention, question: str, before: str, clock: Clock, *, plain: bool) -> bool:
    """True where the number is a year; `plain` if no word before it says so."""
    year = mention.year or 0
    following = _NEXT_WORDS.match(question, mention.end)
    if year > clock.today.year + 1 or (following and following[1].lower() in COUNTED):
        return False
    if not plain:
        return not before.lower().endswith("the ")  # "since the 1918 flu" is about an event
    if following and following[2] and following[2].lower() in COUNTED:
        return False
    previous = _LAST_WORD.search(before)
    if before.endswith(("-", "–")):  # "COVID-2019"
        return False
    if previous and previous[1].lower() == "for":  # "the budget for 2024" was passed before
        return False
    if before.lower().endswith("the ") or (previous and previous[1].lower() in LABELS):
        return False
    return clock.knows(year)


def _joined(one: Dated, other: Dated, question: str) -> Span | None:
    """The days from `one` to `other`, if the question joins them: "from 2019 to 2021", "March and April 2020"."""
    join = JOIN.fullmatch(question, one.mention.end, other.mention.start)
    year = other.mention.year
    if not join or not year or (one.mention.year and one.preposition != "between" and join[1] in ("and", "or")):
        return None
    first, last = one.spans(year), other.spans(year)
    if first and last and first[0] > last[0] and not one.mention.year:  # "from November to February 2020"
        first = one.spans(year - 1)
    return (first[0][0], last[0][1]) if first and last and first[0][0] <= last[0][1] else None


def _period(one: Dated, span: Span, question: str) -> Period | None:
    """The period that a date means after its preposition: the date itself, or the time from, until or before it."""
    first, last = span
    is_day = first == last  # its own news is included: "after the attack of 7 October 2023"
    if one.preposition == "since" or ONWARDS.match(question, one.mention.end):
        return Period(first, None)
    if one.preposition == "after":
        return Period(first if is_day else min(last, date.max - DAY) + DAY, None)
    if one.preposition == "before":
        return Period(None, last if is_day else max(first, date.min + DAY) - DAY)
    if one.preposition in ("until", "till", "by", "through"):
        return Period(None, last)
    return Period(first, last)


def _of_any_year(mention: Mention) -> list[YearlyPeriod]:
    """The day or the month of any year; of a season its months."""
    count = 3 if mention.kind == "season" else 1
    first = (mention.month or 1) - 1
    return [YearlyPeriod((first + place) % 12 + 1, mention.day) for place in range(count)]


def _is_yearly(one: Dated, question: str) -> bool:
    """True for a day, a month or a season of any year: "12 April", "in April", "in winter"; not for "may 30 times"."""
    mention = one.mention
    if mention.kind == "season":
        return True
    word = question[mention.start : mention.end]
    if mention.month is None or question.startswith(" of ", mention.end):
        return False
    following = _NEXT_WORDS.match(question, mention.end)
    if following and following[1].lower() in COUNTED:
        return False
    is_last = not re.search(r"\w", question[mention.end :])
    if not (is_last or _is_unambiguous(word)):  # without a capital
        return False
    if mention.day is not None or word.islower():
        return mention.day is not None
    if one.part or one.preposition in ("in", "of", "during", "throughout"):
        return True
    return is_last and not one.preposition and _is_unambiguous(word.lower())  # "ferry strike November"


def _is_unambiguous(word: str) -> bool:
    return AMBIGUOUS_MONTHS.isdisjoint(re.findall("[a-z]+", word))
