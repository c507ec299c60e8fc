"""Records as DynamoDB, Firestore and Notion give them, each value with its type, ``{"title": {"S": "Quay"}}``."""

from __future__ import annotations

from collections.abc import Mapping

from ..fields.names import is_text

Fields = Mapping[str, object]
_INNER: Mapping[str, tuple[str, str]] = {"arrayValue": ("L", "values"), "mapValue": ("M", "fields")}
"""Types of Firestore that hold others -> the type of DynamoDB, and the key of what they hold."""
_TYPES = frozenset({"S", "N", "BOOL", "NULL", "L", "M", "SS", "NS", "B", "BS"}) | {
    f"{kind}Value"
    for kind in ("string", "integer", "double", "boolean", "timestamp", "reference", "null", "array", "map")
}
_NAMES = ("field", "name", "key")
_FEWEST_PAIRS = 2
_DEEPEST = 20


def untyped(fields: Fields) -> Fields:
    """Return a record without the types of its values; `fields` itself where it has none."""
    if notion := _of_notion(fields):
        return notion
    if fields and all(map(_is_described, fields.values())):
        return {key: value["value"] for key, value in fields.items() if isinstance(value, Mapping)}
    if pairs := _of_pairs(fields):
        return pairs
    if not fields or not all(map(_is_typed, fields.values())):
        return fields
    return {key: _plain(value, 0) for key, value in fields.items()}


def _is_typed(value: object) -> bool:
    return isinstance(value, Mapping) and len(value) == 1 and next(iter(value)) in _TYPES


def _of_pairs(fields: Fields) -> dict[str, object]:
    """Read a record with its fields in a list, ``[{"field": "title", "value": "Quay"}]``; empty for no such."""
    for key, items in fields.items():
        if not isinstance(items, list) or len(items) < _FEWEST_PAIRS:
            continue
        pairs = [
            (item.get(name), item.get("value", item.get("values")))
            for item in items
            for name in _NAMES
            if _is_pair(item, name)
        ]
        found = {name: value for name, value in pairs if isinstance(name, str)}
        if len(found) == len(items) and any(map(is_text, found)):
            return {**{name: value for name, value in fields.items() if name != key}, **found}
    return {}


def _is_described(value: object) -> bool:
    """True for ``{"type": "text", "name": "Title", "value": "Quay"}``, as Kontent and AEM write a field."""
    return isinstance(value, Mapping) and "value" in value and bool({"type", "dataType"} & value.keys())


def _is_pair(item: object, name: str) -> bool:
    return isinstance(item, Mapping) and name in item and bool({"value", "values"} & item.keys())


def _of_notion(fields: Fields) -> dict[str, object]:
    """Read the properties of a page, ``{"Name": {"id": "a", "type": "title", "title": [...]}}``; empty for no such."""
    found: dict[str, object] = {}
    for key, inner in fields.items():
        kind = inner.get("type") if isinstance(inner, Mapping) else None
        if not isinstance(inner, Mapping) or not isinstance(kind, str) or not {"id", kind} <= inner.keys():
            return {}
        found["title" if kind == "title" else key] = _words(inner[kind])
    return found


def _words(value: object) -> object:
    """Return the words of rich text on one line, and any other value as it is."""
    parts = value if isinstance(value, list) else []
    words = [part.get("plain_text") if isinstance(part, Mapping) else None for part in parts]
    return "".join(map(str, words)) if words and all(isinstance(it, str) for it in words) else value


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
