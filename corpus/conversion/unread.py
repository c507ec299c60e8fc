"""Finds what an article lacks among the fields that were not read: its day, headline or byline under another name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from ..fields.body import objects_beside
from ..fields.names import is_absent, is_field, place_of
from ..fields.people import BEFORE_NAME
from ..record import Notice
from ..text.markup import plain_text
from ..times.dates import is_date

_DAY = re.compile(r"\d{4}|\d\d?[./-]\d\d?[./-]\d\d")
_HEADLINE = re.compile(r"[^\W\d_][^\n<>{}@|/]*[^\s.:,;]")
_BYLINE = re.compile(rf"(?:by|{BEFORE_NAME}) [^\W\d_][\w'’-]+ [^\n\d]{{1,60}}[^\W\d_]")
_LONGEST_DAY, _LONGEST_HEADLINE, _DEEPEST = 40, 200, 4
_DEEPEST_TOLD = 2
"""Keys of a path, at most: what lies deeper belongs to pictures, places and other things."""
_MOST_TOLD = 3
"""Paths that are told for one field."""
_WORDS = range(3, 25)
_PROSE, _BEGIN = 200, 40
"""Characters from which on a field holds prose, and those by which it is known again in the text."""
_ENDS = (".", "!", "?", "…", "”", "»", "。")


def unread(left: Mapping[str, object], lacking: frozenset[str], text: str) -> Iterator[Notice]:
    """Tell which of the fields that are left may be what the article lacks, and which is prose; the first for each.

    Args:
        left: The fields that became none of the article.
        lacking: The fields that it lacks.
        text: Its text.
    """
    values = [
        (path, value.strip())
        for path, value in strings_in(left)
        if path.count(".") < _DEEPEST_TOLD and not any(map(is_field, path.split(".")))
    ]
    for field, is_like in _LIKE.items():
        if field not in lacking:
            continue
        likely = [path for path, value in values if is_like(value)]
        if paths := [*islice(_named(left, field), _MOST_TOLD)] or likely[:1]:
            told = f"no field is known as {field}; {' or '.join(paths)} may be it: type --map {field}={paths[0]}"
            yield Notice(f"unread {field}", told)
    prose = next(
        (path for path, value in values if "." not in path and len(value) >= _PROSE and _is_new(value, text)), ""
    )
    if prose:
        yield Notice("unread prose", f"{prose} holds prose that is not read; --map text={prose} takes it for the text")


def _is_new(value: str, text: str) -> bool:
    begin = plain_text(value).strip()
    return begin.endswith(_ENDS) and begin[:_BEGIN].strip() not in text


def _named(fields: Mapping[str, object], field: str) -> Iterator[str]:
    """Yield the paths in the objects of a record that end with a name of `field`, and have a value."""
    for path, inner in objects_beside(fields):
        for key, value in inner.items():
            if (place := place_of(key)) and place[0] == field and not is_absent(value):
                yield f"{path}.{key}"


def strings_in(fields: Mapping[str, object], prefix: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yield the strings in the values of `fields` with their paths, see `at_path`; of a list only the first."""
    for key, value in fields.items():
        first = value[0] if isinstance(value, list) and value else value
        if isinstance(first, str):
            yield f"{prefix}{key}", first
        elif isinstance(first, Mapping) and depth < _DEEPEST:
            yield from strings_in(first, f"{prefix}{key}.", depth + 1)


def _is_day(value: str) -> bool:
    is_short = len(value) <= _LONGEST_DAY and not value.isdecimal()
    return is_short and _DAY.search(value) is not None and is_date(value, in_any_order=True)


def _is_headline(value: str) -> bool:
    is_short = len(value) <= _LONGEST_HEADLINE and len(value.split()) in _WORDS
    return is_short and not value[0].islower() and _HEADLINE.fullmatch(value) is not None


def _is_byline(value: str) -> bool:
    return _BYLINE.fullmatch(value) is not None


_LIKE: Mapping[str, Callable[[str], bool]] = {"title": _is_headline, "published": _is_day, "authors": _is_byline}
"""Field -> what tells its values."""
UNREAD = frozenset({"unread prose", *(f"unread {field}" for field in _LIKE)})
"""The kinds of these notices."""
