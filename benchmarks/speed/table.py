"""Format figures as a markdown table: medians, and indexing speed as a share of the speed of the model alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import TypeAlias

Figures: TypeAlias = Mapping[str, Sequence[float]]
"""Figures of one contestant by name, one for each repetition."""

COLUMNS = (
    "", "index, passages/s", "x encode", "start, s", "first answer, s", "p50, ms", "p95, ms",
    "peak indexing, MB", "peak searching, MB", "disk, MB", "nDCG@10",
)  # fmt: skip


def row(name: str, of: Figures, passages: int, encode: Sequence[float]) -> list[str]:
    """Return the cells of a contestant; a figure that was not measured is empty."""
    rates = [passages / seconds for seconds in of.get("whole_s", ())]
    parts = [rate / alone for rate, alone in zip(rates, encode, strict=False)]  # both from the same repetition
    return [
        name,
        middle(rates, 0),
        middle(parts, 2),
        middle(of.get("one_s", ()), 1),
        middle(of.get("cold_s", ()), 2),
        middle(of.get("p50_ms", ()), 1),
        middle(of.get("p95_ms", ()), 1),
        middle(of.get("index_mb", ()), 0),
        middle(of.get("search_mb", ()), 0),
        middle(of.get("disk_mb", ()), 1),
        middle(of.get("ndcg", ()), 3),
    ]


def middle(values: Sequence[float], digits: int) -> str:
    """Return the median; empty without values."""
    return f"{median(values):,.{digits}f}" if values else ""


def markdown(rows: Sequence[Sequence[str]], columns: Sequence[str] = COLUMNS) -> Iterator[str]:
    """Yield the lines of a table."""
    for cells in (columns, ["---"] * len(columns), *rows):
        yield f"| {' | '.join(cells)} |"
