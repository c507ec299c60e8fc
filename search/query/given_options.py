"""The options of a search as a program gives them, by name."""

from __future__ import annotations

from typing import Unpack

from .options import SearchKeywords, SearchOptions, declared_options


def search_options(**given: Unpack[SearchKeywords]) -> SearchOptions:
    """Check options.

    Raises:
        TypeError: There is no option of a name; what it is called here is told, as in other libraries it is called so.
        QuestionError: A value is not one of its option.
    """
    known = {"filters", *declared_options()}
    if unknown := next((name for name in given if name not in known), None):
        raise TypeError(_unknown(unknown, known))
    return SearchOptions(**given)  # type: ignore[arg-type]  # it reads a day of asking that is text


def _unknown(name: str, known: set[str]) -> str:
    from .argument_names import known_name  # most names are right
    from .filters import FILTERS

    if (option := known_name(name, known)) != name:
        return f"there is no option {name!r}, but {option!r}"
    if (condition := known_name(name, FILTERS)) in FILTERS:
        return f"there is no option {name!r}; write filters=nutgraf.Filter({condition}=...)"
    return f"there is no option {name!r}; there are {', '.join(sorted(known))}"
