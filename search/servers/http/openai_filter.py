"""OpenAI's conditions on attributes, translated to a `Filter`. What cannot be kept is refused, never ignored."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from ....index.filter import Filter, all_of, any_of
from ...query.filters import MOMENTS
from ..limits import LONGEST_NAME, MOST_NAMES
from ..refusals import Refusal
from .requests import RequestModel

_DEEPEST, _MOST = 20, 200
"""Levels of conditions in conditions, and comparisons in all: each costs a look at every article."""
_FACETS = {
    "source": "source", "category": "category", "categories": "category", "author": "author", "authors": "author",
    "article_id": "id", "title": "title", "language": "language",
}  # fmt: skip
"""The argument of `Filter` for each attribute, also as hits name it."""
_SUPPORTED = (
    "compare source, categories, authors, article_id, title or language by eq, ne, in or nin, and published by any "
    "operator"
)

Value = str | float | bool | list[str | float]


class Comparison(RequestModel):
    """One condition on an attribute."""

    type: Literal["eq", "ne", "gt", "gte", "lt", "lte", "in", "nin"]
    key: str = Field(max_length=LONGEST_NAME)
    value: Value


class Compound(RequestModel):
    """Several conditions, of which all must hold, or one."""

    type: Literal["and", "or"]
    filters: list[Condition] = Field(max_length=MOST_NAMES)


def _kind_of(condition: object) -> str:
    """Tell which of both a condition is meant to be, so that one reader says what is wrong with it."""
    joins = condition.get("type") in ("and", "or") or "filters" in condition if isinstance(condition, dict) else False
    return "compound" if joins or isinstance(condition, Compound) else "comparison"


Condition = Annotated[
    Annotated[Comparison, Tag("comparison")] | Annotated[Compound, Tag("compound")], Discriminator(_kind_of)
]


def to_filter(conditions: Comparison | Compound | None) -> Filter:
    """Translate conditions to a `Filter`.

    An article without a value is unlike every name and date, so it passes ``ne`` and ``nin``.

    Raises:
        Refusal: A condition is not supported, or there are too many.
    """
    if conditions is None:
        return Filter()
    if _comparisons(conditions) > _MOST:
        raise Refusal("invalid_request", f"filters: there are more than {_MOST} comparisons; list names with 'in'")
    return _translated(conditions)


def _comparisons(conditions: Comparison | Compound, depth: int = 0) -> int:
    """Count the comparisons."""
    if depth > _DEEPEST:
        raise Refusal(
            "invalid_request", f"filters: conditions are more than {_DEEPEST} levels deep; put them side by side"
        )
    if isinstance(conditions, Comparison):
        return 1
    return sum(_comparisons(each, depth + 1) for each in conditions.filters)


def _translated(conditions: Comparison | Compound) -> Filter:
    if isinstance(conditions, Compound):
        joined = map(_translated, conditions.filters)
        return all_of(joined) if conditions.type == "and" else any_of(joined)
    if conditions.type in ("gt", "gte", "lt", "lte"):
        return _bounded(conditions, conditions.value)
    takes_list = conditions.type in ("in", "nin")
    listed = conditions.value if isinstance(conditions.value, list) else [conditions.value]
    if len(listed) > MOST_NAMES or (isinstance(conditions.value, list) and not takes_list):
        raise _refusal(conditions, f"eq and ne take one value, in and nin a list of at most {MOST_NAMES}")
    found = any_of(_equal(conditions, value) for value in listed)
    return ~found if conditions.type in ("ne", "nin") else found


def _equal(condition: Comparison, value: object) -> Filter:
    """Let through the articles whose attribute is `value`; a day, month or year equals all of its times."""
    if condition.key == "published":
        return Filter(_moment(condition, "since", value), _moment(condition, "until", value))
    if condition.key not in _FACETS:
        raise _refusal(condition, f"that attribute cannot be compared; {_SUPPORTED}")
    if not isinstance(value, str) or len(value) > LONGEST_NAME:
        raise _refusal(condition, f"names are strings of at most {LONGEST_NAME} characters")
    named: dict[str, Any] = {_FACETS[condition.key]: (value,)}
    return Filter(**named)


def _bounded(condition: Comparison, value: object) -> Filter:
    """Let through the articles that were published before or after a moment; `gt` and `lt` leave out all of a day."""
    if condition.key != "published":
        raise _refusal(condition, f"only published has an order; {_SUPPORTED}")
    match condition.type:
        case "gte":
            return Filter(since=_moment(condition, "since", value))
        case "gt":
            return Filter(since=_moment(condition, "until", value, beyond=1))
        case "lte":
            return Filter(until=_moment(condition, "until", value))
    return Filter(until=_moment(condition, "since", value, beyond=-1))


def _moment(condition: Comparison, end: Literal["since", "until"], value: object, *, beyond: int = 0) -> date:
    """Read a date as people type it, or seconds since 1970.

    Args:
        condition: The condition, for its error.
        end: The end of a day, month or year that counts, its beginning or its last day.
        value: The value.
        beyond: 1 for the next day or microsecond, -1 for the one before.
    """
    try:
        if isinstance(value, str) and len(value) <= LONGEST_NAME:
            moment = MOMENTS[end](value)
        elif isinstance(value, float | int) and not isinstance(value, bool):
            moment = datetime.fromtimestamp(value, UTC)
        else:
            raise ValueError("published takes a date, or seconds since 1970")
        tick = timedelta(microseconds=1) if isinstance(moment, datetime) else timedelta(days=1)
        return moment + tick * beyond
    except (ValueError, OverflowError, OSError) as error:
        raise _refusal(condition, str(error)) from None


def _refusal(condition: Comparison, problem: str) -> Refusal:
    return Refusal("invalid_request", f"filters: {condition.type!r} on {condition.key!r}: {problem}")
