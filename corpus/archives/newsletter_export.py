"""The export of a Substack newsletter, packed or not: pages without headlines, which a table beside them tells."""

from __future__ import annotations

import csv
import io
import os
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath

from ..files.limits import ReadLimits
from ..files.regular_file import open_regular_file

_TABLE = "posts.csv"
_PAGES = "posts"
_COLUMNS = {"post_id", "post_date", "is_published", "title"}


def posts_of(archive: zipfile.ZipFile, limits: ReadLimits) -> Mapping[str, Mapping[str, object]]:
    """Find the fields of each post by the path of its page; empty for any other archive."""
    table = next((info for info in archive.infolist() if PurePosixPath(info.filename).name == _TABLE), None)
    if table is None or table.flag_bits & 1 or table.file_size > limits.record_bytes:
        return {}
    try:
        with archive.open(table) as file:
            posts = _posts(file.read(limits.record_bytes))
            pages = PurePosixPath(table.filename).parent / _PAGES
            return {str(pages / name): fields for name, fields in posts.items()}
    except (zipfile.BadZipFile, zlib.error, csv.Error, NotImplementedError, RuntimeError, OSError, EOFError):
        return {}


class UnpackedExport:
    """Finds what the table of an unpacked export tells of its pages; the last folder is remembered."""

    def __init__(self, limits: ReadLimits) -> None:
        self._limits = limits
        self._folder: Path | None = None
        self._posts: Mapping[str, Mapping[str, object]] = {}

    def fields(self, path: str) -> Mapping[str, object] | None:
        """Return the fields of a page, by its path; None for a list of posts, readers or clicks, which is not read."""
        file = Path(path)
        if file.suffix not in (".html", ".csv") or (file.suffix == ".html" and file.parent.name != _PAGES):
            return {}
        folder = file.parent.parent if file.parent.name == _PAGES else file.parent
        if folder != self._folder:
            self._folder, self._posts = folder, self._read(folder)
        return None if self._posts and file.suffix == ".csv" else self._posts.get(file.name, {})

    def _read(self, folder: Path) -> Mapping[str, Mapping[str, object]]:
        with suppress(OSError, csv.Error):
            descriptor = open_regular_file(folder / _TABLE, follow_links=False)
            if descriptor is not None and (folder / _PAGES).is_dir():
                with os.fdopen(descriptor, "rb") as file:
                    return _posts(file.read(self._limits.record_bytes))
        return {}


def _posts(table: bytes) -> Mapping[str, Mapping[str, object]]:
    """Read the fields of each post by the name of its page; empty for any other table.

    Raises:
        csv.Error: It is damaged.
    """
    rows = csv.DictReader(io.StringIO(table.decode("utf-8-sig", "replace")))
    if not {*(rows.fieldnames or ())} >= _COLUMNS:
        return {}
    return {f"{row['post_id']}.html": {name: it for name, it in row.items() if name and it} for row in rows}
