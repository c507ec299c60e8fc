"""Compares two versions of an article field by field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date

from ....corpus.article import Article, iso
from ...query.json_types.changes import FieldChangeJSON
from .word_diff import DiffPart, word_diff

_WORDED = ("title", "text")
"""Fields that are compared word by word; others are shown whole."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """The change of one field."""

    field: str
    diff: tuple[DiffPart, ...]

    def to_dict(self) -> FieldChangeJSON:
        """Return the JSON values."""
        return {"field": self.field, "diff": [{"op": part.op, "text": part.text} for part in self.diff]}


def compared(before: Article, after: Article) -> Iterator[FieldChange]:
    """Compare two versions field by field, the text last; an article that only moved has no change."""
    names = [field.name for field in fields(Article) if field.name not in ("id", "text", "extra")]
    for name in (*names, "extra", "text"):
        old, new = getattr(before, name), getattr(after, name)
        if old == new:
            continue
        if name in _WORDED:
            yield FieldChange(name, word_diff(old, new))
        elif name == "extra":
            for key in sorted({*old, *new}):
                if old.get(key) != new.get(key):
                    yield FieldChange(f"extra.{key}", _whole(_shown(old.get(key)), _shown(new.get(key))))
        else:
            yield FieldChange(name, _whole(_shown(old), _shown(new)))


def _whole(old: str, new: str) -> tuple[DiffPart, ...]:
    parts = (DiffPart("delete", old), DiffPart("insert", new))
    return tuple(part for part in parts if part.text)


def _shown(value: object) -> str:
    if isinstance(value, date):
        return iso(value) or ""
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
