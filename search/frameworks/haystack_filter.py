"""Haystack's filters, as dicts of conditions, said as a `Filter` where it can say the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from ...index.filter import Filter

_FACETS = {"meta.source": "source", "meta.categories": "category", "meta.authors": "author"}
"""The arguments of `Filter`, by the metadata that they are about. Of several authors or categories one is enough."""
_CAN = (
    "a nutgraf index can be narrowed by meta.source, meta.categories and meta.authors with '==' or 'in', "
    "by meta.published with '>=' and '<=', and by AND of these"
)


def as_filter(conditions: Mapping[str, Any] | None) -> Filter:
    """The `Filter` that lets through what `conditions` do; but a facet's case does not matter.

    Args:
        conditions: As Haystack's document stores take them; None or nothing lets all through.

    Raises:
        ValueError: A condition is malformed, or cannot be said as a `Filter`.
    """
    said: dict[str, Any] = {}
    for condition in _flat(conditions) if conditions else ():
        name, value = _one(condition)
        if name in said:
            raise ValueError(f"{condition['field']} is narrowed twice, the second time by {condition!r}; say it once")
        said[name] = value
    return Filter(**said)


def _flat(condition: object) -> Iterator[Mapping[str, Any]]:
    """The comparisons in `condition`, which must all hold."""
    if not isinstance(condition, Mapping):
        raise ValueError(f"a filter's condition is a dict, not {condition!r}")
    if "field" in condition:
        yield condition
        return
    inner = condition.get("conditions")
    if condition.get("operator") != "AND" or not isinstance(inner, list):
        raise ValueError(f"{condition!r} cannot be asked: {_CAN}")
    for each in inner:
        yield from _flat(each)


def _one(condition: Mapping[str, Any]) -> tuple[str, datetime | tuple[str, ...]]:
    """The argument of `Filter` that says `condition`: its name, and its value."""
    field, operator, value = condition["field"], condition.get("operator"), condition.get("value")
    match field, operator, value:
        case "meta.published", ">=" | "<=", str() | datetime():
            return "since" if operator == ">=" else "until", _time(value, condition)
        case _, "==", str() if field in _FACETS:
            return _FACETS[field], (value,)
        # Of no values, none fits: but to a Filter they would be no condition.
        case _, "in", [_, *_] if field in _FACETS and all(isinstance(each, str) for each in value):
            return _FACETS[field], tuple(value)
    raise ValueError(f"{dict(condition)!r} cannot be asked: {_CAN}")


def _time(value: str | datetime, condition: Mapping[str, Any]) -> datetime:
    """A time as Haystack compares it: without a zone it is in that of what it is compared with, which is UTC."""
    try:
        time = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{dict(condition)!r} has no time in ISO 8601, such as '2023-04-18T00:00:00Z'") from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
