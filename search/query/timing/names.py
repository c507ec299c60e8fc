"""The names of a period in articles: "second quarter" or "April to June" for the months from April to June.

An article about a period is often published after it: figures of the second quarter in July.
"""

from __future__ import annotations

from datetime import date

from ....corpus.article import day_in_words
from .mentions import Mention
from .spans import Span
from .understood import Reported
from .vocabulary import MONTHS, ORDINALS

_MOST_DAYS = 7, 62, 120
"""Days after a day, a month and a longer period in which reports about it are published."""


def reported(one: Mention, other: Mention, span: Span) -> list[Reported]:
    """The period `span` with its names, from one mention or from two that are joined; empty where there are none.

    Days and months that the question itself names in words have none: the lexical leg finds these words.
    """
    first, last = span
    if one is other and one.kind in ("day", "month"):
        if not one.in_digits:
            return []
        names, days = _names_of_date(first, one.kind == "day"), _MOST_DAYS[0 if one.kind == "day" else 1]
    elif {one.kind, other.kind} <= {"month", "quarter", "half"} and first.year == last.year:
        names, days = _names_of_months(first.month, last.month), _MOST_DAYS[2]
    else:
        return []
    return [Reported(first, date.fromordinal(min(last.toordinal() + days, date.max.toordinal())), tuple(names))]


def in_words(mention: Mention) -> str:
    """A date in digits as texts have it: "14 April 2023", "third quarter of 2022"; empty where it could be two."""
    spans = mention.spans(mention.year) if mention.year and mention.in_digits else []
    if len(spans) != 1:
        return ""
    first, last = spans[0]
    if mention.kind in ("quarter", "half"):
        months = _QUARTER if mention.kind == "quarter" else 2 * _QUARTER
        return f"{_ORDINAL_WORDS[last.month // months - 1]} {mention.kind} of {first.year}"
    return {"day": day_in_words(first), "month": f"{first:%B} {first.year}"}.get(mention.kind, str(first.year))


def _names_of_date(first: date, is_day: bool) -> list[str]:
    month = _MONTH_NAMES[first.month - 1]
    if not is_day:
        return [f"{month} {first.year}"]
    forms = str(first.day), f"{first.day}{_SUFFIXES.get(first.day, 'th')}"
    return [name for day in forms for name in (f"{day} {month}", f"{month} {day}")]


def _names_of_months(first: int, last: int) -> list[str]:
    start, end = _MONTH_NAMES[first - 1], _MONTH_NAMES[last - 1]
    names = [f"{start} {end}", *(f"{start} {word} {end}" for word in ("to", "through", "and"))]
    length = last - first + 1
    if length == _QUARTER and first % _QUARTER == 1:
        number = last // _QUARTER
        names += [f"{word} quarter" for word, value in ORDINALS.items() if value == number and word != "last"]
        names += [f"Q{number}", f"{number}Q", f"three months to {end}", f"{start[:3]} {end[:3]}"]
    elif length == 2 * _QUARTER and first in (1, 7):
        number = 1 if first == 1 else 2
        names += [f"{word} half" for word, value in ORDINALS.items() if value == number]
        names += [f"H{number}", f"{number}H", f"six months to {end}"]
    return names


_QUARTER = 3
_ORDINAL_WORDS = tuple(ORDINALS)[:4]
_MONTH_NAMES = tuple(MONTHS)[:12]
_SUFFIXES = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
