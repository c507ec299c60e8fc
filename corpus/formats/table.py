"""Tables: rows of cells under a header that names the fields."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from ..record import Fault, Record
from ..source import LONGEST, NOT_UTF_8, Source, StoppedError
from .records import REST, TOO_LONG


def table(source: Source) -> Iterator[Record | Fault]:
    """A record a row; comma, semicolon or tab between the cells, as the header has it."""
    csv.field_size_limit(2**31 - 1)  # the library's own, 128 KiB, is less than a long report; ours is on the row
    lines = _Lines(source)
    header = next(lines, "")
    lines.push(header)
    rows = csv.reader(lines, delimiter=max(",;\t", key=header.count))
    names: list[str] | None = None
    while True:
        lines.size, line = 0, rows.line_num + 1
        try:
            cells = next(rows, None)
        except csv.Error as error:
            yield Fault(line, f"broken row: {str(error).partition(' - ')[0]}")
            continue
        if cells is None:
            return
        if names is None:
            if _escaped(cells):
                raise StoppedError(f"the header is {NOT_UTF_8}; {REST}", line)
            names = cells
        elif any(cell.strip() for cell in cells):
            yield _row(line, names, cells)


class _Lines(Iterator[str]):
    """The lines of a table as text, with what is not UTF-8 kept as half surrogates, to be seen in the row.

    Attributes:
        size: Bytes since it was last set to 0: a quote that is never closed makes one row of all that follows.
    """

    def __init__(self, source: Source) -> None:
        self.size = 0
        self._lines = source.lines()
        self._pushed: list[str] = []

    def push(self, line: str) -> None:
        """Give back a line that was only looked at."""
        if line:
            self._pushed.append(line)

    def __next__(self) -> str:
        if self._pushed:
            return self._pushed.pop()
        number, line = next(self._lines)
        self.size += len(line or b"")
        if line is None or self.size > LONGEST:
            raise StoppedError(f"{TOO_LONG}, perhaps because a closing quote is missing; {REST}", number)
        return line.decode(errors="surrogateescape") + "\n"


def _row(line: int, names: list[str], cells: list[str]) -> Record | Fault:
    if _escaped(cells):
        return Fault(line, NOT_UTF_8)
    if len(cells) > len(names):
        return Fault(line, f"{len(cells)} cells under a header of {len(names)}")
    return Record(line, dict(zip(names, cells, strict=False)))


def _escaped(cells: list[str]) -> bool:
    """Whether some cell was not UTF-8."""
    return any("\udc80" <= char <= "\udcff" for cell in cells if not cell.isascii() for char in cell)
