"""Workbooks (.xlsx): each of their sheets is read like a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from io import BytesIO

from ..errors import ExtraMissingError
from ..record import Fault, Record, StoppedError
from ..source import Source
from .table import table


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
        rows = io.StringIO(newline="")
        writer = csv.writer(rows)
        for row in sheet.iter_rows(values_only=True):
            if any(cell is not None for cell in row):
                writer.writerow(map(_written, row))
        if data := rows.getvalue().encode(errors="replace"):
            yield from table(Source(partial(_as_file, data), limits=source.limits))


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
