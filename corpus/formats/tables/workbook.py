"""Workbooks (.xlsx, and the XML of Excel 2003): each of their sheets is read like a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

from ...errors import ExtraMissingError
from ...files.limits import DEFAULT_LIMITS, ReadLimits
from ...files.source import Source
from ...record import Fault, Record, StoppedError
from ..xml.tree import attribute, first, within
from .table import table

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MOST_CELLS = 1_000
"""Empty cells between two: what is further away is no column of the same table."""


def workbook(source: Source) -> Iterator[Record | Fault]:
    """Read the rows of each sheet below its header.

    Raises:
        ExtraMissingError: openpyxl is not installed.
        StoppedError: The file is damaged.
    """
    try:
        import openpyxl
    except ImportError:
        raise ExtraMissingError("a workbook", "documents") from None
    content = source.read_bytes(raw=True, limit=source.limits.feed_bytes)
    try:
        book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
    except Exception:  # zipfile, XML and its own errors alike
        raise StoppedError("not a workbook, or damaged") from None
    for sheet in book.worksheets:
        yield from _sheet(sheet.iter_rows(values_only=True), source.limits)


def spreadsheet(root: Element) -> Iterator[Record | Fault]:
    """Read the rows of each sheet of a workbook in the XML of Excel 2003."""
    for sheet in within(root, "Table"):
        yield from _sheet((_cells(row) for row in within(sheet, "Row")), DEFAULT_LIMITS)


def _cells(row: Element) -> list[str]:
    """Return the cells of a row; empty ones are left out there, and the next one tells its place."""
    cells: list[str] = []
    for cell in within(row, "Cell"):
        place = attribute(cell, "Index")
        cells += [""] * min(int(place) - 1 - len(cells) if place.isdecimal() else 0, _MOST_CELLS)
        cells.append(_words(cell))
    return cells


def _words(cell: Element) -> str:
    """Return the text of a cell with its line ends."""
    data = first(cell, "Data")
    return "".join(map(str, data.itertext())).strip() if data is not None else ""


def _sheet(rows: Iterable[Iterable[object]], limits: ReadLimits) -> Iterator[Record | Fault]:
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    for row in map(tuple, rows):
        if any(cell is not None for cell in row):
            writer.writerow(map(_written, row))
    if data := written.getvalue().encode(errors="replace"):
        yield from table(Source(partial(_as_file, data), limits=limits))


def _as_file(data: bytes) -> BytesIO:
    return BytesIO(data)


def _written(cell: object) -> str:
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        return cell.date().isoformat()
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)
