"""Fields in lines at the head of a text: ``Title: ...``, below its headline or with it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ...fields.names import FIELD_ALIASES, is_field, is_text, known_name
from .line_fields import OUTLET_AND_DAY
from .story_head import LONGEST_HEADLINE, story_head

_PAIR = re.compile(
    r"(?:\.\. )?\*{0,2}([^\W\d_][\w ()/-]{0,30}?)\*{0,2}(?:::?\*{0,2}(?=[ \t\r\n]|\Z)|：\*{0,2})[ \t]*"
    r"([^\r\n]*)(?:\r?\n|\Z)"
)
"""``Title: ...``, ``**Title:** ...``, ``title:: ...`` of Logseq, ``.. title: ...`` of Nikola."""
_COMMENT = re.compile(r"\s*<!--[ \t]*\r?\n(?=\.\. )")
_COMMENT_END = re.compile(r"[ \t]*-->[ \t]*(?:\r?\n|\Z)")
_BLANK = re.compile(r"[ \t]*(?:\r?\n|\Z)")
_MOST = 40
_FEWEST = 2
"""Fields of an article at a head; fewer may be a text that happens to begin with a colon."""
_KIRBY = re.compile(r"\r?\n----[ \t]*\r?\n\s*")
"""What stands between the fields of a text file of Kirby, of which the longest is the article."""
_KIRBY_FIELD = re.compile(r"\s*([A-Za-z][\w-]{0,30}):[ \t]*(?:\r?\n)*")


def lines_at_head(text: str) -> tuple[dict[str, str], str]:
    """Split off the lines of fields at the head of a text, and return them with the rest.

    A blank line ends them, or a line such as ``Text: ...``, with which the text begins.

    Returns:
        The fields, and the text below them; no fields and the whole text where there are none.
    """
    comment = _COMMENT.match(text)
    at, found = comment.end() if comment else 0, dict[str, str]()
    while len(found) < _MOST and (match := _PAIR.match(text, at)):
        if found and is_text(match[1]):
            return found, (match[2] + "\n" if match[2] else "") + text[match.end() :]
        found[match[1]] = "; ".join(filter(None, (found.get(match[1]), match[2].strip())))
        at = match.end()
    end = (_COMMENT_END if comment else _BLANK).match(text, at)
    found = {key: value for key, value in found.items() if value}
    return (found, text[end.end() :]) if found and end else ({}, text)


def article_head(text: str) -> tuple[dict[str, str], str]:
    """Split off the fields at the head of an article, below its title or with it.

    Returns:
        The fields, and the text below them; no fields and the whole text where it has no such head.
    """
    fields, rest = lines_at_head(text)
    if are_enough(fields):
        return _with_day(fields), rest
    title, _, below = text.lstrip("\r\n").partition("\n")
    fields, rest = lines_at_head(below.lstrip("\r\n"))
    if 0 < len(title.strip()) <= LONGEST_HEADLINE and are_enough(fields):
        return ({"title": title.strip(), **_with_day(fields)}, rest) if rest.strip() else ({}, text)
    fields, rest = story_head(text)
    more, below = lines_at_head(rest.lstrip("\r\n"))
    if are_enough(fields | more) and below.strip():
        fields, rest = fields | more, below
    return (fields, rest) if fields.keys() >= {"title", "published"} else ({}, text)


def are_enough(fields: Mapping[str, object]) -> bool:
    """True for so many fields of an article that they are its head, and no text that happens to look like one."""
    return sum(map(is_field, map(str, fields))) >= _FEWEST


def _with_day(fields: dict[str, str]) -> dict[str, str]:
    """Return fields with the day that stands behind the outlet as its own, as in Genios."""
    for key, value in fields.items():
        if known_name(key) in FIELD_ALIASES["source"] and (match := OUTLET_AND_DAY.fullmatch(value)):
            return {**fields, key: match["outlet"], "published": match["day"]}
    return fields


def kirby_fields(text: str) -> tuple[dict[str, str], str]:
    """Read the fields of a text file of Kirby, the longest of which is the text; no fields for any other text."""
    parts = _KIRBY.split(text)
    if len(parts) < 3 or not all(map(_KIRBY_FIELD.match, parts)):
        return {}, text
    fields = {name[1]: part[name.end() :].strip() for part in parts if (name := _KIRBY_FIELD.match(part))}
    longest = max(fields, key=lambda name: len(fields[name]))
    return {name: value for name, value in fields.items() if name != longest}, fields[longest]
