"""The export of Movable Type, which TypePad and other hosts of blogs write, too: entries between lines of dashes."""

from __future__ import annotations

import re
from datetime import datetime

from ...record import Record

_START = re.compile(r"\ufeff?\s*(?:AUTHOR|TITLE|BASENAME|STATUS|DATE|ALLOW COMMENTS|UNIQUE URL): ?[^\r\n]*\r?\n")
_BODY = re.compile(r"^-----\r?\nBODY:\r?\n", re.MULTILINE)
_ENTRY_END = re.compile(r"^--------[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_SECTION_END = re.compile(r"^-----[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_PAIR = re.compile(r"^([A-Z][A-Z ]+): *([^\r\n]*)", re.MULTILINE)
_TIMES = ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S")
"""The month is first in every export, whatever the language of the blog."""


def movable_type_articles(text: str) -> list[Record]:
    """Return the entries of an export of Movable Type, without their comments; none for any other text."""
    if not _START.match(text) or not _BODY.search(text):
        return []
    found, at = [], 0
    for end in [*(mark.start() for mark in _ENTRY_END.finditer(text)), len(text)]:
        if record := _entry(text[at:end].lstrip("-"), text.count("\n", 0, at) + 1):
            found.append(record)
        at = end
    return found


def _entry(text: str, line: int) -> Record | None:
    head, *sections = _SECTION_END.split(text)
    named = {name: body.strip() for name, _, body in (it.partition(":") for it in sections)}
    parts = [body for name in ("BODY", "EXTENDED BODY") if (body := named.get(name, ""))]
    pairs = [(name, value.strip()) for name, value in _PAIR.findall(head)]
    one = dict(pairs)
    if not parts:
        return None
    fields = {
        "title": one.get("TITLE"),
        "text": "\n\n".join(parts),
        "published": _time(one.get("DATE", "")),
        "authors": one.get("AUTHOR"),
        "categories": [*dict.fromkeys(value for name, value in pairs if name in ("PRIMARY CATEGORY", "CATEGORY"))],
        "url": one.get("UNIQUE URL"),
    }
    return Record(line, {key: it for key, it in fields.items() if it}, state={"status": one.get("STATUS", "")})


def _time(written: str) -> str:
    for form in _TIMES:
        try:
            return datetime.strptime(written, form).isoformat()  # the blog's own time, of no zone
        except ValueError:
            continue
    return written
