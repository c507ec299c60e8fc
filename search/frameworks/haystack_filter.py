"""Translates Haystack's filters, which are dicts of conditions, to a `Filter`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ...index.filter import Filter, all_of, any_of

_FACETS = {
    "meta.source": "source", "meta.categories": "category", "meta.authors": "author", "meta.author": "author",
    "meta.article_id": "id", "meta.title": "title", "meta.language": "language",
}  # fmt: skip
"""The argument of `Filter` for each metadata field. Of several authors or categories one match is enough."""
_SUPPORTED = (
    "a nutgraf index takes conditions on meta.source, meta.categories, meta.authors, meta.article_id, meta.title and "
    "meta.language with '==', '!=', 'in' or 'not in', on meta.published with these and '>', '>=', '<' or '<=', and "
    "AND, OR and NOT of these"
)
_TICK = timedelta(microseconds=1)


def as_filter(conditions: Mapping[str, Any] | None) -> Filter:
    """Make the `Filter` that is equivalent to `conditions`, except that it ignores the case of names.

    An article without an outlet, a section or an author has the empty name, as in the metadata. A language is also that
    which an article was taken to be in, where it declares none.

    Args:
        conditions: Conditions as Haystack's document stores take them; None or an empty dict lets all through.

    Raises:
        ValueError: A condition is malformed, or cannot be translated to a `Filter`.
    """
    return _translated(conditions) if conditions else Filter()


def _translated(condition: object) -> Filter:
    if not isinstance(condition, Mapping):
        raise ValueError(f"a condition of a filter must be a dict, not {condition!r}")
    if "field" in condition:
        return _compared(condition)
    inner = condition.get("conditions")
    if isinstance(inner, list):
        match condition.get("operator"):
            case "AND":
                return all_of(map(_translated, inner))
            case "OR":
                return any_of(map(_translated, inner))
            case "NOT":
                return ~all_of(map(_translated, inner))
    raise _refusal(condition)


def _compared(condition: Mapping[str, Any]) -> Filter:
    operator, value = condition.get("operator"), condition.get("value")
    if operator in ("==", "!="):
        found = _equal(condition, value)
    elif operator in ("in", "not in") and isinstance(value, list):
        found = any_of(_equal(condition, each) for each in value)
    elif condition["field"] == "meta.published" and operator in (">", ">=", "<", "<="):
        moment = _moment(condition, value)
        if ">" in operator:
            return Filter(since=moment if "=" in operator else moment + _TICK)
        return Filter(until=moment if "=" in operator else moment - _TICK)
    else:
        raise _refusal(condition)
    return ~found if operator in ("!=", "not in") else found


def _equal(condition: Mapping[str, Any], value: object) -> Filter:
    """Let through the articles whose field is `value`."""
    if condition["field"] == "meta.published":
        moment = _moment(condition, value)
        return Filter(since=moment, until=moment)
    if condition["field"] not in _FACETS or not isinstance(value, str):
        raise _refusal(condition)
    named: dict[str, Any] = {_FACETS[condition["field"]]: (value,)}
    return Filter(**named)


def _moment(condition: Mapping[str, Any], value: object) -> datetime:
    """Read a time as Haystack does: one without a zone is in UTC, the zone of the published times."""
    if not isinstance(value, str | date):
        raise _refusal(condition)
    try:
        time = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"{dict(condition)!r} needs a time in ISO 8601, for example '2023-04-18T00:00:00Z'") from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _refusal(condition: Mapping[str, Any]) -> ValueError:
    return ValueError(f"{dict(condition)!r} is not supported: {_SUPPORTED}")
