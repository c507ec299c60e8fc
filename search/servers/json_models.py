"""Pydantic models of the shapes in `json_types`, for the schemas of HTTP and MCP."""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import reduce
from operator import or_
from types import UnionType
from typing import Annotated, Any, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

from pydantic import BaseModel, ConfigDict, Field, create_model

from ..query import json_types


class Shape(BaseModel):
    """A model that allows no keys but its own."""

    model_config = ConfigDict(extra="forbid")


def models(without: Mapping[type, Set[str]] | None = None) -> dict[type, type[Shape]]:
    """A model for each shape in `json_types`, named like it, less "JSON".

    Args:
        without: Keys to leave out, by shape.
    """
    made: dict[type, type[Shape]] = {}
    for shape in vars(json_types).values():  # a shape stands below those that it is made of
        if is_typeddict(shape):
            made[shape] = _model(shape, made, (without or {}).get(shape, frozenset()))
    return made


def _model(shape: type, made: Mapping[type, type[Shape]], without: Set[str]) -> type[Shape]:
    required: frozenset[str] = vars(shape)["__required_keys__"]
    hints = {name: hint for name, hint in get_type_hints(shape, include_extras=True).items() if name not in without}
    given: dict[str, Any] = {}
    for name, hint in hints.items():
        kind, text = _told(hint)
        # What is not required has no default in the schema; a list or an object is empty without one.
        field = (
            Field(description=text) if name in required else Field(default_factory=get_origin(kind), description=text)
        )
        given[name] = (_translated(kind, made), field)
    return create_model(shape.__name__.removesuffix("JSON"), __base__=Shape, __doc__=shape.__doc__, **given)


def _told(hint: Any) -> tuple[Any, str | None]:  # noqa: ANN401  # an annotation
    """The type of a key and the text beside it."""
    if get_origin(hint) is Annotated:
        kind, text = get_args(hint)
        return kind, text
    return _told(get_args(hint)[0]) if get_origin(hint) is NotRequired else (hint, None)


def _translated(kind: Any, made: Mapping[type, type[Shape]]) -> Any:  # noqa: ANN401
    """A type with models in place of shapes."""
    inner = [_translated(it, made) for it in get_args(kind)]
    if kind in made:
        return made[kind]
    if get_origin(kind) in (Union, UnionType):
        return reduce(or_, inner)
    if get_origin(kind) in (list, dict):
        return get_origin(kind)[tuple(inner)]
    return kind
