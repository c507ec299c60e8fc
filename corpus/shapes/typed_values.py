"""Records in which each value stands beside its type, as DynamoDB exports them: ``{"title": {"S": "Quay"}}``."""

from __future__ import annotations

from collections.abc import Mapping

_TYPES = frozenset({"S", "N", "BOOL", "NULL", "L", "M", "SS", "NS", "B", "BS"})
_DEEPEST = 20


def untyped(fields: Mapping[str, object]) -> Mapping[str, object]:
    """Return a record without the types of its values; `fields` itself where it has none."""
    if not fields or not all(map(_is_typed, fields.values())):
        return fields
    return {key: _plain(value, 0) for key, value in fields.items()}


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
