"""Tables: rows of cells below a header with the names of the fields."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from ..record import Fault, Record, StoppedError
from ..source import NOT_UTF_8, LongLine, Source, too_long
from .json_text import REST_UNREAD

_ESCAPED = re.compile("[\udc80-\udcff]")
"""Bytes that are not UTF-8, as Python decodes them."""


def table(source: Source) -> Iterator[Record | Fault]:
    """Read one record from each row; the header shows whether comma, semicolon or tab separates the cells."""
    csv.field_size_limit(
        2**31 - 1
    )  # the default of 128 KiB is too short for a long report; our own limit is for the row
    lines = _Lines(source)
    rows = csv.reader(lines, delimiter=lines.delimiter)
    names: list[str] | None = None
    while True:
        lines.begin_row()
        try:
            cells = next(rows, None)
        except csv.Error as error:
            yield Fault(lines.row, f"broken row: {str(error).partition(' - ')[0]}")
            continue
        yield from lines.take_faults()
        if cells is None:
            return
        if names is None:
            if _escaped(cells):
                raise StoppedError(f"the header is {NOT_UTF_8}; {REST_UNREAD}", lines.row)
            names = cells
        elif any(cell.strip() for cell in cells):
            yield _row(lines.row, names, cells)


class _Lines(Iterator[str]):
    """The lines of a table as text; bytes that are not UTF-8 become half surrogates, so that the row can be refused.

    A line over a limit is passed over if it is a row of its own. A quote that is never closed makes one row of the rest
    of the file.

    Attributes:
        delimiter: What separates the cells of the header.
        row: Number of the first line of the row.
    """

    def __init__(self, source: Source) -> None:
        self.row = 1
        self._lines, self._limits = source.lines(), source.limits
        self._faults: list[Fault] = []
        self._is_new_row, self._size, self._cells = True, 0, 0
        number, header = next(self._lines, (1, b""))
        self.delimiter = "," if isinstance(header, LongLine) else max(",;\t", key=header.decode(errors="replace").count)
        if excess := self._excess(header):
            raise StoppedError(f"the header: {excess}; {REST_UNREAD}", number)
        self._pushed = [(number, header)] if header else []

    def begin_row(self) -> None:
        """Count the next line as the first one of a row."""
        self._is_new_row, self._size, self._cells = True, 0, 0

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
                return line.decode(errors="surrogateescape") + "\n"
            quotes = line.quotes if isinstance(line, LongLine) else line.count(b'"')
            if not self._is_new_row or quotes % 2:
                raise StoppedError(f"{excess}, perhaps because a closing quote is missing; {REST_UNREAD}", number)
            self._faults.append(Fault(number, excess))

    def _excess(self, line: bytes | LongLine) -> str:
        """Say which limit the row exceeds with this line; "" for none."""
        if isinstance(line, LongLine):
            return too_long(self._limits)
        self._size += len(line)
        self._cells += line.count(self.delimiter.encode())
        if self._size > self._limits.record_bytes:
            return too_long(self._limits)
        return f"the row has more than {self._limits.values:,} cells" if self._cells > self._limits.values else ""


def _row(line: int, names: list[str], cells: list[str]) -> Record | Fault:
    if _escaped(cells):
        return Fault(line, NOT_UTF_8)
    if len(cells) > len(names):
        return Fault(line, f"{len(cells)} cells under a header of {len(names)}")
    return Record(line, dict(zip(names, cells, strict=False)))


def _escaped(cells: list[str]) -> bool:
    """True where a cell contains bytes that are not UTF-8."""
    return any(_ESCAPED.search(cell) for cell in cells if not cell.isascii())
