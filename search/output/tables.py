"""Rows as CSV, and as a table or a list in Markdown."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any

from ...corpus.text.characters import one_line
from ..citation.markdown import escaped

_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""First characters of a formula in a spreadsheet; some spreadsheets accept the full-width forms too."""


def as_csv_rows(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], *, header: bool = True) -> str:
    """Format as CSV: a header row unless it is not wanted, then one row each, without line breaks.

    A text cell that a spreadsheet would read as a formula gets a ``'`` before it.
    """
    out = StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\r\n")
    if header:
        writer.writeheader()
    for row in rows:
        writer.writerow({name: cell(row[name]) for name in columns})
    return out.getvalue()


def as_markdown_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Format as a table; None is an empty cell."""
    lines = [columns, ["---"] * len(columns)]
    lines += [[_table_cell(value) for value in row] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _table_cell(value: object) -> str:
    return escaped(value) if isinstance(value, str) else "" if value is None else str(value)


def cell(value: object) -> object:
    """Make a value fit for a cell of a spreadsheet: on one line, and no formula."""
    if isinstance(value, list):
        value = "; ".join(value)
    if not isinstance(value, str):
        return value
    shown = one_line(value).strip()
    return f"'{shown}" if shown.startswith(_FORMULA) else shown
