"""A snapshot: one generation of the index, opened. Rows become passages and articles, a filter a mask of rows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import accumulate
from pathlib import Path

import numpy as np

from ..corpus.article import Article, Passage
from .filter import Filter
from .manifest import Manifest
from .protocols import Mask
from .segment import UNDATED, Segment, article_key, microseconds


@dataclass(frozen=True, slots=True)
class Place:
    """Where a live article stands: its segment's number in the snapshot, and its own number in the segment."""

    segment: int
    article: int


class Snapshot:
    """One generation, whole, for as long as it is held: later commits and compactions do not touch it.

    Attributes:
        path: The index.
        manifest: What the generation consists of.
        segments: Its segments, in row order.
        first_rows: The row of each segment's first passage, and at the end the number of rows.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.path = folder
        self.manifest = manifest
        self.segments = [Segment(folder / "segments" / entry.name, entry) for entry in manifest.segments]
        self.first_rows = [0, *accumulate(entry.passages for entry in manifest.segments)]

    @property
    def articles(self) -> int:
        """Live articles."""
        return sum(entry.live for entry in self.manifest.segments)

    @cached_property
    def passages(self) -> int:
        """Live passages."""
        return int(self.live.sum())

    @cached_property
    def live(self) -> Mask:
        """bool ``(rows,)``: False where the article was removed or replaced."""
        return np.concatenate([np.zeros(0, bool), *(segment.live_passages for segment in self.segments)])

    def mask(self, wanted: Filter) -> Mask:
        """bool ``(rows,)``: the live passages of the articles that `wanted` lets through."""
        if wanted == Filter():
            return self.live
        masks = (_matching(segment, wanted)[segment.rows["passages"][:, 0]] for segment in self.segments)
        return np.concatenate([np.zeros(0, bool), *masks])

    def place_of(self, row: int) -> tuple[Place, int]:
        """Where the article of passage `row` stands, and which of its passages it is."""
        if not 0 <= row < self.first_rows[-1]:
            raise IndexError(row)
        segment = bisect_right(self.first_rows, row) - 1
        article, number, *_ = self.segments[segment].rows["passages"][row - self.first_rows[segment]].tolist()
        return Place(segment, article), number

    def passages_of(self, place: Place, article: Article) -> list[Passage]:
        """The passages of the `article` at `place`, in order."""
        rows = self.segments[place.segment].rows["passages"]
        first, last = np.searchsorted(rows[:, 0], [place.article, place.article + 1])
        return [
            Passage(article.id, number, start, end, article.text[start:end])
            for _, number, start, end in rows[first:last].tolist()
        ]

    def find(self, article_id: str) -> Place | None:
        """Where the live article of that id stands."""
        key = article_key(article_id)
        for number, segment in enumerate(self.segments):
            found = np.flatnonzero((segment.rows["article_key"] == key) & segment.live_articles)
            for article in found.tolist():
                if segment.article(article).id == article_id:  # different ids may share 64 bits
                    return Place(number, article)
        return None

    def article(self, place: Place) -> Article:
        """The article at `place`."""
        return self.segments[place.segment].article(place.article)

    def each_article(self) -> Iterator[tuple[Segment, int]]:
        """Every live article as its segment and number there, in row order."""
        for segment in self.segments:
            for article in np.flatnonzero(segment.live_articles).tolist():
                yield segment, article

    def counts(self, facet: str) -> dict[str, int]:
        """How many live articles have each value of `facet`, most frequent first, then by name."""
        found: dict[str, int] = {}
        for segment in self.segments:
            table, numbers = segment.facet(facet)
            counts = np.bincount(numbers[segment.live_articles], minlength=len(table))
            for value, count in zip(table, counts.tolist(), strict=True):
                found[value] = found.get(value, 0) + count
        return dict(sorted(((v, n) for v, n in found.items() if n), key=lambda pair: (-pair[1], pair[0])))

    def dates(self) -> tuple[datetime, datetime] | None:
        """The earliest and the latest time of publication, or None where no article has one."""
        times = np.concatenate(
            [np.zeros(0, np.int64), *(it.rows["published"][it.live_articles] for it in self.segments)]
        )
        times = times[times != UNDATED]
        if not len(times):
            return None
        first, last = (datetime.fromtimestamp(int(it) // 1_000_000, UTC) for it in (times.min(), times.max()))
        return first, last


def _matching(segment: Segment, wanted: Filter) -> Mask:
    """bool ``(articles,)``: live, and let through by `wanted`."""
    passing = segment.live_articles.copy()
    published = segment.rows["published"]
    if wanted.since or wanted.until:
        passing &= published != UNDATED
    if wanted.since:
        passing &= published >= microseconds(wanted.since)
    if wanted.until:
        passing &= published <= microseconds(wanted.until)
    for name, values in wanted.facets().items():
        if values:
            folded = {value.casefold() for value in values}
            table, numbers = segment.facet(name)
            passing &= np.array([value.casefold() in folded for value in table], bool)[numbers]
    return passing
