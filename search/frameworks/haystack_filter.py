"""Translates Haystack's filters, which are dicts of conditions, to a `Filter`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from ...index.filter import Filter

_FACETS = {"meta.source": "source", "meta.categories": "category", "meta.authors": "author"}
"""The argument of `Filter` for each metadata field. Of several authors or categories one match is enough."""
_SUPPORTED = (
    "a nutgraf index takes conditions on meta.source, meta.categories and meta.authors with '==' or 'in', "
    "on meta.published with '>=' or '<=', and AND of these"
)


def as_filter(conditions: Mapping[str, Any] | None) -> Filter:
    """Make the `Filter` that is equivalent to `conditions`, except that it ignores the case of names.

    Args:
        conditions: Conditions as Haystack's document stores take them; None or an empty dict lets all through.

    Raises:
        ValueError: A condition is malformed, or cannot be translated to a `Filter`.
    """
    arguments: dict[str, Any] = {}
    for condition in _comparisons(conditions) if conditions else ():
        name, value = _argument(condition)
        if name in arguments:
            raise ValueError(f"{condition['field']} has two conditions, the second is {condition!r}; give one")
        arguments[name] = value
    return Filter(**arguments)


def _comparisons(condition: object) -> Iterator[Mapping[str, Any]]:
    """Yield the comparisons in `condition`, which must all hold."""
    if not isinstance(condition, Mapping):
        raise ValueError(f"a condition of a filter must be a dict, not {condition!r}")
    if "field" in condition:
        yield condition
        return
    inner = condition.get("conditions")
    if condition.get("operator") != "AND" or not isinstance(inner, list):
        raise ValueError(f"{condition!r} is not supported: {_SUPPORTED}")
    for each in inner:
        yield from _comparisons(each)


def _argument(condition: Mapping[str, Any]) -> tuple[str, datetime | tuple[str, ...]]:
    """Translate a comparison to an argument of `Filter`: its name and its value."""
    field, operator, value = condition["field"], condition.get("operator"), condition.get("value")
    match field, operator, value:
        case "meta.published", ">=" | "<=", str() | datetime():
            return "since" if operator == ">=" else "until", _time(value, condition)
        case _, "==", str() if field in _FACETS:
            return _FACETS[field], (value,)
        # An empty list matches no article, but to a Filter it would be no condition.
        case _, "in", [_, *_] if field in _FACETS and all(isinstance(each, str) for each in value):
            return _FACETS[field], tuple(value)
    raise ValueError(f"{dict(condition)!r} is not supported: {_SUPPORTED}")


def _time(value: str | datetime, condition: Mapping[str, Any]) -> datetime:
    """Read a time as Haystack does: one without a zone is in UTC, the zone of the published times."""
    try:
        time = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{dict(condition)!r} needs a time in ISO 8601, for example '2023-04-18T00:00:00Z'") from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
