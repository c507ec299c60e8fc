"""Other names of arguments: language models and programs write "query" for "question", and "sources" for "source".

A name is taken for another only within one of these groups, so a misspelt filter is still refused.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

_GROUPS = (
    ("question", "query", "q"),
    ("limit", "k", "top_k", "n", "max_results", "num_results"),
    ("source", "sources", "outlet", "outlets"),
    ("category", "categories", "section", "sections"),
    ("author", "authors"),
    ("id", "ids"),
    ("title", "titles"),
    ("language", "languages"),
    ("since", "after", "from_date", "start_date", "date_from"),
    ("until", "before", "to_date", "end_date", "date_to"),
    ("context", "neighbours", "neighbors"),
)


def renamed(given: Mapping[str, object], known: Collection[str]) -> dict[str, object]:
    """Return arguments under the names that are `known`, without those that are None, which means left out.

    Args:
        given: Arguments by name. A name that is not known is kept, unless another of its group is known and not given.
        known: The names that the receiver takes.
    """
    there = {name: value for name, value in given.items() if value is not None}
    meant = {name: sum(other in there for other in _group(name)) for name in there}
    return {known_name(name, known) if meant[name] < 2 else name: value for name, value in there.items()}


def known_name(name: str, known: Collection[str]) -> str:
    """Return the name among `known` that means the same as `name`; itself where there is none."""
    return name if name in known else next((other for other in _group(name) if other in known), name)


def _group(name: str) -> tuple[str, ...]:
    """All names that mean the same as `name`; none where it is in no group."""
    return next((group for group in _GROUPS if name in group), ())
