"""Status: what an index holds, told without the model."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from .snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Status:
    """What one generation holds.

    Attributes:
        generation: Its number.
        articles: Live articles.
        passages: Live passages.
        segments: How many segments they are in.
        bytes: Size of its files.
        first: The earliest day of publication, ISO 8601; None if no article has one.
        last: The latest.
        sources: Live articles by source, most first; the empty string stands for those without.
        categories: Likewise by category.
        model: The model's fingerprint.
        cut: How text was cut.
    """

    generation: int
    articles: int
    passages: int
    segments: int
    bytes: int
    first: str | None
    last: str | None
    sources: dict[str, int]
    categories: dict[str, int]
    model: dict[str, Any]
    cut: str

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)


def status_of(snapshot: Snapshot) -> Status:
    """What a generation holds.

    Raises:
        IndexFormatError: A file of it is damaged.
    """
    days = snapshot.days()
    first, last = (day.isoformat() for day in days) if days else (None, None)
    return Status(
        generation=snapshot.manifest.generation,
        articles=snapshot.articles,
        passages=snapshot.passages,
        segments=len(snapshot.segments),
        bytes=sum(digest.size for entry in snapshot.manifest.segments for digest in entry.files.values()),
        first=first,
        last=last,
        sources=snapshot.counts("source"),
        categories=snapshot.counts("category"),
        model=snapshot.manifest.model.to_dict(),
        cut=snapshot.manifest.cut,
    )
