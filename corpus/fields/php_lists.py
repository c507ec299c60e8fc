"""Lists that PHP wrote as objects, ``{"0": "Quay", "2": "Pier"}``: it does so once an item was taken out."""

from __future__ import annotations

from collections.abc import Mapping

Fields = Mapping[str, object]


def php_list(value: object) -> list[object]:
    """Return the items of such a list; none of anything else."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) and key.isdecimal() for key in value):
        return []
    return [*value.values()]


def with_lists(fields: Fields) -> Fields:
    """Return a record with these lists as lists again.

    Where all are such objects, they are the columns of a table. Numbers that begin elsewhere than at 0 or 1 are ids.
    """
    lists = {key: items for key, value in fields.items() if (items := php_list(value)) and _begins_a_list(value)}
    return {**fields, **lists} if len(lists) < len(fields) else fields


def _begins_a_list(value: object) -> bool:
    return isinstance(value, Mapping) and next(iter(value)) in ("0", "1")
