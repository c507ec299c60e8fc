"""The articles that pass a filter, in an order that needs no question: read from the columns of segments."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..filter import ArticleOrder, Filter, sorting_name
from ..segments.snapshot import Snapshot
from ..types import UNDATED, Rows
from .evidence import OrderedArticles


class ArticleSorter:
    """Sorts the articles of one snapshot. Safe for any number of threads.

    Its columns are ``(articles,)``, dead articles included, and are kept once they are made.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def ordered(self, filters: Filter, order: ArticleOrder, *, undated: bool = False) -> OrderedArticles:
        """Select and sort articles; see `PassageStore.ordered_articles`."""
        chosen = self._counts > 0
        chosen[chosen] = self._snapshot.row_mask(filters)[self._first[chosen]]
        if undated:
            chosen &= self._published == UNDATED
        numbers = np.flatnonzero(chosen)
        times = self._published[numbers]
        keys = [times if order == "oldest" else -times, times == UNDATED]
        if order in ("source", "title"):
            places = (self._sources if order == "source" else self._titles)[numbers]
            keys += [places, places == 0]
        numbers = numbers[np.lexsort(keys)]  # the last key leads; ties keep the order of rows
        return OrderedArticles(self._first[numbers], self._counts[numbers])

    @cached_property
    def _first(self) -> Rows:
        """The row of each article's first passage."""
        parts = zip(self._snapshot.segments, self._snapshot.first_rows, strict=False)
        return _column([segment.first_passages[:-1] + before for segment, before in parts])

    @cached_property
    def _counts(self) -> NDArray[np.int64]:
        """The number of passages of each article."""
        return _column([np.diff(segment.first_passages) for segment in self._snapshot.segments])

    @cached_property
    def _published(self) -> NDArray[np.int64]:
        """The time of publication, in microseconds since 1970, or `UNDATED`."""
        return _column([segment.rows["published"] for segment in self._snapshot.segments])

    @cached_property
    def _sources(self) -> NDArray[np.int64]:
        """The place of the outlet's name in the order of names; 0 where there is none."""
        facets = [segment.facet("source") for segment in self._snapshot.segments]
        names = [[sorting_name(name) for name in table] for table, _ in facets]
        return _column([of[numbers] for of, (_, numbers) in zip(_places(names), facets, strict=True)])

    @cached_property
    def _titles(self) -> NDArray[np.int64]:
        """The place of the headline in the order of headlines; 0 where there is none."""
        return _column(_places([segment.sorting_titles for segment in self._snapshot.segments]))


def _places(names: Sequence[Sequence[str]]) -> list[NDArray[np.int64]]:
    """Number the names in their order, from 1; the empty name has 0."""
    ordered = sorted({name for part in names for name in part} - {""})
    places = {"": 0} | {name: place for place, name in enumerate(ordered, start=1)}
    return [np.array([places[name] for name in part], np.int64) for part in names]


def _column(parts: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(0, np.int64), *parts])
