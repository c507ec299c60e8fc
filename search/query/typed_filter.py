"""`Filter` as Python programs make it: from all that the command line takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, date, datetime

from ...index.filter import Filter as ExactFilter
from .filters import MOMENTS, checked


class Filter(ExactFilter):
    """Conditions on articles: an article passes if it meets every one. Several values of one facet are alternatives.

    ``a & b`` lets through what both let through, ``a | b`` what either does, and ``~a`` what `a` does not.

    Args:
        since: The earliest day or time of publication, as a date, or as the command line takes it: ``2023-04-18``,
            ``2023-04``, ``18 April 2023``, ``yesterday``, ``7d``. A time without an offset is in UTC. A day is compared
            with the article's own calendar day. Articles without a date do not pass.
        until: The latest day or time, itself included: ``2023-04`` ends with the 30th.
        source: An outlet or several, in any case, with or without their accents.
        category: A section or several, likewise; one of the article's sections suffices.
        author: An author or several, likewise.
        id: The id of an article, or several, to the letter.
        title: A headline or several, in any case, with or without their accents.
        language: A language or several, as BCP 47 tags: those that articles declare, or were taken to be in.
        without: Filters of which an article passes none.

    Its attributes have the same names: `since` and `until` are a day, an aware time or None, the others are tuples.

    Raises:
        ValueError: A date is none, `since` is later than `until`, or a name is not a string.
    """

    __slots__ = ()

    def __init__(
        self,
        since: date | str | None = None,
        until: date | str | None = None,
        source: str | Iterable[str] = (),
        category: str | Iterable[str] = (),
        author: str | Iterable[str] = (),
        id: str | Iterable[str] = (),  # noqa: A002  # as articles have it
        title: str | Iterable[str] = (),
        language: str | Iterable[str] = (),
        without: Iterable[ExactFilter] = (),
    ) -> None:
        times = (_moment("since", since), _moment("until", until))
        super().__init__(
            *times,
            _names("source", source),
            _names("category", category),
            _names("author", author),
            _names("id", id),
            _names("title", title),
            _names("language", language),
            tuple(without),
        )
        checked(self)

    def __and__(self, other: ExactFilter) -> Filter:
        """Let through what both let through."""
        if not isinstance(other, ExactFilter):
            return NotImplemented
        return _typed(super().__and__(other))

    def __or__(self, other: ExactFilter) -> Filter:
        """Let through what either lets through."""
        if not isinstance(other, ExactFilter):
            return NotImplemented
        return _typed(super().__or__(other))

    def __invert__(self) -> Filter:
        """Let through what this one does not."""
        return _typed(super().__invert__())

    def __eq__(self, other: object) -> bool:
        """Compare the conditions alone, also with those that an interface made."""
        return isinstance(other, ExactFilter) and all(
            getattr(self, each.name) == getattr(other, each.name) for each in fields(ExactFilter)
        )

    __hash__ = ExactFilter.__hash__


def _typed(exact: ExactFilter) -> Filter:
    return Filter(**{each.name: getattr(exact, each.name) for each in fields(exact)})


def _moment(name: str, given: date | str | None) -> date | None:
    if isinstance(given, str):
        return MOMENTS[name](given)
    if isinstance(given, datetime) and given.tzinfo is None:
        return given.replace(tzinfo=UTC)
    return given


def _names(facet: str, given: str | Iterable[str]) -> tuple[str, ...]:
    names = (given,) if isinstance(given, str) else tuple(given) if isinstance(given, Iterable) else None
    if names is None or not all(isinstance(name, str) for name in names):
        raise ValueError(f"{facet} takes a name or a list of names, not {given!r}")
    return names
