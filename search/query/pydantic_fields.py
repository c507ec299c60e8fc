"""The options and filters of a search as fields of pydantic models: for HTTP, MCP and LangChain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema, create_model

from .filters import FILTERS, MOMENTS
from .options import DeclaredOption, SearchKeywords, declared_options
from .timing.typed import one_day

DAY_OR_NULL = {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}
"""The JSON schema of a day."""
M = TypeVar("M", bound=BaseModel)
Fields = dict[str, Any]
"""Types and defaults by name, as `pydantic.create_model` takes them."""


def with_fields(fields: Fields) -> Callable[[type[M]], type[M]]:
    """Add `fields` to the decorated model, after its own."""

    def added(model: type[M]) -> type[M]:
        return create_model(
            model.__name__, __base__=model, __doc__=model.__doc__, __module__=model.__module__, **fields
        )

    return added


def _whole(value: object) -> object:
    """Convert 9.0, which is a whole number in JSON, to 9; leave True as it is, which is not a number."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE = BeforeValidator(_whole)
"""A validator for whole numbers. Put it after the bounds: before them it hides them from the schema."""


def plain_fields() -> Fields:
    """Return the options under their own names, without bounds."""
    return {
        name: (declared.type, Field(default=declared.default, description=declared.option.help))
        for name, declared in declared_options().items()
    }


def request_fields(*, limited: bool = True, defaults: SearchKeywords | None = None) -> Fields:
    """Return the options under their own names, with the bounds of a request.

    Args:
        limited: True to bound the largest numbers as well.
        defaults: Defaults that differ from those of `SearchOptions`.
    """
    other: Mapping[str, Any] = dict(defaults or {})
    return {
        name: _bounded(declared, declared.option.most if limited else None, other.get(name, declared.default))
        for name, declared in declared_options().items()
    }


def tool_fields() -> Fields:
    """Return the options that MCP tools have, under their names there."""
    return {
        declared.option.argument: _bounded(declared, declared.option.most_by_tool, declared.default)
        for declared in declared_options().values()
        if declared.option.argument
    }


def filter_fields(*, names: object, day: Mapping[str, Any]) -> Fields:
    """Return the filters.

    Args:
        names: The type of a list of names.
        day: The JSON schema of a date as text.
    """
    return {
        name: (
            Annotated[date | datetime | None, BeforeValidator(_reader(MOMENTS[name])), WithJsonSchema(dict(day))]
            if name in MOMENTS
            else names,
            Field(default=None if name in MOMENTS else [], description=option.help),
        )
        for name, option in FILTERS.items()
    }


def _bounded(declared: DeclaredOption, most: int | None, default: object) -> tuple[Any, Any]:
    kind = declared.type
    if int in (kind, *get_args(kind)):
        whole = Annotated[int, Field(ge=declared.option.least, le=most), WHOLE]
        kind = whole if kind is int else whole | None
    elif float in get_args(kind):
        kind = Annotated[float, Field(ge=declared.option.least, le=declared.option.most)] | None
    elif date in get_args(kind):
        kind = Annotated[kind, BeforeValidator(_reader(one_day)), WithJsonSchema(dict(DAY_OR_NULL))]
    return kind, Field(default=default, description=declared.option.help)


def _reader(read: Callable[[str], date]) -> Callable[[object], object]:
    def moment(value: object) -> object:
        if value is not None and not isinstance(value, str):
            raise ValueError("a date is a string, for example 2023-04-18")
        return read(value) if isinstance(value, str) else None

    return moment
