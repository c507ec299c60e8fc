"""Lists of the articles of a published generation: ids, orders, and the counts of facets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import orjson

from ..filter import ArticleOrder, Filter, sorting_name
from ..retrieval.evidence import OrderedArticles
from ..types import UNDATED, most_frequent_first
from .expressions import all_of, matching, none_of
from .facets import to_counts
from .generation import Published, read_blob
from .milvus import Milvus, Row, listed
from .places import Places


class ArticleLists:
    """Reads lists of articles. Without a filter, that is all of them: only counts were made beforehand.

    Args:
        engine: The engine.
        published: The generation.
        places: Rows and keys.
    """

    def __init__(self, engine: Milvus, published: Published, places: Places) -> None:
        self._engine = engine
        self._published = published
        self._places = places
        self._counts: dict[str, dict[str, int]] = {}

    def ids(self) -> list[str]:
        """The ids of the live articles, in order."""
        rows = list(self._each(Filter(), ["names"]))
        numbers = self._places.articles.numbers(np.array([row["id"] for row in rows], np.int64))
        return [orjson.loads(rows[place]["names"])["id"] for place in np.argsort(numbers).tolist()]

    def counts(self, facet: str, filters: Filter) -> dict[str, int]:
        """Count live articles by value; see `PassageStore.counts`."""
        if filters == Filter():
            if facet not in self._counts:
                name = f"{self._published.prefix}/{facet}"
                self._counts[facet] = to_counts(read_blob(self._engine, name, self._published.parts[name]))
            return dict(self._counts[facet])
        totals: Counter[str] = Counter()
        for row in self._each(filters, ["names"]):
            totals.update(_values(orjson.loads(row["names"])[facet]))
        return most_frequent_first(totals)

    def ordered(self, filters: Filter, order: ArticleOrder, *, undated: bool) -> OrderedArticles:
        """Select and sort articles; see `PassageStore.ordered_articles`."""
        columns = ["first", "passages", "published", *(["names"] if order in ("source", "title") else [])]
        rows = list(self._each(filters, columns))
        keys = np.array([row["id"] for row in rows], np.int64)
        published = np.array([row["published"] for row in rows], np.int64)
        first = self._places.passages.numbers(keys >> 32 << 32) + np.array([row["first"] for row in rows], np.int64)
        passages = np.array([row["passages"] for row in rows], np.int64)
        sort: list[Any] = [first, published if order == "oldest" else -published, published == UNDATED]
        if order in ("source", "title"):
            names = [sorting_name(orjson.loads(row["names"])[order]) for row in rows]
            places = {name: place for place, name in enumerate(sorted({*names} - {""}))}
            sort += [np.array([places.get(name, 0) for name in names]), np.array([not name for name in names], bool)]
        ordered = np.lexsort(sort)  # the last key leads
        kept = (passages > 0) & ((published == UNDATED) | (not undated))
        ordered = ordered[kept[ordered]]
        return OrderedArticles(first[ordered], passages[ordered])

    def _each(self, filters: Filter, columns: Sequence[str]) -> Iterator[Row]:
        """Read the live articles that pass `filters`, in any order."""
        dead = self._places.dead_keys.tolist()
        where = all_of([matching(filters), none_of(f"id in {listed(dead)}") if dead else ""]) or "id >= 0"
        if self._places.partitions:
            yield from self._engine.each("articles", where, columns, self._places.partitions)


def _values(of_article: str | list[str]) -> set[str]:
    """The values of a facet of one article; the empty string for none."""
    return {of_article} if isinstance(of_article, str) else {*of_article} or {""}
