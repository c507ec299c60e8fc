"""The export of a Substack newsletter: pages without headlines, which a table beside them tells."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import PurePosixPath

from ..limits import ReadLimits

_TABLE = "posts.csv"
_COLUMNS = {"post_id", "post_date", "is_published", "title"}


def posts_of(archive: zipfile.ZipFile, limits: ReadLimits) -> Mapping[str, Mapping[str, object]]:
    """Find the fields of each post by the path of its page; empty for any other archive."""
    table = next((info for info in archive.infolist() if PurePosixPath(info.filename).name == _TABLE), None)
    if table is None or table.flag_bits & 1 or table.file_size > limits.record_bytes:
        return {}
    try:
        with archive.open(table) as file:
            rows = csv.DictReader(io.StringIO(file.read(limits.record_bytes).decode("utf-8-sig", "replace")))
            if not {*(rows.fieldnames or ())} >= _COLUMNS:
                return {}
            pages = PurePosixPath(table.filename).parent / "posts"
            return {
                str(pages / f"{row['post_id']}.html"): {name: it for name, it in row.items() if name and it}
                for row in rows
            }
    except (zipfile.BadZipFile, zlib.error, csv.Error, NotImplementedError, RuntimeError, OSError, EOFError):
        return {}
