"""Records as DynamoDB and Firestore export them, each value beside its type, ``{"title": {"S": "Quay"}}``."""

from __future__ import annotations

from collections.abc import Mapping

Fields = Mapping[str, object]
_INNER: Mapping[str, tuple[str, str]] = {"arrayValue": ("L", "values"), "mapValue": ("M", "fields")}
"""Types of Firestore that hold others -> the type of DynamoDB, and the key of what they hold."""
_TYPES = frozenset({"S", "N", "BOOL", "NULL", "L", "M", "SS", "NS", "B", "BS"}) | {
    f"{kind}Value"
    for kind in ("string", "integer", "double", "boolean", "timestamp", "reference", "null", "array", "map")
}
_DEEPEST = 20


def untyped(fields: Fields) -> Fields:
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
    if kind in _INNER and isinstance(inner, Mapping):
        kind, key = _INNER[kind]
        inner = inner.get(key)
    if kind == "L" and isinstance(inner, list):
        return [_plain(item, depth + 1) for item in inner]
    if kind == "M" and isinstance(inner, Mapping):
        return {key: _plain(item, depth + 1) for key, item in inner.items()}
    return None if kind in ("NULL", "nullValue") else inner
