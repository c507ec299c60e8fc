"""Plain text: one article a file, perhaps under a line that gives its date."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..dates import moment
from ..record import Fault, Record
from ..source import Source

_DATE_LINE = re.compile(r"[ \t]*date[ \t]+(\d[^\r\n]*)(?:\r\n?|\n|$)", re.IGNORECASE | re.ASCII)
_LINE_END = re.compile(r"\r\n?|\n")
_LIKE_A_DATE = re.compile(r"\d[\d./-]{5,}", re.ASCII)
_MOST_WORDS = 6
"""Words of a date: "Tue," is none here, so "18 April 2023 at 10:00 UTC" is the longest."""


def plain(source: Source) -> Iterator[Record | Fault]:
    """The file's text. Where it opens with ``date 2023-04-18 Politics``, the next line is the title."""
    text = source.text()
    match = _DATE_LINE.match(text)
    opening = _date_and_category(match[1]) if match else None
    if match and opening:
        title, _, body = _partition_line(text[match.end() :].lstrip())
        yield Record(1, ours={**opening, "title": title, "text": body}, alone=True)
    else:
        yield Record(1, ours={"text": text}, alone=True)


def _date_and_category(words: str) -> dict[str, object] | None:
    """The longest beginning that is a date, and the rest; None where this is text that happens to open with "date"."""
    split = words.split()
    for count in range(min(_MOST_WORDS, len(split)), 0, -1):
        published = " ".join(split[:count])
        try:
            moment(published)
        except ValueError:
            continue
        return {"published": published, "categories": " ".join(split[count:])}
    if _LIKE_A_DATE.fullmatch(split[0]):  # a bad date, which the record is kept without
        return {"published": split[0], "categories": " ".join(split[1:])}
    return None


def _partition_line(text: str) -> tuple[str, str, str]:
    match = _LINE_END.search(text)
    return (text[: match.start()], match[0], text[match.end() :]) if match else (text, "", "")
