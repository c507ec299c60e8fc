"""The layout of a table: where its header is, and how its cells are separated and quoted."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...fields.english_names import SUMMARY_ALIASES
from ...fields.names import FIELD_ALIASES, KNOWN_NAMES, known_name

_DELIMITERS = (",", ";", "\t", "|", "^", "~", "\x01", "\x1f")
"""Signs between cells; the last two are those of Hive and of ASCII."""
_SEP = re.compile(r"\ufeff?\"?sep=(.)\"?\s*", re.IGNORECASE)
_BACKSLASH_QUOTE = re.compile(rb'[^\\,;\t|]\\"(?![,;\t|\r\n]|\Z)')
_DATA = re.compile(r"https?://|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\[|\{|-?\d+(?:\.\d+)?\s*\Z")
_LONGEST_NAME = 60
_SINGLE_QUOTED = re.compile(r"\s*'[^']*'\s*")
_RULE = re.compile(r"\s*[:=+-]*\s*")
_TEXTS = frozenset(FIELD_ALIASES["text"]) | frozenset(SUMMARY_ALIASES)


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of a table.

    Attributes:
        delimiter: What separates the cells.
        skipped: Lines above the header.
        has_header: False where the first row is data.
        columns: The number of cells in the first row.
        notice: A message about it; "" for an ordinary table.
        quote: What stands around a cell that holds the delimiter.
        is_spaced: True where a space follows each delimiter.
    """

    delimiter: str
    skipped: int
    has_header: bool
    columns: int
    notice: str = ""
    quote: str = '"'
    is_spaced: bool = False


def layout_of(lines: Sequence[str]) -> Layout:
    """Find the layout of a table by its first lines."""
    separated = _SEP.fullmatch(lines[0]) if lines else None
    above = 1 if separated else 0
    below = lines[above:]
    delimiters = (separated[1],) if separated else _DELIMITERS
    found = [header for delimiter in delimiters if (header := _header(below, delimiter))]
    if found:
        place, delimiter, columns = min(found, key=lambda header: (header[0], -header[2]))
        notice = f"the header is in line {above + place + 1}; what stands above it was passed over" if place else ""
        names = below[place].split(delimiter)
        quote = "'" if all(_SINGLE_QUOTED.fullmatch(name) for name in names) else '"'
        is_spaced = len(names) > 1 and all(name.startswith(" ") for name in names[1:])
        return Layout(delimiter, above + place, True, columns, notice, quote, is_spaced)
    first = below[0] if below else ""
    delimiter = separated[1] if separated else max(_DELIMITERS, key=first.count)
    try:
        cells = next(csv.reader([first], delimiter=delimiter), [])
    except csv.Error:  # the reading of the rows tells it
        cells = []
    if len(cells) > 1 and not _may_be_header(cells):
        notice = "there is no header row; the columns are called 1, 2, 3 and so on"
        return Layout(delimiter, above, False, len(cells), notice)
    return Layout(delimiter, above, True, len(cells))


def is_rule(cells: Sequence[str]) -> bool:
    """True for a row that rules a table off, as in Markdown and in what databases print."""
    return all(map(_RULE.fullmatch, cells))


def has_backslash_quotes(start: bytes) -> bool:
    r"""True where quotation marks in cells are written ``\"``, as MySQL and pandas may do."""
    return _BACKSLASH_QUOTE.search(start) is not None


def _header(lines: Sequence[str], delimiter: str) -> tuple[int, str, int] | None:
    """Find the first row whose cells are names of fields: its place among the lines, and the number of its cells."""
    rows = csv.reader([f"{line}\n" for line in lines], delimiter=delimiter)
    at, widest = 0, 0
    while True:
        try:
            cells = next(rows, None)
        except csv.Error:
            return None
        if cells is None:
            return None
        names = [known_name(cell.strip(" '")) for cell in cells]
        known = len(KNOWN_NAMES.intersection(names))  # one name over several columns is that of a group of them
        has_text = any(name in _TEXTS for name in names)
        if has_text and (known > 1 or (len(cells) == 1 and not at)) and len(cells) >= widest:
            return at, delimiter, len(cells)
        widest = max(widest, len([cell for cell in cells if cell.strip()]))
        at = rows.line_num


def _may_be_header(cells: Sequence[str]) -> bool:
    """True where cells may be names: each once, short, without sentences, numbers, dates and addresses."""
    names = [cell.strip() for cell in cells]
    if any(known_name(name) in KNOWN_NAMES for name in names):
        return True
    filled = [name for name in names if name]
    return len(set(filled)) == len(filled) and not any(
        len(name) > _LONGEST_NAME or _DATA.match(name) or name.endswith((".", "!", "?")) for name in filled
    )
