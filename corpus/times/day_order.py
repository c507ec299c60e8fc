"""The order of day and month: read off all dates of a file, as one row alone may leave it open."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property

_NUMERIC = re.compile(r"\D*(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d\d)(?!\d)")


class DayOrder:
    """Tells for a file whether its numeric dates put the day first.

    Args:
        declared: The order that the user names; None to read it off the file.
        dates: Yields the dates of the file with their keys; called once, and only if a date leaves the order open.
    """

    def __init__(self, declared: bool | None, dates: Callable[[], Iterable[tuple[str, object]]]) -> None:
        self._declared = declared
        self._dates = dates

    def is_day_first(self, key: str) -> bool | None:
        """Tell the order of the dates under `key`; None where no row decides it, or rows contradict each other."""
        if self._declared is not None:
            return self._declared
        shown = self._shown.get(key) or set().union(*self._shown.values())
        return next(iter(shown)) if len(shown) == 1 else None

    @cached_property
    def _shown(self) -> dict[str, set[bool]]:
        """The orders that rows show, by key."""
        shown: dict[str, set[bool]] = {}
        for key, value in self._dates():
            order = shown_order(value)
            if order is not None:
                shown.setdefault(key, set()).add(order)
        return shown


def shown_order(value: object) -> bool | None:
    """Tell whether a numeric date puts the day first; None where it does not show that."""
    match = _NUMERIC.match(value) if isinstance(value, str) else None
    if not match:
        return None
    first, second = int(match[1]), int(match[3])
    if first > 12 >= second:
        return (first <= 31 and len(match[4]) == 4) or None
    return False if second > 12 >= first and second <= 31 and match[2] != "." else None


def has_numeric_day(text: str) -> bool:
    """True where `text` begins with a date of three numbers of which the year is last."""
    return _NUMERIC.match(text) is not None


def is_dotted(text: str) -> bool:
    """True for numbers with dots between, which no locale of CLDR writes with the month first."""
    match = _NUMERIC.match(text)
    return match is not None and match[2] == "."


def with_long_year(text: str) -> str:
    """Write a year of two digits with four: 00 to 68 are of this century, as in POSIX."""
    match = _NUMERIC.match(text)
    if not match or len(match[4]) == 4:
        return text
    century = 2000 if int(match[4]) < 69 else 1900
    return f"{text[: match.start(4)]}{century + int(match[4])}{text[match.end(4) :]}"
