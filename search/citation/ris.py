"""Citations as records of RIS, which reference managers import."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import rispy
from rispy.writer import RisWriter

from ...corpus.text.characters import one_line
from .csl import CSLItem
from .names import CSLName


class _Unnumbered(RisWriter):  # type: ignore[misc]  # the library has no types
    """Writes no numbers between the records: the format has none."""

    def set_header(self, count: int) -> str:  # noqa: ARG002  # of the library
        return ""


def as_ris(items: Sequence[CSLItem]) -> str:
    """Format `items` as records, each a newspaper article."""
    return str(rispy.dumps([_record(item) for item in items], implementation=_Unnumbered))


def _record(item: CSLItem) -> dict[str, Any]:
    year, month, day = item["issued"]["date-parts"][0] if "issued" in item else (0, 0, 0)
    record = {
        "type_of_reference": "NEWS",
        "id": one_line(item["id"]),
        "authors": [_name(name) for name in item.get("author", [])],
        "title": item.get("title"),
        "secondary_title": item.get("container-title"),
        "year": f"{year:04}" if year else None,
        "date": f"{year:04}/{month:02}/{day:02}" if year else None,
        "urls": [item["URL"]] if "URL" in item else [],
        "language": item.get("language"),
        "notes": [item["note"]] if "note" in item else [],
    }
    return {key: value for key, value in record.items() if value}


def _name(name: CSLName) -> str:
    if "literal" in name:
        return name["literal"]
    return ", ".join(part for part in (name["family"], name["given"], name.get("suffix", "")) if part)
