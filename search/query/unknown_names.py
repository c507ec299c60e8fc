"""Names in filters that no article has, with those that were likely meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ...index.filter import Filter, folded_name

_MOST_SUGGESTED = 3
_LEAST_ALIKE = 75
"""Of 100, by rapidfuzz's WRatio, which also finds a part of a name: `Gazette` for `Harbour Gazette`."""


def unknown_names(filters: Filter, counts: Callable[[str], Mapping[str, int]]) -> str:
    """Tell which names of `filters` no article has, and what is nearest; empty where articles have all of them.

    Args:
        filters: The filters of a search.
        counts: Returns the articles by name for a facet, see `PassageStore.counts`.
    """
    return "; ".join(
        f"no article has the {facet} {name!r}{_suggested(name, known)}"
        for facet, names in filters.facets().items()
        if names
        for known in [{folded_name(value): value for value in counts(facet) if value}]
        for name in names
        if folded_name(name) not in known
    )


def _suggested(name: str, known: Mapping[str, str]) -> str:
    from rapidfuzz import fuzz, process  # most filters name what there is

    found = process.extract(
        folded_name(name), known.keys(), scorer=fuzz.WRatio, limit=_MOST_SUGGESTED, score_cutoff=_LEAST_ALIKE
    )
    return f", but {' or '.join(repr(known[folded]) for folded, _, _ in found)}" if found else ""
