"""Lists of articles by filter, without a question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

import numpy as np

from ...index.filter import ArticleOrder, Filter
from ...index.retrieval.protocol import Generation, PassageStore
from ...index.types import Rows
from ..query.json_types.listing import ArticleListJSON, ListedArticleJSON
from ..query.question import QuestionError
from ..ranking.results import article_header, generation_to_dict

ORDERS: tuple[ArticleOrder, ...] = get_args(ArticleOrder)


@dataclass(frozen=True, slots=True)
class ArticleList:
    """Articles that pass a filter.

    Attributes:
        filters: The conditions on articles.
        undated: True where only articles without a date were asked for.
        sort: Their order.
        generation: The generation that was read.
        total: The number of articles that pass.
        articles: The first of them, in order, as JSON values: without their texts, which would fill the memory.
    """

    filters: Filter
    undated: bool
    sort: ArticleOrder
    generation: Generation
    total: int
    articles: tuple[ListedArticleJSON, ...]

    @property
    def conditions(self) -> dict[str, Any]:
        """The filters that were set, by name, with ``undated``."""
        return {**self.filters.to_dict(), **({"undated": True} if self.undated else {})}

    def to_dict(self) -> ArticleListJSON:
        """Convert to JSON values."""
        return {
            "filters": self.conditions,
            "sort": self.sort,
            "index": generation_to_dict(self.generation),
            "total": self.total,
            "articles": list(self.articles),
        }


def list_articles(
    store: PassageStore, *, filters: Filter, sort: ArticleOrder, limit: int, undated: bool, after: str | None
) -> ArticleList:
    """List articles; see `Searcher.list_articles`."""
    if sort not in ORDERS:
        raise QuestionError(f"sort must be one of {', '.join(ORDERS)}, not {sort!r}")
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 0:
        raise QuestionError(f"limit must be a number of articles, or 0 for all, not {limit!r}")
    if undated and (filters.since or filters.until):
        raise QuestionError("articles without a date lie neither after nor before one: leave out undated, or the dates")
    found = store.ordered_articles(filters, sort, undated=undated)
    total = len(found.rows)
    first = _place_after(after, found.rows, store) if after is not None else 0
    shown = slice(first, first + (limit or total))
    listed: list[ListedArticleJSON] = [
        {**article_header(store.article_of(row)), "passages": passages}
        for row, passages in zip(found.rows[shown].tolist(), found.passages[shown].tolist(), strict=True)
    ]
    return ArticleList(filters, undated, sort, store.generation, total, tuple(listed))


def _place_after(article_id: str, rows: Rows, store: PassageStore) -> int:
    """Return the place in a list after an article of it; `rows` are the first rows of the articles, in order."""
    places = np.flatnonzero(np.isin(rows, store.rows_of(article_id)))
    if not len(places):
        raise QuestionError(f"after {article_id!r} nothing can come: it is not in the list")
    return int(places[0]) + 1
