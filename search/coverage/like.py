"""More of the same story: the articles whose passages are nearest to those of one article."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...corpus.article import Article, Passage
from ...index.embedding.cosine_scale import PLAIN
from ...index.filter import Filter
from ...index.retrieval.dense import passage_vectors
from ...index.retrieval.protocol import PassageStore
from ...index.types import Rows, Vectors
from ..query.coverage_json import LikeJSON
from ..ranking.results import article_header, generation_to_dict
from .reprints import containment, shingles

_COMPARED = 16
"""Passages of the article that are compared: news begins with what matters."""
_NEAREST = 60
"""Passages that are retrieved for each of them."""
_COPY = 0.5
"""Share of the shorter text from which on two articles are copies, see `reprints`."""


@dataclass(frozen=True, slots=True)
class SimilarArticle:
    """An article of the same story.

    Attributes:
        article: The article.
        similarity: 0 to 1: the mean, over the passages of the given article, of the closeness of the nearest passage.
        is_reprint: True where one of the two repeats half of the other, word for word.
        best: Its nearest passage.
    """

    article: Article
    similarity: float
    is_reprint: bool
    best: Passage


@dataclass(frozen=True, slots=True)
class LikeReport:
    """The articles that are like one article.

    Attributes:
        article: That article.
        articles: Most similar first.
        store: The generation.
    """

    article: Article
    articles: tuple[SimilarArticle, ...]
    store: PassageStore

    def to_dict(self) -> LikeJSON:
        """Convert to JSON values."""
        return {
            "article": article_header(self.article),
            "index": generation_to_dict(self.store.generation),
            "articles": [
                {
                    "article": article_header(it.article),
                    "similarity": round(it.similarity, 3),
                    "reprint": it.is_reprint,
                    "best": {"id": it.best.id, "paragraph": it.best.number, "text": it.best.text},
                }
                for it in self.articles
            ],
        }


def find_like(store: PassageStore, article: Article, k: int, filters: Filter) -> LikeReport:
    """Find the `k` articles that are most like `article`; boilerplate does not count.

    Args:
        store: The passages of one generation.
        article: An article of it.
        k: Number of articles at most.
        filters: The conditions that they must meet.

    Raises:
        IndexFormatError: A file of the index is damaged.
    """
    own = store.rows_of(article.id)
    telling = own[~np.isin(own, store.boilerplate(own))]
    compared = (telling if len(telling) else own)[:_COMPARED]
    scale = (store.generation.scales or PLAIN).passages
    vectors, unit = _unit_vectors(store, compared)
    found = [store.dense.retrieve(vector, _NEAREST, filters).rows for vector in unit]
    rows = np.setdiff1d(np.concatenate([np.zeros(0, np.int64), *found]), own)
    rows = rows[~np.isin(rows, store.boilerplate(rows))]
    if not len(rows) or k < 1:
        return LikeReport(article, (), store)
    closeness = np.clip(scale.between_means(vectors, passage_vectors(store.window_vectors, rows)), 0, None)
    owners = store.metadata(rows).articles
    similar: list[tuple[float, int]] = []
    for owner in np.unique(owners).tolist():
        of_article = np.flatnonzero(owners == owner)
        near = closeness[:, of_article]
        similar.append((float(near.max(axis=1).mean()), int(rows[of_article[near.max(axis=0).argmax()]])))
    similar.sort(key=lambda pair: (-pair[0], pair[1]))
    own_text = shingles(article.text)
    return LikeReport(article, tuple(_similar(store, row, value, own_text) for value, row in similar[:k]), store)


def _unit_vectors(store: PassageStore, rows: Rows) -> tuple[Vectors, Vectors]:
    """float32 ``(n, dim)`` each: the mean vectors of the passages, and the same of length 1."""
    vectors = passage_vectors(store.window_vectors, rows)
    lengths = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
    unit: Vectors = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return vectors, unit


def _similar(store: PassageStore, row: int, value: float, own_text: frozenset[int]) -> SimilarArticle:
    article = store.article_of(row)
    text = shingles(article.text)
    fewer, more = sorted((own_text, text), key=len)
    return SimilarArticle(article, min(1.0, value), containment(fewer, more) >= _COPY, store.passage(row))
