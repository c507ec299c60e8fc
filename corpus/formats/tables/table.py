"""Tables: rows of cells below a header with the names of the fields."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, takewhile
from typing import Any

from ...files.encoding import decoded
from ...files.source import NOT_UTF_8, LongLine, Source, too_long
from ...record import Fault, Record, StoppedError
from ...shapes.table import shape_of_table
from ..json.text import REST_UNREAD
from .layout import has_backslash_quotes, is_rule, layout_of

_ESCAPED = re.compile("[\udc80-\udcff]")
"""Bytes that are not UTF-8, as Python decodes them."""
_MOST_LOOKED_AT, _MOST_BYTES_LOOKED_AT = 200, 1 << 20
"""Lines, and bytes of them, by which the layout of a table is told."""


def table(source: Source) -> Iterator[Record | Fault]:
    """Read one record from each row below the header; of a table without one, the columns are called 1, 2, 3."""
    csv.field_size_limit(2**31 - 1)  # its 128 KiB are too few for a long report; our own limit is for the row
    source, encoding = decoded(source)
    lines = _Lines(source)
    layout = lines.layout
    if encoding:
        yield Fault(None, f"the file is not UTF-8; it was read as {encoding}", skipped=False)
    if layout.notice:
        yield Fault(None, layout.notice, skipped=False)
    rows = _Rows(lines)
    names = None if layout.has_header else [str(number) for number in range(1, layout.columns + 1)]
    shape = None
    while True:
        lines.begin_row()
        try:
            cells = rows.next_row(len(names or ()))
        except csv.Error as error:
            yield Fault(lines.row, f"broken row: {str(error).partition(' - ')[0]}")
            continue
        yield from lines.take_faults()
        if cells is None:
            return
        if names is None:
            if _escaped(cells):
                raise StoppedError(f"the header is {NOT_UTF_8}; {REST_UNREAD}", lines.row)
            names, shape = cells, shape_of_table(cells)
            if not shape and (twice := _called_alike(names)):
                yield Fault(None, f"several columns are called {twice}: the first that is filled counts", skipped=False)
        elif any(map(str.strip, cells)) and not is_rule(cells) and cells != names:
            row = _row(lines.row, names, cells)
            yield replace(row, fields=shape(row.fields)) if shape and isinstance(row, Record) else row


class _Rows:
    """The rows of a table as cells. Where quotation marks do not match, no row is lost with the one before it."""

    def __init__(self, lines: _Lines) -> None:
        self._lines, layout = lines, lines.layout
        self._dialect: dict[str, Any] = {
            "delimiter": layout.delimiter,
            "quotechar": layout.quote,
            "skipinitialspace": layout.is_spaced,
            "escapechar": "\\" if has_backslash_quotes(lines.start) else None,
        }
        # Of other escapes such as \\n, `csv` would leave the letter.
        self._other_escape = re.compile(rf"\\\\|\\(?=[^\\\"'\r\n{re.escape(layout.delimiter)}])")
        self._strict = csv.reader(map(self._escaped, lines), strict=True, **self._dialect)

    def next_row(self, columns: int) -> list[str] | None:
        """Read the next row below a header of so many cells; None at the end.

        Raises:
            csv.Error: It is no row.
        """
        try:
            return next(self._strict, None)
        except csv.Error:
            taken = self._lines.taken
            cells = self._read(taken[:1])
            if len(taken) > 1 and len(cells) != columns:
                rows = csv.reader([self._escaped(line) for _, line in taken], **self._dialect)
                cells = next(rows)
                self._lines.push_back(rows.line_num)
            elif len(taken) > 1:
                self._lines.push_back(1)
                self._lines.tell("a quotation mark is not closed; the row was read as one line")
            return cells

    def _read(self, lines: Sequence[tuple[int, str]]) -> list[str]:
        rows = csv.reader([self._escaped(line) for _, line in lines], **self._dialect)
        return [cell.removesuffix("\n") for cell in next(rows)]

    def _escaped(self, line: str) -> str:
        """Double the backslashes that escape nothing."""
        if "\\" not in line or not self._dialect["escapechar"]:
            return line
        return self._other_escape.sub(lambda match: match[0] if len(match[0]) > 1 else "\\\\", line)


class _Lines(Iterator[str]):
    """The lines of a table as text; bytes that are not UTF-8 become half surrogates, so that the row can be refused.

    A line over a limit is passed over if it is a row of its own. A quote that is never closed makes one row of the rest
    of the file.

    Attributes:
        layout: Where the header is, and what separates the cells.
        start: The first lines, in UTF-8.
        row: Number of the first line of the row.
        taken: The lines of the row, with their numbers.
    """

    def __init__(self, source: Source) -> None:
        self.row = 1
        self._lines, self._limits = source.lines(), source.limits
        self._faults: list[Fault] = []
        self._is_new_row, self._size, self._cells = True, 0, 0
        self.taken: list[tuple[int, str]] = []
        first = list(islice(self._lines, 1))
        self.layout = layout_of([])
        if first and (excess := self._excess(first[0][1])):
            raise StoppedError(f"the header: {excess}; {REST_UNREAD}", first[0][0])
        first += _few(self._lines)
        whole = [line for _, line in takewhile(lambda pair: isinstance(pair[1], bytes), first)]
        self.start = b"\n".join(line for line in whole if isinstance(line, bytes))
        self.layout = layout_of(self.start.decode(errors="replace").split("\n"))
        header = first[self.layout.skipped : self.layout.skipped + 1]
        self.begin_row()
        if header and (excess := self._excess(header[0][1])):
            raise StoppedError(f"the header: {excess}; {REST_UNREAD}", header[0][0])
        self._pushed = first[: self.layout.skipped - 1 if self.layout.skipped else None : -1]

    def begin_row(self) -> None:
        """Count the next line as the first one of a row."""
        self._is_new_row, self._size, self._cells = True, 0, 0
        self.taken.clear()

    def push_back(self, kept: int) -> None:
        """Give the lines of the row but the first `kept` back, to be read again."""
        again = [(number, line[:-1].encode(errors="surrogateescape")) for number, line in self.taken[kept:]]
        self._pushed += reversed(again)

    def tell(self, message: str) -> None:
        """Note something about the row, which is read all the same."""
        self._faults.append(Fault(self.row, message, skipped=False))

    def take_faults(self) -> list[Fault]:
        """Return the faults about lines that were passed over, each once."""
        faults, self._faults = self._faults, []
        return faults

    def __next__(self) -> str:
        while True:
            number, line = self._pushed.pop() if self._pushed else next(self._lines)
            if self._is_new_row:
                self.row, self._size, self._cells = number, 0, 0
            excess = self._excess(line)
            if not excess:
                assert isinstance(line, bytes)
                self._is_new_row = False
                self.taken.append((number, line.decode(errors="surrogateescape") + "\n"))
                return self.taken[-1][1]
            quotes = line.quotes if isinstance(line, LongLine) else line.count(b'"')
            if not self._is_new_row or quotes % 2:
                raise StoppedError(f"{excess}, perhaps because a closing quote is missing; {REST_UNREAD}", number)
            self._faults.append(Fault(number, excess))

    def _excess(self, line: bytes | LongLine) -> str:
        """Say which limit the row exceeds with this line; "" for none."""
        if isinstance(line, LongLine):
            return too_long(self._limits)
        self._size += len(line)
        self._cells += line.count(self.layout.delimiter.encode())
        if self._size > self._limits.record_bytes:
            return too_long(self._limits)
        return f"the row has more than {self._limits.values:,} cells" if self._cells > self._limits.values else ""


def _few(lines: Iterator[tuple[int, bytes | LongLine]]) -> Iterator[tuple[int, bytes | LongLine]]:
    """Yield the next lines, few enough to be looked at together."""
    size = 0
    for number, line in islice(lines, _MOST_LOOKED_AT):
        yield number, line
        size += len(line) if isinstance(line, bytes) else 0
        if size > _MOST_BYTES_LOOKED_AT:
            return


def _row(line: int, names: list[str], cells: list[str]) -> Record | Fault:
    if _escaped(cells):
        return Fault(line, NOT_UTF_8)
    if len(cells) > len(names) and any(cells[len(names) :]):
        return Fault(line, f"{len(cells)} cells under a header of {len(names)}")
    fields: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=False):
        if name not in fields or not fields[name]:  # of two columns of one name, the first counts
            fields[name] = cell
    return Record(line, fields)


def _called_alike(names: Sequence[str]) -> str:
    """The first name that several columns have; "" for none."""
    return next((name for name in names if name.strip() and names.count(name) > 1), "")


def _escaped(cells: list[str]) -> bool:
    """True where a cell contains bytes that are not UTF-8."""
    return any(_ESCAPED.search(cell) for cell in cells if not cell.isascii())
