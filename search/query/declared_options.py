"""The options of a search as their declarations in `SearchOptions` have them, for every interface."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, get_args, get_type_hints

from .options import Option, QuestionError, SearchOptions


@dataclass(frozen=True, slots=True)
class DeclaredOption:
    """A field of `SearchOptions`, read from its declaration.

    Attributes:
        name: The field's name.
        type: Its type, for example ``int | None``.
        default: Its default.
        option: Its declaration.
    """

    name: str
    type: Any
    default: Any
    option: Option


@cache
def declared_options() -> Mapping[str, DeclaredOption]:
    """Return the options by name, in order, less `filters`, which each interface takes in its own way."""
    hints = get_type_hints(SearchOptions, include_extras=True)
    declared_by_name = {}
    for field in fields(SearchOptions):
        kind, *declared = get_args(hints[field.name]) or [None]
        if declared and isinstance(declared[0], Option):
            declared_by_name[field.name] = DeclaredOption(field.name, kind, field.default, declared[0])
    return declared_by_name


@cache
def coverage_options() -> frozenset[str]:
    """Return the names of the options that make a difference to a coverage."""
    return frozenset(name for name, declared in declared_options().items() if declared.option.covers)


def refuse_without_effect(given: Iterable[str]) -> None:
    """Raise QuestionError for an option that makes no difference to a coverage."""
    idle = sorted({*given} - coverage_options() - {"filters"})
    if idle:
        raise QuestionError(f"a coverage has all that bears on a question, so leave out {', '.join(idle)}")
