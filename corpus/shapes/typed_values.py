"""Records as DynamoDB exports them, each value beside its type, ``{"title": {"S": "Quay"}}``; and lists as PHP does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeGuard

Fields = Mapping[str, object]
_TYPES = frozenset({"S", "N", "BOOL", "NULL", "L", "M", "SS", "NS", "B", "BS"})
_DEEPEST = 20


def untyped(fields: Fields) -> Fields:
    """Return a record without the types of its values; `fields` itself where it has none."""
    if not fields or not all(map(_is_typed, fields.values())):
        return fields
    return {key: _plain(value, 0) for key, value in fields.items()}


def with_lists(fields: Fields) -> Fields:
    """Return a record with the lists that PHP wrote as objects, ``{"0": "Quay", "2": "Pier"}``, as lists again.

    Where all are such objects, they are the columns of a table.
    """
    numbered = [*map(_is_numbered, fields.values())]
    if not any(numbered) or all(numbered):
        return fields
    return {key: [*value.values()] if _is_numbered(value) else value for key, value in fields.items()}


def _is_numbered(value: object) -> TypeGuard[Fields]:
    """True for an object with numbers as keys, from 0 or 1 on. Other numbers are ids."""
    return isinstance(value, Mapping) and next(iter(value), "") in ("0", "1") and all(map(str.isdecimal, value))


def _is_typed(value: object) -> bool:
    return isinstance(value, Mapping) and len(value) == 1 and next(iter(value)) in _TYPES


def _plain(value: object, depth: int) -> object:
    if depth > _DEEPEST or not isinstance(value, Mapping) or not _is_typed(value):
        return value
    (kind, inner), *_ = value.items()
    if kind == "L" and isinstance(inner, list):
        return [_plain(item, depth + 1) for item in inner]
    if kind == "M" and isinstance(inner, Mapping):
        return {key: _plain(item, depth + 1) for key, item in inner.items()}
    return None if kind == "NULL" else inner
