"""Hits as a data frame of pandas or polars."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module
from typing import Any, Literal

from ...corpus.errors import ExtraMissingError
from ..query.json_types.results import HitJSON

FrameLibrary = Literal["pandas", "polars"]


def data_frame(hits: Sequence[HitJSON], library: FrameLibrary) -> Any:  # noqa: ANN401  # neither need be installed
    """Make a data frame with a row for each hit, in their order; times are in UTC, as a column has one zone.

    Raises:
        ValueError: `library` is another one.
        ExtraMissingError: It is not installed.
    """
    if library not in ("pandas", "polars"):
        raise ValueError(f"library must be pandas or polars, not {library!r}")
    articles = [hit["article"] for hit in hits]
    columns = {
        "rank": [hit["rank"] for hit in hits],
        "id": [hit["id"] for hit in hits],
        "relevance": [hit["relevance"] for hit in hits],
        "text": [hit["text"] for hit in hits],
        "article": [article["id"] for article in articles],
        "title": [article["title"] for article in articles],
        "published": [_utc(article["published"]) for article in articles],
        "source": [article["source"] for article in articles],
        "authors": [article["authors"] for article in articles],
        "categories": [article["categories"] for article in articles],
        "url": [article["url"] for article in articles],
    }
    try:
        return import_module(library).DataFrame(columns)
    except ImportError:
        raise ExtraMissingError("a data frame", library) from None


def _utc(time: str | None) -> datetime | None:
    return datetime.fromisoformat(time).astimezone(UTC) if time else None
