"""Fields in lines at the head of a text: ``Title: ...``, or a title above a byline and a day, as people write them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...fields.names import FIELD_ALIASES, is_field, is_text, known_name
from ...fields.people import BEFORE_NAME
from ...times.dates import parse_date

_DAY = (
    r"\d{4}-\d\d-\d\d(?: \d\d:\d\d)?|\d{1,2}\.\d{1,2}\.\d{4}(?: \d\d:\d\d)?|\d{1,2}\.? [^\W\d_]{3,12} \d{4}"
    r"|[^\W\d_]{3,12} \d{1,2}, \d{4}"
)
"""A day that no other text looks like."""
OUTLET_AND_DAY = (
    rf"(?P<outlet>[^\n|,;:·]{{2,60}}?)(?P<by> [|·•] |, | vom )(?P<day>{_DAY})(?P<rest>(?: ?[|,(·•][^\n]*)?)"
)
"""``Harbour Post vom 03.02.2024, Seite 4`` as in Genios, ``Harbour Post · 3 Feb 2024`` as in PressReader."""
_OUTLET_AND_DAY = re.compile(OUTLET_AND_DAY)

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
_DATED = re.compile(rf"[ \t]*(?:[^\W\d_]{{2,10}},? )?((?:{_DAY})(?:,? \d\d?:\d\d)?)\s*")
"""A line that is a day, perhaps with its weekday and the time."""
_YEAR = re.compile(r"\d{4}")
_UPDATED = re.compile(r"updat|modif|aktuali|mis à jour|actuali|aggiorn|bijgewerkt|更新|обновл", re.IGNORECASE)
_LONGEST_DAY = 60
_BETWEEN = re.compile(r"\s*[|·•]\s*")
_SIGNED = re.compile(rf"[ \t]*((?:{BEFORE_NAME}) (?=[^\W\d_a-zß-ÿ])[^\n]{{2,100}}?(?<![.!?:]))\s*")
"""A byline: behind "by", a capital, and no end of a sentence."""
_LONGEST_TITLE = 250
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
    if _are_enough(fields):
        return _with_day(fields), rest
    title, _, below = text.lstrip("\r\n").partition("\n")
    below = below.lstrip("\r\n")
    if not 0 < len(title.strip()) <= _LONGEST_TITLE:
        return {}, text
    fields, rest = lines_at_head(below)
    if not _are_enough(fields):
        fields, rest = _signed(below)
        more, text_below = lines_at_head(rest.lstrip("\r\n"))
        if _are_enough(fields | more):
            fields, rest = fields | more, text_below
    return ({"title": title.strip(), **_with_day(fields)}, rest) if fields and rest.strip() else ({}, text)


def _are_enough(fields: dict[str, str]) -> bool:
    return sum(map(is_field, fields)) >= _FEWEST


def _with_day(fields: dict[str, str]) -> dict[str, str]:
    """Return fields with the day that stands behind the outlet as its own, as in Genios."""
    for key, value in fields.items():
        if known_name(key) in FIELD_ALIASES["source"] and (match := _OUTLET_AND_DAY.fullmatch(value)):
            return {**fields, key: match["outlet"], "published": match["day"]}
    return fields


def told_by(lines: Sequence[str]) -> dict[str, str]:
    """Return the day and the byline that stand on lines of their own, or between dots and bars on one."""
    fields = dict[str, str]()
    for part in (part for line in lines for part in _BETWEEN.split(line)):
        if _is_day(part):
            fields.setdefault("published", part)
        elif names := _SIGNED.fullmatch(part):
            fields.setdefault("authors", names[1])
    return fields


def _is_day(line: str) -> bool:
    """True for a day, in any language and with what stands around one, that is not told to be that of an update."""
    if len(line) > _LONGEST_DAY or not _YEAR.search(line) or _UPDATED.search(line):
        return False
    try:
        parse_date(line)
    except ValueError:
        return False
    return True


def _signed(text: str) -> tuple[dict[str, str], str]:
    """Split off a line that is a day, or an outlet and its day, and perhaps a byline above or below it."""
    fields = dict[str, str]()
    at = 0
    for line in text[:_LONGEST_TITLE].splitlines(keepends=True)[:_FEWEST]:
        day, names = _DATED.fullmatch(line), _SIGNED.fullmatch(line)
        outlet = _OUTLET_AND_DAY.fullmatch(line.strip())
        if outlet and outlet["by"] != ", " and "published" not in fields:  # a comma may stand behind a place
            byline = next((part for part in _BETWEEN.split(outlet["rest"]) if _SIGNED.fullmatch(part)), "")
            fields |= {"source": outlet["outlet"], "published": outlet["day"]} | ({"authors": byline} if byline else {})
        elif day and "published" not in fields:
            fields["published"] = day[1]
        elif names and "authors" not in fields:
            fields["authors"] = names[1]
        else:
            break
        at += len(line)
    return (fields, text[at:]) if "published" in fields else ({}, text)


def kirby_fields(text: str) -> tuple[dict[str, str], str]:
    """Read the fields of a text file of Kirby, the longest of which is the text; no fields for any other text."""
    parts = _KIRBY.split(text)
    if len(parts) < 3 or not all(map(_KIRBY_FIELD.match, parts)):
        return {}, text
    fields = {name[1]: part[name.end() :].strip() for part in parts if (name := _KIRBY_FIELD.match(part))}
    longest = max(fields, key=lambda name: len(fields[name]))
    return {name: value for name, value in fields.items() if name != longest}, fields[longest]
