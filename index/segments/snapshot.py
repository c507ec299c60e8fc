"""A snapshot: one generation of the index, opened. Maps rows to passages and articles, and a filter to a row mask."""

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
from ..filter import Filter, folded_name
from ..storage.arrays import Array
from ..types import NO_DAY, UNDATED, Mask, Rows, day_of, epoch_day, microseconds, most_frequent_first
from .manifest import Manifest
from .segment import Segment, article_key

_CACHED_ARTICLES = 64
"""Articles in the cache: the ones compared as near copies are cited right after."""
_CACHED_MASKS = 4
"""Row masks in the cache, one byte a row: both legs of a query use the same filter."""


@dataclass(frozen=True, slots=True)
class DocAddress:
    """The address of a live article: the number of its segment in the snapshot, and its number in the segment."""

    segment: int
    article: int


class Snapshot:
    """One generation, which stays readable while it is held: later commits and merges do not change it.

    Args:
        folder: The index.
        manifest: The generation.
        known: Open segments of another generation. Those of them that are in this generation are reused.

    Attributes:
        path: The index.
        manifest: The manifest of the generation.
        segments: Its segments, in row order.
        first_rows: The row of each segment's first passage, then the number of rows.
        first_windows, first_articles: Likewise for windows and articles, numbered through all segments.
    """

    def __init__(self, folder: Path, manifest: Manifest, known: Sequence[Segment]) -> None:
        self.path = folder
        self.manifest = manifest
        reusable = {segment.entry.name: segment for segment in known}
        windows = sum(entry.windows for entry in manifest.segments)
        self.segments = [
            reusable[entry.name].with_entry(entry)
            if entry.name in reusable
            else Segment(folder / "segments" / entry.name, entry, windows)
            for entry in manifest.segments
        ]
        self._read_article = _article_cache(self.segments)
        self._masks = lru_cache(_CACHED_MASKS)(partial(_mask, self.segments))
        self.first_rows = [0, *accumulate(entry.passages for entry in manifest.segments)]
        self.first_windows = [0, *accumulate(entry.windows for entry in manifest.segments)]
        self.first_articles = [0, *accumulate(entry.articles for entry in manifest.segments)]

    @property
    def is_changed(self) -> bool:
        """True where a file was written to since it was opened, or found damaged: open the generation anew."""
        return any(segment.is_changed for segment in self.segments)

    def scrub(self) -> Iterator[int]:
        """Check every block again, and yield its size; where one fails, `is_changed` is true from then on."""
        for segment in self.segments:
            yield from segment.scrub()

    @property
    def articles(self) -> int:
        """Number of live articles."""
        return self.manifest.live

    @cached_property
    def passages(self) -> int:
        """Number of live passages."""
        return int(self.live.sum())

    @cached_property
    def live(self) -> Mask:
        """bool ``(rows,)``: False where the article was removed or replaced."""
        return np.concatenate([np.zeros(0, bool), *(segment.live_passages for segment in self.segments)])

    def row_mask(self, filters: Filter) -> Mask:
        """bool ``(rows,)``: True for the live passages of the articles that pass `filters`; not to be written to."""
        return self.live if filters == Filter() else self._masks(filters)

    def address_of(self, row: int) -> tuple[DocAddress, int]:
        """Find the article of passage `row`: its address, and the passage's number in it."""
        if not 0 <= row < self.first_rows[-1]:
            raise IndexError(row)
        segment, local = self.locate(row)
        article, number, *_ = self.segments[segment].rows["passages"][local].tolist()
        return DocAddress(segment, article), number

    def passage(self, row: int) -> Passage:
        """Read the passage at `row`."""
        segment, local = self.locate(row)
        number, place, start, end = self.segments[segment].rows["passages"][local].tolist()
        article = self.article(DocAddress(segment, number))
        return Passage(article.id, place, start, end, article.text[start:end])

    def passages_of(self, address: DocAddress, article: Article, numbers: slice = slice(None)) -> list[Passage]:
        """List the passages of the `article` at `address`, in order; only those in the slice `numbers`."""
        segment = self.segments[address.segment]
        first, last = segment.first_passages[address.article : address.article + 2].tolist()
        return [
            Passage(article.id, number, start, end, article.text[start:end])
            for _, number, start, end in segment.rows["passages"][first:last][numbers].tolist()
        ]

    def rows_of(self, address: DocAddress) -> Rows:
        """int64, ascending: the rows of an article."""
        first, last = self.segments[address.segment].first_passages[address.article : address.article + 2].tolist()
        return np.arange(first, last, dtype=np.int64) + self.first_rows[address.segment]

    def window_spans(self, row: int) -> list[Span]:
        """List the spans of the windows of passage `row`, in order."""
        number, local = self.locate(row)
        segment = self.segments[number]
        first, last = segment.first_windows[local : local + 2].tolist()
        return [(start, end) for _, start, end in segment.rows["windows"][first:last].tolist()]

    def locate(self, row: int) -> tuple[int, int]:
        """Find the segment of `row`: its number, and the passage's number in it."""
        segment = bisect_right(self.first_rows, row) - 1
        return segment, row - self.first_rows[segment]

    @cached_property
    def _window_starts(self) -> Rows:
        """int64 ``(rows + 1,)``: the first window of each row in the snapshot, then the number of windows."""
        starts = np.full(self.first_rows[-1] + 1, self.first_windows[-1], np.int64)
        for segment, before, span in zip(self.segments, self.first_windows, pairwise(self.first_rows), strict=False):
            np.add(segment.first_windows[:-1], before, out=starts[slice(*span)])  # with a copy it took twice as long
        return starts

    def window_ranges(self, rows: Rows) -> tuple[Rows, Rows]:
        """int64 ``(n,)`` twice: for each of `rows` its first window in the snapshot, and its window count."""
        first = self._window_starts.take(rows)
        return first, self._window_starts.take(rows + 1) - first

    def window_codes(self, windows: Rows) -> Int8Vectors:
        """Read the stored vectors of `windows`, which are numbered through all segments and ascend."""
        parts = split_by_segment(windows, self.first_windows)
        vectors = [self.segments[segment].vectors.take(local) for segment, local in parts]
        return Int8Vectors.concatenate(vectors, self.manifest.model.dim)

    def by_segment(self, rows: Rows) -> Iterator[tuple[Segment, NDArray[np.int64], Rows]]:
        """Split `rows`: yields each segment that has any, their positions in `rows`, and ascending numbers in it."""
        order = np.argsort(rows, kind="stable")  # fast for ascending rows, the usual case
        bounds = np.searchsorted(rows[order], self.first_rows).tolist()
        for segment, first_row, (start, end) in zip(self.segments, self.first_rows, pairwise(bounds), strict=False):
            if start < end:
                yield segment, order[start:end], rows[order[start:end]] - first_row

    def find(self, article_id: str) -> DocAddress | None:
        """Find the live article with that id."""
        addresses = self.addresses_with_key(article_key(article_id))  # different ids may share a key of 64 bits
        return next((address for address in addresses if self.article(address).id == article_id), None)

    def addresses_with_key(self, key: int) -> Iterator[DocAddress]:
        """Find the live articles whose id has that key, see `article_key`."""
        for number, segment in enumerate(self.segments):
            for article in segment.keys("article_key").rows(key):
                if segment.live_articles[article]:
                    yield DocAddress(number, article)

    def article(self, address: DocAddress) -> Article:
        """Read the article at `address`."""
        return self._read_article(address)

    def each_article(self) -> Iterator[tuple[Segment, int]]:
        """Yield the segment of each live article and its number there, in row order."""
        for segment in self.segments:
            for article in np.flatnonzero(segment.live_articles).tolist():
                yield segment, article

    def counts(self, facet: str, filters: Filter = Filter()) -> dict[str, int]:  # noqa: B008  # frozen
        """Count the live articles that pass `filters` with each value of `facet`, most frequent first, then by name.

        An article with several values counts for each of them; one without a value counts for the empty string.
        """
        totals: dict[str, int] = {}
        for segment in self.segments:
            table, numbers = segment.facet(facet)
            passing = _article_mask(segment, filters)
            counts = np.bincount(numbers[passing[segment.owners(facet)]], minlength=len(table))
            for value, count in zip(table, counts.tolist(), strict=True):
                totals[value] = totals.get(value, 0) + count
        return most_frequent_first({value: count for value, count in totals.items() if count})

    @property
    def undated(self) -> int:
        """Number of live articles without a day of publication."""
        return sum(int((segment.rows["day"][segment.live_articles] == NO_DAY).sum()) for segment in self.segments)

    def days(self) -> tuple[date, date] | None:
        """The earliest and the latest day of publication; None where no article has one."""
        return self._days

    @cached_property
    def _days(self) -> tuple[date, date] | None:
        live_days = (segment.rows["day"][segment.live_articles] for segment in self.segments)
        days = np.concatenate([np.zeros(0, np.int32), *live_days])
        days = days[days != NO_DAY]
        return (day_of(days.min()), day_of(days.max())) if len(days) else None


def split_by_segment(numbers: Rows, first: Sequence[int]) -> Iterator[tuple[int, Rows]]:
    """Split windows or articles: yields the number of each segment that has any, and their numbers in it.

    Args:
        numbers: Windows or articles, numbered through all segments, ascending.
        first: `Snapshot.first_windows` or `first_articles`.
    """
    for segment, (start, end) in enumerate(pairwise(np.searchsorted(numbers, first).tolist())):
        if start < end:
            yield segment, numbers[start:end] - first[segment]


def _article_cache(segments: Sequence[Segment]) -> Callable[[DocAddress], Article]:
    """LRU cache of articles."""
    return lru_cache(_CACHED_ARTICLES)(lambda address: segments[address.segment].article(address.article))


def _mask(segments: Sequence[Segment], filters: Filter) -> Mask:
    """bool ``(rows,)``: True for the live passages that pass `filters`."""
    masks = (np.repeat(_article_mask(segment, filters), np.diff(segment.first_passages)) for segment in segments)
    return np.concatenate([np.zeros(0, bool), *masks])


def _article_mask(segment: Segment, filters: Filter) -> Mask:
    """bool ``(articles,)``: True for the live articles that pass `filters`."""
    passing = segment.live_articles.copy()
    if filters.since or filters.until:
        passing &= segment.rows["published"] != UNDATED
    if filters.since:
        column, earliest = _time_column(segment, filters.since)
        passing &= column >= earliest
    if filters.until:
        column, latest = _time_column(segment, filters.until)
        passing &= column <= latest
    for name, values in filters.facets().items():
        if values:
            passing &= _named(segment, name, values)
    for excluded in filters.without:
        passing &= ~_article_mask(segment, excluded)
    return passing


def _named(segment: Segment, facet: str, values: Sequence[str]) -> Mask:
    """bool ``(articles,)``: True for the articles, dead or alive, that have one of `values`."""
    if facet == "id":
        found = np.zeros(segment.entry.articles, bool)
        for name in values:
            holders = segment.keys("article_key").rows(article_key(name))
            found[[number for number in holders if segment.article(number).id == name]] = True
        return found
    sought = {folded_name(value) for value in values}
    if facet == "title":
        return np.isin(segment.title_keys, np.array([article_key(title) for title in sought], np.uint64))
    found = np.zeros(segment.entry.articles, bool)
    for column in ("language", "analyzer") if facet == "language" else (facet,):
        table, _ = segment.facet(column)
        found |= segment.articles_with(column, np.array([folded_name(value) in sought for value in table], bool))
    return found


def _time_column(segment: Segment, time: date | datetime) -> tuple[Array, int]:
    """The column that `time` is compared with, and its value there: a day is compared with the article's own day."""
    if isinstance(time, datetime):
        return segment.rows["published"], microseconds(time)
    return segment.rows["day"], epoch_day(time)
