"""Counts the files of a folder that are not read, and says so in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePath

from ..sourced import ReadWarning
from .walk import File

CONVERSIONS: Mapping[str, str] = {
    **dict.fromkeys((".doc", ".wpd", ".wps", ".pages"), "soffice --headless --convert-to docx"),
    **dict.fromkeys((".xls", ".ods", ".numbers"), "soffice --headless --convert-to xlsx"),
    ".djvu": "djvutxt",
    **dict.fromkeys((".rst", ".org", ".textile"), "pandoc --standalone --to markdown"),
    **dict.fromkeys((".bib", ".ris"), "pandoc --to csljson"),
    **dict.fromkeys((".db", ".sqlite", ".sqlite3"), "sqlite3 -json FILE 'select * from TABLE' > FILE.json"),
    ".parquet": "duckdb -c \"copy 'FILE.parquet' to 'FILE.jsonl' (format json)\"",
}
"""Endings that no well-kept library reads -> the command that makes a file of them that is read."""
_MOST_ENDINGS = 12
_LONGEST_ENDING = 12
"""Characters. A longer "ending" is a part of a name with a dot in it."""


class PassedOver:
    """Counts the files that were passed over, by the path that the user named and by ending."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], Counter[tuple[str, str]]] = {}
        self._unread: dict[str, set[str]] = {}  # by the named path
        self._read: set[str] = set()

    def count(self, file: File, *, install: str = "") -> None:
        """Count a file; `install` is the command that makes it readable."""
        ending = PurePath(file.path.lower().removesuffix(".gz")).suffix
        shown = ending if 1 < len(ending) <= _LONGEST_ENDING else "without a known ending"
        self._counts.setdefault((file.top or file.path, file.top_origin), Counter())[(shown, install)] += 1
        if install:
            self._unread.setdefault(file.top or file.path, set()).add(file.origin)

    def read(self, file: File) -> None:
        """Note that something below the named path was read."""
        self._read.add(file.top)

    def join(self, other: PassedOver) -> None:
        """Add what was counted elsewhere."""
        for place, counts in other._counts.items():
            self._counts.setdefault(place, Counter()).update(counts)
        for top, origins in other._unread.items():
            self._unread.setdefault(top, set()).update(origins)
        self._read |= other._read

    def warnings(self) -> Iterator[ReadWarning]:
        """Yield one warning for each named path, as skipped where something can be done, or nothing was read."""
        for (top, origin), counts in self._counts.items():
            common = sorted(counts.items(), key=lambda it: (-it[1], it[0]))[:_MOST_ENDINGS]
            parts = [
                f"{count:,} {ending}{_hint(install or CONVERSIONS.get(ending, ''))}"
                for (ending, install), count in common
            ]
            rest = counts.total() - sum(count for _, count in common)
            parts += [f"{rest:,} others"] if rest else []
            nothing_read = top not in self._read
            skipped = any(install for _, install in counts) or nothing_read
            unread = frozenset() if nothing_read else frozenset(self._unread.get(top, ()))
            reason = f"passed over: {', '.join(parts)}"
            yield ReadWarning(top, None, reason, skipped=skipped, origin=origin, unread=unread)


def _hint(install: str) -> str:
    return f" ({install})" if install else ""
