"""Plain text: one article in each file, optionally below a line with its date."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import islice

from ...fields.names import is_field, is_text
from ...files.encoding import decoded
from ...files.source import Source
from ...record import Fault, Record
from ...times.dates import parse_date
from ..press.databases import articles_in
from ..press.parted import RULE
from ..tables.layout import is_rule, layout_of
from ..tables.table import table
from .columns import in_columns
from .front_matter import head_fields
from .movable_type import movable_type_articles
from .running_lines import MOST_PAGES, joined_pages, left_out
from .story_head import story_head

_DATE_LINE = re.compile(r"[ \t]*date[ \t]+(\d[^\r\n]{0,10000})(?:\r\n?|\n|$)", re.IGNORECASE | re.ASCII)
_LINE_END, _PAGE_END = re.compile(r"\r\n?|\n"), "\f"
_PAPER_AND_DAY = re.compile(
    r"([^\W\d][^\n]{2,80}?) [-–—] ((?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? \d{1,2} [A-Z][a-z]{2,8} \d{4})\s*"
)
"""A line such as ``Harbour Post - Monday 05 May 1930``, which archives of newspapers write above a text."""
_FIRST_LINES = 3
_ROUTING = re.compile(r"\A\s*ZCZC\b[^\n]*\n(?:[ \t]*+\S[^\n]*+\n)*+|\n[ \t]*NNNN\s*\Z")
"""What a teleprinter types around a telegram: where it comes from and goes to, and that it ends."""
_REFERENCES = re.compile(
    r"\s*(?:(TY  - [A-Z]{2,5}\s)|@[A-Za-z]{3,20}\{[^\s,{}]{1,100},\s*[A-Za-z_-]{1,30}\s*=\s*[{\"])"
)
"""The beginning of a file of references, in RIS or in BibTeX."""
_LIKE_A_DATE = re.compile(r"\d[\d./-]{5,}", re.ASCII)
_ADDRESSES = ("http://", "https://")
_FOR_ROBOTS = re.compile(r"(?:#[^\n]*\n|\s)*+user-agent:", re.IGNORECASE)
_CRAWL_INDEX = " CDX "
_CRAWL_LINE = re.compile(r"[a-z0-9-]+(?:,[a-z0-9-]+)+(?::\d+)?\)\S* \d{14} ")
_LONG_PIECE, _MANY_PIECES = 200, 3
"""Characters of a piece, and pieces, that may be articles which something unknown put into one file."""
_HEAD = 100_000
_MOST_LINES, _ROWS = 200, 4
"""Lines, and the rows in them, that show whether a text is a table."""
_MAX_DATE_WORDS = 6
"""Words in a date. The longest is "18 April 2023 at 10:00 UTC"; names of weekdays are not accepted here."""


def plain(source: Source) -> Iterator[Record | Fault]:
    """Read the file's text, or the articles of a press database's download.

    Where the text begins with ``date 2023-04-18 Politics``, the next line is the title. Lines at its head that name
    fields, as ``Title: ...``, are fields.
    """
    source, encoding = decoded(source)
    if encoding:
        yield Fault(None, f"the file is not UTF-8; it was read as {encoding}", skipped=False)
    text = source.read_text()
    if _is_table(text):
        yield from table(source)
    elif articles := movable_type_articles(text) or articles_in(text):
        yield from articles
    elif reason := _holds_no_article(text):
        yield Fault(None, reason)
    else:
        yield from _whole_file(text)


def _holds_no_article(text: str) -> str:
    """Tell why a text is not read: it lists references or pages; "" for any other text."""
    if match := _REFERENCES.match(text):
        return f"references in {'RIS' if match[1] else 'BibTeX'}: convert them first: pandoc --to csljson"
    list_of = _list_of(text)
    return f"{list_of}: it holds no text; save the pages, and index those" if list_of else ""


def _whole_file(text: str) -> Iterator[Record | Fault]:
    """Read a text as one article; tell where it may be several, or in columns."""
    if pieces := _pieces(text):
        yield Fault(None, f"rules part it into {pieces} pieces, which were read as one article", skipped=False)
    if parted := in_columns(text):
        yield Fault(None, "its lines hold two columns, which were read one after the other", skipped=False)
        text = parted
    elif 0 < text.count(_PAGE_END) <= MOST_PAGES:
        text, left = joined_pages(text.split(_PAGE_END))
        yield from left_out(left)
    text = _ROUTING.sub("", text)
    fields, text = head_fields(text)
    derived = _dated(text)
    if not fields and not derived:
        above, text = story_head(text)
        derived = {**_paper_and_day(text), **above, "text": text}
    yield Record(1, fields, derived=derived or {"text": text}, is_whole_file=True)


def _dated(text: str) -> dict[str, object]:
    """Read date, section, title and text of a text that begins with a line such as ``date 2023-04-18 Politics``."""
    match = _DATE_LINE.match(text)
    opening = _date_and_category(match[1]) if match else None
    if not (match and opening):
        return {}
    title, _, body = _partition_line(text[match.end() :].lstrip())
    return {**opening, "title": title, "text": body}


def _paper_and_day(text: str) -> dict[str, object]:
    lines = text[:_HEAD].splitlines()[:_FIRST_LINES]
    match = next(filter(None, map(_PAPER_AND_DAY.fullmatch, lines)), None)
    return {"source": match[1], "published": match[2]} if match else {}


def _pieces(text: str) -> int:
    """Count the long pieces between lines of dashes and the like; 0 where they are too few to be articles."""
    pieces = sum(len(piece.strip()) >= _LONG_PIECE for piece in RULE.sub("\0", text).split("\0"))
    return pieces if pieces >= _MANY_PIECES else 0


def _list_of(text: str) -> str:
    """Tell what a text is that only names pages; "" for any other text."""
    lines = text[:_HEAD].split()
    if _FOR_ROBOTS.match(text):
        return "the rules of a site for crawlers"
    if text.startswith(_CRAWL_INDEX) or _CRAWL_LINE.match(text):
        return "the index of a web crawl"
    return "a list of web pages" if lines and all(line.startswith(_ADDRESSES) for line in lines) else ""


def _is_table(text: str) -> bool:
    """True for a table that was saved as text: names of fields, and as many cells in each of the next rows."""
    lines = text[:_HEAD].splitlines()[:_MOST_LINES]
    layout = layout_of(lines[:1])
    try:
        rows = [row for row in islice(csv.reader(lines, delimiter=layout.delimiter), _ROWS) if not is_rule(row)]
    except csv.Error:
        return False
    names = [name for name in rows[0] if is_field(name)] if rows else []
    same = {len(row) for row in rows if row} == {layout.columns}
    return len(names) > 1 and len(rows) > 1 and layout.has_header and same and any(map(is_text, names))


def _date_and_category(words: str) -> dict[str, object] | None:
    """Split off the longest date at the start; None for a text that only happens to begin with "date"."""
    split = words.split()
    for count in range(min(_MAX_DATE_WORDS, len(split)), 0, -1):
        published = " ".join(split[:count])
        try:
            parse_date(published)
        except ValueError:
            continue
        return {"published": published, "categories": " ".join(split[count:])}
    if _LIKE_A_DATE.fullmatch(split[0]):  # an invalid date: the record is kept without it
        return {"published": split[0], "categories": " ".join(split[1:])}
    return None


def _partition_line(text: str) -> tuple[str, str, str]:
    match = _LINE_END.search(text)
    return (text[: match.start()], match[0], text[match.end() :]) if match else (text, "", "")
