"""The last run over files: when it ended, over what, and what it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from ...corpus.article import iso


@dataclass(frozen=True, slots=True)
class LastRun:
    """A run that ended.

    Attributes:
        ended: When, UTC.
        places: Origins of its paths.
        counts: Its counts, by the names of `writing.report.Report`.
    """

    ended: datetime
    places: tuple[str, ...]
    counts: Mapping[str, int]

    def to_dict(self) -> dict[str, Any]:
        """Convert to JSON values."""
        return asdict(self) | {"ended": iso(self.ended), "places": list(self.places), "counts": dict(self.counts)}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> LastRun:
        """Read what `to_dict` returns."""
        return cls(datetime.fromisoformat(plain["ended"]), tuple(plain["places"]), plain["counts"])
