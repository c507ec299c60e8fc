"""A table that was saved as a page, as spreadsheets and databases do it, often under the ending ``.xls``."""

from __future__ import annotations

import csv
import io
import re

from ...fields.names import is_field, is_text
from .tree import parsed, with_joiners

_TABLE = re.compile(rb"\s*(?:<body[^>]{0,1000}>)?\s*(?:<div[^>]{0,1000}>\s*)?<table", re.IGNORECASE)


def rows_of(content: bytes) -> bytes:
    """Return the page's first table as CSV, if its first row names a text and another field; b"" for any other page."""
    body = max(content.find(b"<body"), 0) or max(content.find(b"<BODY"), 0)
    root = parsed(content) if _TABLE.match(content, body) else None
    table = next(root.iter("table"), None) if root is not None else None
    if table is None:
        return b""
    rows = [
        [with_joiners("\n".join(cell.itertext()).strip()) for cell in row.iter("th", "td")] for row in table.iter("tr")
    ]
    names = [name for name in rows[0] if is_field(name)] if rows else []
    if len(rows) < 2 or len(names) < 2 or not any(map(is_text, names)):
        return b""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(errors="replace")
