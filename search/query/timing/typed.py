"""Days and times as people type them where a date is asked for: as printed, in words, or counted back from today."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from ..period import bounds, days_of
from .named_days import named_days, readings
from .relative import relative_mentions
from .spans import Span, back

_BACK = re.compile(r"(?P<number>\d{1,4}) ?(?P<unit>[dwmy])", re.ASCII | re.IGNORECASE)
_DAYS = {"d": 1, "w": 7}
_MONTHS = {"m": 1, "y": 12}


def first_moment(text: str) -> date | datetime:
    """The first day of what `text` names; a time is itself, in UTC.

    Raises:
        ValueError: It names no day or time, or could be two.
    """
    return _bounds(text)[0]


def last_moment(text: str) -> date | datetime:
    """The last day of what `text` names, so that ``--until 2023-04-18`` includes that day; a time is itself, in UTC.

    Raises:
        ValueError: It names no day or time, or could be two.
    """
    return _bounds(text)[1]


def one_day(text: str) -> date:
    """The day that `text` names.

    Raises:
        ValueError: It names no day, or more than one.
    """
    try:
        first, last = days_typed(text) or days_of(text)
    except ValueError:
        first, last = date.min, date.max
    if first != last:
        raise ValueError(f"{text!r} is not a day; write it as 2023-04-18")
    return first


def days_typed(text: str, today: date | None = None) -> Span | None:
    """The first and last day that `text` names in words; None where it names none, or could be two.

    Args:
        text: As in "18 April 2023", "April 2023", "yesterday", "last week" or "7d", which is the day seven days ago.
        today: The day to count back from; by default today in UTC, as for questions.
    """
    text, today = " ".join(text.split()), today or datetime.now(UTC).date()
    if match := _BACK.fullmatch(text):
        number, unit = int(match["number"]), match["unit"].lower()
        if unit in _MONTHS:
            day = back(today, number * _MONTHS[unit])
        else:
            day = date.fromordinal(max(1, today.toordinal() - number * _DAYS[unit]))
        return (day, day) if day else None
    if found := named_days(text):
        return found
    for asked in (text.lower(), f"on {text.lower()}"):  # a weekday wants a word before it
        for mention in relative_mentions(asked, lambda: today):
            if (mention.start, mention.end) == (0, len(asked)):
                return mention.spans(today.year)[0]
    return None


def _bounds(text: str) -> tuple[date | datetime, date | datetime]:
    try:
        return bounds(text)
    except ValueError:
        if days := days_typed(text):
            return days
        if days_meant := sorted({first for first, _ in readings(text)}):
            raise ValueError(f"{text!r} could be {' or '.join(map(str, days_meant))}; write one of them") from None
        raise ValueError(
            f"{text!r} is not a date; write 2023-04-18, 18 April 2023, 2023-04, 2023, yesterday, 7d, "
            "or a time such as 2023-04-18T09:30Z"
        ) from None
