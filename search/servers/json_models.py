"""Pydantic models of the types of our JSON, for the schemas of HTTP and MCP."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from functools import reduce
from itertools import chain
from operator import or_
from types import UnionType
from typing import Annotated, Any, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

from pydantic import BaseModel, ConfigDict, Field, create_model

from ..query.json_types import changes as change_types
from ..query.json_types import coverage as coverage_json
from ..query.json_types import listing as listing_json
from ..query.json_types import results as json_types


class ReplyModel(BaseModel):
    """A model that refuses unknown keys."""

    model_config = ConfigDict(extra="forbid")


def models(without: Mapping[type, Set[str]] | None = None) -> dict[type, type[ReplyModel]]:
    """Make a model for each type of our JSON, with its name less "JSON".

    Args:
        without: Keys to leave out, by type.
    """
    made: dict[type, type[ReplyModel]] = {}
    for json_type in _declared():
        made[json_type] = _model(json_type, made, (without or {}).get(json_type, frozenset()))
    return made


def _declared() -> Iterator[type]:
    """Yield the types in the order of their files, so that the types of a type's keys come before it."""
    everywhere = (vars(module).values() for module in (json_types, coverage_json, listing_json, change_types))
    yield from dict.fromkeys(each for each in chain.from_iterable(everywhere) if is_typeddict(each))


def _model(json_type: type, made: Mapping[type, type[ReplyModel]], without: Set[str]) -> type[ReplyModel]:
    required: frozenset[str] = vars(json_type)["__required_keys__"]
    hints = {name: hint for name, hint in get_type_hints(json_type, include_extras=True).items() if name not in without}
    members: dict[str, Any] = {}
    for name, hint in hints.items():
        kind, text = _type_and_description(hint)
        # A key that is not required gets an empty list, or None, by a factory, which puts no default into the schema.
        factory = list if get_origin(kind) is list else _absent
        field = Field(description=text) if name in required else Field(default_factory=factory, description=text)
        members[name] = (_with_models(kind, made), field)
    return create_model(
        json_type.__name__.removesuffix("JSON"), __base__=ReplyModel, __doc__=json_type.__doc__, **members
    )


def _absent() -> None:
    """Stand for a key that is left out."""


def _type_and_description(hint: Any) -> tuple[Any, str | None]:  # noqa: ANN401  # an annotation
    """Return the type of a key and its description."""
    if get_origin(hint) is Annotated:
        kind, text = get_args(hint)
        return kind, text
    return _type_and_description(get_args(hint)[0]) if get_origin(hint) is NotRequired else (hint, None)


def _with_models(kind: Any, made: Mapping[type, type[ReplyModel]]) -> Any:  # noqa: ANN401
    """Return a type with models in place of JSON types."""
    inner = [_with_models(argument, made) for argument in get_args(kind)]
    if kind in made:
        return made[kind]
    if get_origin(kind) in (Union, UnionType):
        return reduce(or_, inner)
    if get_origin(kind) in (list, dict):
        return get_origin(kind)[tuple(inner)]
    return kind
