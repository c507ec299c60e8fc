"""Compares two texts word by word, as ``git diff --word-diff`` shows it, with all white space kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_TOKEN = re.compile(r"\s+|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]|\w+|[^\w\s]")
"""White space, a character of a script without spaces, a word, or a mark."""
_LONG = 4_000
"""Tokens from which common ones are no anchors, as a comparison takes the square of their number."""

Op = Literal["equal", "insert", "delete"]


@dataclass(frozen=True, slots=True)
class DiffPart:
    """A part of two texts: equal in both, inserted into the second, or deleted from the first."""

    op: Op
    text: str


def word_diff(before: str, after: str) -> tuple[DiffPart, ...]:
    """Compare two texts.

    Equal and deleted parts, joined, are `before`; equal and inserted parts are `after`.
    """
    return tuple(_joined(_by_line(before.splitlines(keepends=True), after.splitlines(keepends=True))))


def _by_line(before: Sequence[str], after: Sequence[str]) -> Iterator[DiffPart]:
    """Compare lines first, which is fast, then the words of those that differ."""
    for op, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            yield DiffPart("equal", "".join(before[i:j]))
        else:
            yield from _by_word("".join(before[i:j]), "".join(after[k:m]))


def _by_word(before: str, after: str) -> Iterator[DiffPart]:
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    matcher = SequenceMatcher(str.isspace, old, new, autojunk=max(len(old), len(new)) > _LONG)
    for op, i, j, k, m in matcher.get_opcodes():
        if op == "equal":
            yield DiffPart("equal", "".join(old[i:j]))
        else:
            yield DiffPart("delete", "".join(old[i:j]))
            yield DiffPart("insert", "".join(new[k:m]))


def _joined(parts: Iterator[DiffPart]) -> Iterator[DiffPart]:
    """Join neighbours of one kind, and put what is deleted before what is inserted in its place."""
    deleted = inserted = equal = ""
    for part in parts:
        if part.op == "equal":
            if part.text and (deleted or inserted):
                yield from _present(equal, deleted, inserted)
                equal = deleted = inserted = ""
            equal += part.text
        elif part.op == "delete":
            deleted += part.text
        else:
            inserted += part.text
    yield from _present(equal, deleted, inserted)


def _present(equal: str, deleted: str, inserted: str) -> Iterator[DiffPart]:
    parts: tuple[tuple[Op, str], ...] = (("equal", equal), ("delete", deleted), ("insert", inserted))
    yield from (DiffPart(op, text) for op, text in parts if text)
