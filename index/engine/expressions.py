"""Filters as expressions of Milvus. They hold numbers only, see `codes`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ..filter import Filter, folded_name
from ..types import UNDATED, epoch_day, microseconds
from .milvus import listed
from .packing.codes import key_code, name_code


def matching(filters: Filter) -> str:
    """Write the expression that is true where an article passes `filters`; empty for all."""
    parts = [f"published > {UNDATED // 2}"] if filters.since or filters.until else []
    for limit, comparison in ((filters.since, ">="), (filters.until, "<=")):
        if isinstance(limit, datetime):
            parts.append(f"published {comparison} {microseconds(limit)}")
        elif limit:
            parts.append(f"day {comparison} {epoch_day(limit)}")
    if filters.source:
        parts.append(f"source in {listed([name_code(name) for name in filters.source])}")
    if filters.id:
        parts.append(f"key in {listed([key_code(name) for name in filters.id])}")
    if filters.title:
        parts.append(f"title in {listed([key_code(folded_name(name)) for name in filters.title])}")
    of_arrays = {"categories": filters.category, "authors": filters.author, "languages": filters.language}
    for field, names in of_arrays.items():
        if names:
            parts.append(f"array_contains_any({field}, {listed([name_code(name) for name in names])})")
    parts += [none_of(matching(excluded)) for excluded in filters.without]
    return all_of(parts)


def all_of(parts: Sequence[str]) -> str:
    """Join expressions, of which an empty one is true."""
    return " and ".join(f"({part})" for part in parts if part)


def none_of(part: str) -> str:
    """Negate an expression; that of one that is always true is never true."""
    return f"not ({part})" if part else "id < 0"
