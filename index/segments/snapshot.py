"""A snapshot: one generation of the index, opened. Rows become passages and articles, a filter a mask of rows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache, partial
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...corpus.article import Article, Passage
from ...corpus.passages import Span
from ..columns.int8_vectors import Int8Vectors
from ..filter import Filter
from ..storage.arrays import Array
from ..types import NO_DAY, UNDATED, Mask, Rows, day_of, epoch_day, microseconds
from .manifest import Manifest
from .segment import Segment, article_key

_OPENED = 64
"""Articles that are kept: those that are compared for copies are cited next."""
_FILTERS = 4
"""Masks that are kept, a byte a row: both legs ask for the same filter."""


@dataclass(frozen=True, slots=True)
class DocAddress:
    """Where a live article stands: its segment's number in the snapshot, and its own number in the segment."""

    segment: int
    article: int


class Snapshot:
    """One generation, whole, for as long as it is held: later commits and compactions do not touch it.

    Args:
        folder: The index.
        manifest: The generation.
        known: Segments of another generation: those that are in this one, too, are not opened again.

    Attributes:
        path: The index.
        manifest: What the generation consists of.
        segments: Its segments, in row order.
        first_rows: The row of each segment's first passage, and at the end the number of rows.
        first_windows, first_articles: The same of windows and of articles, counted through all segments.
    """

    def __init__(self, folder: Path, manifest: Manifest, known: Sequence[Segment] = ()) -> None:
        self.path = folder
        self.manifest = manifest
        there = {segment.entry.name: segment for segment in known}
        self.segments = [
            there[entry.name].with_entry(entry)
            if entry.name in there
            else Segment(folder / "segments" / entry.name, entry)
            for entry in manifest.segments
        ]
        self._opened = _opening(self.segments)
        self._masks = lru_cache(_FILTERS)(partial(_mask, self.segments))
        self.first_rows = [0, *accumulate(entry.passages for entry in manifest.segments)]
        self.first_windows = [0, *accumulate(entry.windows for entry in manifest.segments)]
        self.first_articles = [0, *accumulate(entry.articles for entry in manifest.segments)]

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

    def passing(self, wanted: Filter, among: Rows | None = None) -> Mask:
        """bool ``(rows,)``: the live passages of the articles that `wanted` lets through.

        Args:
            wanted: The conditions.
            among: int64: only these rows; None for all.
        """
        mask = self.live if wanted == Filter() else self._masks(wanted)
        if among is None:
            return mask
        only = np.zeros(len(mask), bool)
        only[among] = True
        return mask & only

    def place_of(self, row: int) -> tuple[DocAddress, int]:
        """Where the article of passage `row` stands, and which of its passages it is."""
        if not 0 <= row < self.first_rows[-1]:
            raise IndexError(row)
        segment, local = self.within(row)
        article, number, *_ = self.segments[segment].rows["passages"][local].tolist()
        return DocAddress(segment, article), number

    def text(self, row: int, article: Article) -> str:
        """What stands at `row`, in the `article` that it is of."""
        segment, local = self.within(row)
        start, end = self.segments[segment].rows["passages"][local, 2:].tolist()
        return article.text[start:end]

    def passages_of(self, place: DocAddress, article: Article, numbers: slice = slice(None)) -> list[Passage]:
        """The passages of the `article` at `place`, in order; or those of some numbers."""
        segment = self.segments[place.segment]
        first, last = segment.first_passages[place.article : place.article + 2].tolist()
        return [
            Passage(article.id, number, start, end, article.text[start:end])
            for _, number, start, end in segment.rows["passages"][first:last][numbers].tolist()
        ]

    def windows(self, row: int) -> list[Span]:
        """The spans of the windows of passage `row`, in order."""
        number, local = self.within(row)
        segment = self.segments[number]
        first, last = segment.first_windows[local : local + 2].tolist()
        return [(start, end) for _, start, end in segment.rows["windows"][first:last].tolist()]

    def within(self, row: int) -> tuple[int, int]:
        """The number of the segment that `row` is in, and of the passage there."""
        segment = bisect_right(self.first_rows, row) - 1
        return segment, row - self.first_rows[segment]

    @cached_property
    def _begins(self) -> Rows:
        """int64 ``(rows + 1,)``: the first window of each row, counted through, and how many windows there are."""
        parts = zip(self.segments, self.first_windows, strict=False)
        return np.concatenate([*(it.first_windows[:-1] + before for it, before in parts), self.first_windows[-1:]])

    def windows_of(self, rows: Rows) -> tuple[Rows, Rows]:
        """int64 ``(n,)`` twice: the first window of each of these rows, counted through, and how many it has."""
        first = self._begins.take(rows)
        return first, self._begins.take(rows + 1) - first

    def codes(self, windows: Rows) -> Int8Vectors:
        """The stored vectors of some windows, counted through, ascending."""
        parts = [self.segments[it].vectors.take(some) for it, some in split_by_segment(windows, self.first_windows)]
        return Int8Vectors.concatenate(parts, self.manifest.model.dim)

    def by_segment(self, rows: Rows) -> Iterator[tuple[Segment, NDArray[np.int64], Rows]]:
        """For each segment that has any of `rows`: it, their places in `rows`, and their numbers there, ascending."""
        order = np.argsort(rows, kind="stable")  # takes no time where they ascend, as most do
        bounds = np.searchsorted(rows[order], self.first_rows).tolist()
        for segment, first_row, (start, end) in zip(self.segments, self.first_rows, pairwise(bounds), strict=False):
            if start < end:
                yield segment, order[start:end], rows[order[start:end]] - first_row

    def find(self, article_id: str) -> DocAddress | None:
        """Where the live article of that id stands."""
        places = self.places(article_key(article_id))  # different ids may share 64 bits
        return next((place for place in places if self.article(place).id == article_id), None)

    def places(self, key: int) -> Iterator[DocAddress]:
        """Where live articles stand whose id has that key (see `article_key`)."""
        for number, segment in enumerate(self.segments):
            for article in segment.keys("article_key").rows(key):
                if segment.live_articles[article]:
                    yield DocAddress(number, article)

    def article(self, place: DocAddress) -> Article:
        """The article at `place`."""
        return self._opened(place)

    def each_article(self) -> Iterator[tuple[Segment, int]]:
        """Every live article as its segment and number there, in row order."""
        for segment in self.segments:
            for article in np.flatnonzero(segment.live_articles).tolist():
                yield segment, article

    def counts(self, facet: str) -> dict[str, int]:
        """How many live articles have each value of `facet`, most frequent first, then by name.

        An article that has several counts for each of them, one that has none for the empty string.
        """
        found: dict[str, int] = {}
        for segment in self.segments:
            table, numbers = segment.facet(facet)
            counts = np.bincount(numbers[segment.live_articles[segment.owners(facet)]], minlength=len(table))
            for value, count in zip(table, counts.tolist(), strict=True):
                found[value] = found.get(value, 0) + count
        return dict(sorted(((v, n) for v, n in found.items() if n), key=lambda pair: (-pair[1], pair[0])))

    def days(self) -> tuple[date, date] | None:
        """The earliest and the latest day of publication, or None where no article has one."""
        days = np.concatenate([np.zeros(0, np.int32), *(it.rows["day"][it.live_articles] for it in self.segments)])
        days = days[days != NO_DAY]
        if not len(days):
            return None
        return day_of(days.min()), day_of(days.max())


def split_by_segment(numbers: Rows, first: Sequence[int]) -> Iterator[tuple[int, Rows]]:
    """Of some windows or articles, for each segment that has any: its number in the snapshot, and theirs in it.

    Args:
        numbers: Theirs, counted through, ascending.
        first: `Snapshot.first_windows` or `first_articles`.
    """
    for segment, (start, end) in enumerate(pairwise(np.searchsorted(numbers, first).tolist())):
        if start < end:
            yield segment, numbers[start:end] - first[segment]


def _opening(segments: Sequence[Segment]) -> Callable[[DocAddress], Article]:
    """What opens articles and remembers the last: what is compared for copies is cited next."""
    return lru_cache(_OPENED)(lambda place: segments[place.segment].article(place.article))


def _mask(segments: Sequence[Segment], wanted: Filter) -> Mask:
    """bool ``(rows,)``: the live passages that `wanted` lets through."""
    masks = (_matching(segment, wanted)[segment.rows["passages"][:, 0]] for segment in segments)
    return np.concatenate([np.zeros(0, bool), *masks])


def _matching(segment: Segment, wanted: Filter) -> Mask:
    """bool ``(articles,)``: live, and let through by `wanted`."""
    passing = segment.live_articles.copy()
    if wanted.since or wanted.until:
        passing &= segment.rows["published"] != UNDATED
    if wanted.since:
        column, least = _dated(segment, wanted.since)
        passing &= column >= least
    if wanted.until:
        column, most = _dated(segment, wanted.until)
        passing &= column <= most
    for name, values in wanted.facets().items():
        if values:
            folded = {value.casefold() for value in values}
            table, _ = segment.facet(name)
            passing &= segment.having(name, np.array([value.casefold() in folded for value in table], bool))
    return passing


def _dated(segment: Segment, time: date | datetime) -> tuple[Array, int]:
    """The column that a condition is about, and what to compare it with: a day is one of the article's own days."""
    if isinstance(time, datetime):
        return segment.rows["published"], microseconds(time)
    return segment.rows["day"], epoch_day(time)
