"""The filters of a search: each declared once, with one translation to `Filter`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from ...corpus.article import utc_day
from ...index.filter import Filter
from .option import Option
from .question import QuestionError

_FORMS = "2023-04-18, 18 April 2023, 2023-04, 2023, yesterday or 7d"


def _first(text: str) -> date | datetime:
    from .timing.typed import first_moment  # its patterns are not needed where no date is typed

    return first_moment(text)


def _last(text: str) -> date | datetime:
    from .timing.typed import last_moment

    return last_moment(text)


MOMENTS: Mapping[str, Callable[[str], date]] = {"since": _first, "until": _last}
"""The filters by time, each with the function that parses its text."""
FACETS = tuple(Filter().facets())
"""The filters by name."""
FILTERS: Mapping[str, Option] = {
    "since": Option(help=f"Published then or later: {_FORMS}.", metavar="DATE"),
    "until": Option(help="Published then or earlier, the day included.", metavar="DATE"),
    "source": Option(help="Only these outlets, whatever their case and accents.", metavar="NAME"),
    "category": Option(help="Only these sections, whatever their case and accents.", metavar="NAME"),
    "author": Option(help="Only these authors, whatever their case and accents.", metavar="NAME"),
    "id": Option(help="Only these articles, by their ids.", metavar="ID"),
    "title": Option(help="Only articles with these headlines, whatever their case and accents.", metavar="TITLE"),
    "language": Option(help="Only articles in these languages, as in de or pt-BR.", metavar="TAG"),
}
"""All filters, under the names that `Filter` has for them."""


def to_filter(given: Mapping[str, Any]) -> Filter:
    """Make a `Filter` from times that `MOMENTS` parsed and a list of names for each facet.

    Args:
        given: Values by the filter's name. None and empty lists set no filter; other keys are ignored.

    Raises:
        QuestionError: `since` is later than `until`.
    """
    values: dict[str, Any] = {name: given.get(name) for name in MOMENTS}
    return checked(Filter(**values | {name: tuple(given.get(name) or ()) for name in FACETS}))


def checked(filters: Filter) -> Filter:
    """Return a filter that somebody typed or sent.

    Raises:
        QuestionError: It ends before it begins, so no article could pass.
    """
    since, until = filters.since, filters.until
    # Somewhere, the calendar is up to a day before or behind UTC.
    if filters.is_reversed or (since and until and (utc_day(since) - utc_day(until)).days > 1):
        raise QuestionError("since is later than until")
    return filters
