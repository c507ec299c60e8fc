"""The options and filters of a search as fields of pydantic models: for HTTP, MCP and LangChain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema, create_model

from .filters import FILTERS, MOMENTS
from .options import DeclaredOption, SearchKeywords, declared_options

M = TypeVar("M", bound=BaseModel)
Fields = dict[str, Any]
"""Types and defaults by name, as `pydantic.create_model` takes them."""


def with_fields(fields: Fields) -> Callable[[type[M]], type[M]]:
    """Add `fields` to the model that is decorated, after its own."""

    def added(model: type[M]) -> type[M]:
        return create_model(
            model.__name__, __base__=model, __doc__=model.__doc__, __module__=model.__module__, **fields
        )

    return added


def _whole(value: object) -> object:
    """In JSON 9.0 is a whole number, too; True is none."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE = BeforeValidator(_whole)
"""To stand after the bounds of a number: before them, it would hide them from the document."""


def plain_fields() -> Fields:
    """The options under their own names, without bounds."""
    return {
        name: (it.type, Field(default=it.default, description=it.option.help))
        for name, it in declared_options().items()
    }


def request_fields(*, limited: bool = True, defaults: SearchKeywords | None = None) -> Fields:
    """The options under their own names, with the bounds of a request.

    Args:
        limited: Whether the largest numbers are bounded, too.
        defaults: Other defaults than those of `SearchOptions`.
    """
    other: Mapping[str, Any] = dict(defaults or {})
    return {
        name: _bounded(it, it.option.most if limited else None, other.get(name, it.default))
        for name, it in declared_options().items()
    }


def tool_fields() -> Fields:
    """The options that tools of MCP have, under their names there."""
    return {
        it.option.argument: _bounded(it, it.option.most_by_tool, it.default)
        for it in declared_options().values()
        if it.option.argument
    }


def filter_fields(*, names: object, day: Mapping[str, Any]) -> Fields:
    """The filters.

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


def _bounded(it: DeclaredOption, most: int | None, default: object) -> tuple[Any, Any]:
    kind = it.type
    if int in (kind, *get_args(kind)):
        whole = Annotated[int, Field(ge=it.option.least, le=most), WHOLE]
        kind = whole if kind is int else whole | None
    return kind, Field(default=default, description=it.option.help)


def _reader(read: Callable[[str], date]) -> Callable[[object], object]:
    def moment(value: object) -> object:
        if value is not None and not isinstance(value, str):
            raise ValueError("a date is a string, such as 2023-04-18")
        return read(value) if isinstance(value, str) else None

    return moment
