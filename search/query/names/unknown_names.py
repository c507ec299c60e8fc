"""Explains why no article passes a filter: it has names that no article has, or days outside the archive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from ....corpus.article import utc_day
from ....index.filter import Filter, folded, folded_name
from ....index.retrieval.protocol import PassageStore

_MOST_SUGGESTED = 3
_COUNTED = ("source", "category", "author")
"""The facets whose names a store counts."""
MOST_IDS_COMPARED = 200_000
"""Articles of an archive whose ids are compared, in about a second."""
_LEAST_ALIKE = 75
"""Of 100, by rapidfuzz's WRatio, which also finds a part of a name: `Gazette` for `Harbour Gazette`."""


def why_nothing(filters: Filter, store: PassageStore) -> str:
    """Tell why no article passes `filters`; empty where neither a name nor a day alone is the reason."""
    return "; ".join(filter(None, (unknown_names(filters, store), _outside(filters, store.days))))


def _outside(filters: Filter, days_of: Callable[[], tuple[date, date] | None]) -> str:
    """Tell where the archive ends or begins, if the filter lies beyond."""
    if not (filters.since or filters.until):
        return ""
    days = days_of()
    if not days:
        return "no article has a date"
    if filters.since and utc_day(filters.since) > days[1]:
        return f"the archive ends {days[1]}"
    return f"the archive begins {days[0]}" if filters.until and utc_day(filters.until) < days[0] else ""


def unknown_names(filters: Filter, store: PassageStore) -> str:
    """Tell which names of `filters` no article has, and what is nearest; empty where articles have all of them."""
    return "; ".join(
        f"no article has the {facet} {name!r}{suggested(_nearest(name, known))}"
        for part in filters.parts()
        for facet, names in part.facets().items()
        if names
        for known in [{folded(facet, value): value for value in _known(facet, store) if value}]
        for name in names
        if folded(facet, name) not in known and (facet in _COUNTED or not _has(store, facet, name))
    )


def _known(facet: str, store: PassageStore) -> Iterable[str]:
    """The names that are offered for one that no article has; a large archive's ids are not read for that."""
    if facet in _COUNTED:
        return store.counts(facet)
    if facet == "id":
        return store.ids() if store.generation.articles <= MOST_IDS_COMPARED else ()
    return store.generation.languages if facet == "language" else ()


def _has(store: PassageStore, facet: str, name: str) -> bool:
    named: dict[str, Any] = {facet: (name,)}
    return len(store.ordered_articles(Filter(**named), "newest").rows) > 0


def suggested(names: Sequence[str]) -> str:
    """Word suggestions for the end of a message: ", but 'a' or 'b'"; empty for none."""
    return f", but {' or '.join(map(repr, names))}" if names else ""


def _nearest(name: str, known: Mapping[str, str]) -> list[str]:
    from rapidfuzz import fuzz, process  # most filters name what there is

    found = process.extract(
        name, known.keys(), scorer=fuzz.WRatio, processor=folded_name, limit=_MOST_SUGGESTED, score_cutoff=_LEAST_ALIKE
    )
    return [known[near] for near, _, _ in found]
