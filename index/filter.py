"""The filter of a search: dates and facets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import reduce
from operator import and_, or_
from typing import Any, Literal

from ..corpus.article import Article, iso
from ..corpus.text.characters import without_accents

ArticleOrder = Literal["newest", "oldest", "source", "title"]
"""The orders of articles that need no question."""
_NO_LETTERS = re.compile(r"^[\W_]+")


def folded_name(name: str) -> str:
    """Fold case, accents and white space of a name: two names that differ in nothing else are the same."""
    if name.isascii():
        return " ".join(name.lower().split())
    return " ".join(without_accents(name.casefold()).split())


def sorting_name(name: str) -> str:
    """Fold a name or a headline to sort it by: quotation marks and the like before its first letter do not count."""
    folded = folded_name(name)
    return _NO_LETTERS.sub("", folded) or folded


def folded(facet: str, name: str) -> str:
    """Fold a value of a facet: two that are equal then are the same. Ids are as they are."""
    return name if facet == "id" else folded_name(name)


_FACETS = ("source", "category", "author", "id", "title", "language")


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions on articles: an article passes if it meets every one. Several values of one facet are alternatives.

    ``a & b`` lets through what both let through, ``a | b`` what either does, and ``~a`` what `a` does not.

    Attributes:
        since: The earliest time (an aware instant) or day of publication. A day is compared with the article's own
            calendar day. Articles without a date do not pass.
        until: The latest time or day of publication, itself included.
        source: Outlets, in any case, with or without their accents.
        category: Sections, in any case; one of the article's sections suffices.
        author: Authors, likewise.
        id: Articles by their ids, to the letter.
        title: Headlines, in any case, with or without their accents.
        language: Languages that articles declare, or were taken to be in, as BCP 47 tags in any case.
        without: Filters of which an article passes none.

    Raises:
        ValueError: A time is naive, a facet is not a tuple of strings, or `without` is not a tuple of filters.
    """

    since: date | datetime | None = None
    until: date | datetime | None = None
    source: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    id: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    without: tuple[Filter, ...] = ()

    def __post_init__(self) -> None:
        for time in (self.since, self.until):
            if time is not None and not (time.tzinfo if isinstance(time, datetime) else isinstance(time, date)):
                raise ValueError(f"a filter needs a day, or a time with a time zone, not {time}")
        for name, values in self.facets().items():
            if type(values) is not tuple or not all(isinstance(value, str) for value in values):
                raise ValueError(f"{name} takes a tuple of strings, not {values!r}")
        if type(self.without) is not tuple or not all(isinstance(each, Filter) for each in self.without):
            raise ValueError(f"without takes a tuple of filters, not {self.without!r}")

    def __and__(self, other: Filter) -> Filter:
        """Let through what both let through."""
        theirs = other.facets()
        joined: dict[str, Any] = {name: values or theirs[name] for name, values in self.facets().items()}
        times = (self.since, other.since), (self.until, other.until)
        if any(map(_are_of_two_kinds, times)) or any(
            theirs[name] not in ((), values) for name, values in joined.items()
        ):
            return replace(self, without=(*self.without, ~other))
        since, until = _narrower(max, *times[0]), _narrower(min, *times[1])
        return Filter(since, until, **joined, without=(*self.without, *other.without))

    def __bool__(self) -> bool:
        """Refuse ``a and b``, ``a or b`` and ``not a``, which would drop a condition in silence."""
        raise TypeError("a Filter is neither true nor false; join filters with &, | and ~, and compare one with None")

    def __or__(self, other: Filter) -> Filter:
        """Let through what either lets through."""
        if (name := self._only_facet) and name == other._only_facet:
            either: dict[str, Any] = {name: tuple(dict.fromkeys((*self.facets()[name], *other.facets()[name])))}
            return Filter(**either)
        return ~(~self & ~other)

    def __invert__(self) -> Filter:
        """Let through what this one does not."""
        is_negation = len(self.without) == 1 and self == Filter(without=self.without)
        return self.without[0] if is_negation else Filter(without=(self,))

    @property
    def _only_facet(self) -> str:
        """The facet that is its only condition; empty where it has none, or others."""
        [name, *others] = [each.name for each in fields(self) if getattr(self, each.name)] or [""]
        return "" if others or name not in self.facets() else name

    @property
    def is_reversed(self) -> bool:
        """True where `until` lies before `since`. A day and a time are not compared: the day depends on the place."""
        if self.since is None or self.until is None:
            return False
        return isinstance(self.since, datetime) == isinstance(self.until, datetime) and self.since > self.until

    def facets(self) -> dict[str, tuple[str, ...]]:
        """The wanted values of each facet, by name."""
        return {name: getattr(self, name) for name in _FACETS}

    def parts(self) -> Iterator[Filter]:
        """Yield this filter and all that it names in `without`, however deep."""
        yield self
        for each in self.without:
            yield from each.parts()

    def has_names_of(self, article: Article, spoken: str) -> bool:
        """True where an article meets all conditions but those on time; `spoken` is its language, declared or not."""
        values = {
            "source": (article.source,), "category": article.categories, "author": article.authors,
            "id": (article.id,), "title": (article.title,), "language": (article.language, spoken),
        }  # fmt: skip
        return all(
            not {folded(facet, name) for name in names}.isdisjoint(folded(facet, it) for it in values[facet] or ("",))
            for facet, names in self.facets().items()
            if names
        ) and not any(each.has_names_of(article, spoken) for each in self.without)

    def to_dict(self) -> dict[str, Any]:
        """Convert the conditions that are set to JSON values."""
        times = {"since": self.since, "until": self.until}
        return (
            {name: iso(time) for name, time in times.items() if time}
            | {name: list(values) for name, values in self.facets().items() if values}
            | ({"without": [each.to_dict() for each in self.without]} if self.without else {})
        )


def all_of(filters: Iterable[Filter]) -> Filter:
    """Let through what all of them let through; of none, everything."""
    return reduce(and_, filters, Filter())


def any_of(filters: Iterable[Filter]) -> Filter:
    """Let through what any of them lets through; of none, nothing."""
    first, *others = [*filters] or [~Filter()]
    return reduce(or_, others, first)


def _are_of_two_kinds(times: tuple[date | None, date | None]) -> bool:
    """Return True for a day and a time, which cannot be compared."""
    return None not in times and isinstance(times[0], datetime) != isinstance(times[1], datetime)


def _narrower(choose: Callable[[date, date], date], one: date | None, other: date | None) -> date | None:
    return choose(one, other) if one and other else one or other
