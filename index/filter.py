"""The filter of a search: dates and facets."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from ..corpus.article import Article, iso

ArticleOrder = Literal["newest", "oldest", "source", "title"]
"""The orders of articles that need no question."""
_NO_LETTERS = re.compile(r"^[\W_]+")
_NO_MARKS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"})
"""Letters that Unicode does not take apart into a letter and a mark."""


def folded_name(name: str) -> str:
    """Fold case, accents and white space of a name: two names that differ in nothing else are the same."""
    if name.isascii():
        return " ".join(name.lower().split())
    parts = unicodedata.normalize("NFKD", name.casefold().translate(_NO_MARKS))
    return " ".join("".join(char for char in parts if not unicodedata.combining(char)).split())


def sorting_name(name: str) -> str:
    """Fold a name or a headline to sort it by: quotation marks and the like before its first letter do not count."""
    folded = folded_name(name)
    return _NO_LETTERS.sub("", folded) or folded


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions on articles: an article passes if it meets every one. Several values of one facet are alternatives.

    Attributes:
        since: The earliest time (an aware instant) or day of publication. A day is compared with the article's own
            calendar day. Articles without a date do not pass.
        until: The latest time or day of publication, itself included.
        source: Outlets, in any case, with or without their accents.
        category: Sections, in any case; one of the article's sections suffices.
        author: Authors, likewise.

    Raises:
        ValueError: A time is naive, or a facet is not a tuple of strings.
    """

    since: date | datetime | None = None
    until: date | datetime | None = None
    source: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    author: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for time in (self.since, self.until):
            if time is not None and not (time.tzinfo if isinstance(time, datetime) else isinstance(time, date)):
                raise ValueError(f"a filter needs a day, or a time with a time zone, not {time}")
        for name, values in self.facets().items():
            if type(values) is not tuple or not all(isinstance(value, str) for value in values):
                raise ValueError(f"{name} takes a tuple of strings, not {values!r}")

    @property
    def is_reversed(self) -> bool:
        """True where `until` lies before `since`. A day and a time are not compared: the day depends on the place."""
        if self.since is None or self.until is None:
            return False
        return isinstance(self.since, datetime) == isinstance(self.until, datetime) and self.since > self.until

    def facets(self) -> dict[str, tuple[str, ...]]:
        """The wanted values of each facet, by name."""
        return {"source": self.source, "category": self.category, "author": self.author}

    def has_names_of(self, article: Article) -> bool:
        """True where an article meets the conditions on outlet, section and author."""
        values = {"source": (article.source,), "category": article.categories, "author": article.authors}
        return all(
            not {folded_name(name) for name in names}.isdisjoint(map(folded_name, values[facet]))
            for facet, names in self.facets().items()
            if names
        )

    def to_dict(self) -> dict[str, Any]:
        """Convert the conditions that are set to JSON values."""
        times = {"since": self.since, "until": self.until}
        return {name: iso(time) for name, time in times.items() if time} | {
            name: list(values) for name, values in self.facets().items() if values
        }
