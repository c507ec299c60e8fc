"""More of the same story: the articles whose passages are nearest to those of one article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...corpus.article import Article, Passage
from ...index.analysis.query import QueryTerm, query_terms
from ...index.embedding.cosine_scale import PLAIN
from ...index.filter import Filter
from ...index.profile import RankingProfile
from ...index.retrieval.dense import passage_vectors
from ...index.retrieval.protocol import PassageStore
from ...index.types import NO_ROWS, Rows, Scores, Vectors
from ..query.json_types.coverage import LikeJSON
from ..ranking.relevance.model import name_terms
from ..ranking.results import article_header, generation_to_dict, passage_to_dict
from .names import shares_of_names
from .reprints import REPRINTED, Shingles, containment, shingles

_COMPARED = 16
"""Passages of the article that are compared: news begins with what matters."""
_NEAREST = 60
"""Passages that are retrieved for each of them."""
_LEAD = 2
"""Passages of the article whose names are looked for: those of the others belong to sides of the story."""


@dataclass(frozen=True, slots=True)
class SimilarArticle:
    """An article of the same story.

    Attributes:
        article: The article.
        similarity: 0 to 1: the mean of its closeness in meaning and of the share of the given article's names that it
            holds.
        is_reprint: True where one of the two repeats two fifths of the other, word for word.
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
                    "best": passage_to_dict(it.best),
                }
                for it in self.articles
            ],
        }


def find_like(store: PassageStore, article: Article, k: int, filters: Filter, profile: RankingProfile) -> LikeReport:
    """Find the `k` articles that are most like `article`; fewer where its story has fewer. Boilerplate does not count.

    An article of the same story is close in meaning and holds names of the lead, by idf: a flood in another town is
    another story. Closeness is the mean, over the passages of `article`, of that of the nearest passage.

    Args:
        store: The passages of one generation.
        article: An article of it.
        k: Number of articles at most.
        filters: The conditions that they must meet.
        profile: The floor.

    Raises:
        IndexFormatError: A file of the index is damaged.
    """
    own = store.rows_of(article.id)
    telling = own[~np.isin(own, store.boilerplate(own))]
    compared = (telling if len(telling) else own)[:_COMPARED]
    scale = (store.generation.scales or PLAIN).passages
    vectors, unit = _unit_vectors(store, compared)
    names = _names(store, article)
    found = [store.dense.retrieve(vector, _NEAREST, filters).rows for vector in unit]
    found += [store.lexical.retrieve(names, _NEAREST, filters).rows] if names else []
    rows = np.setdiff1d(np.concatenate([NO_ROWS, *found]), own)
    rows = rows[~np.isin(rows, store.boilerplate(rows))]
    if not len(rows) or k < 1:
        return LikeReport(article, (), store)
    closeness = np.clip(scale.between_means(vectors, passage_vectors(store.window_vectors, rows)), 0, None)
    owners = store.metadata(rows).articles
    close: list[float] = []
    best: list[int] = []
    for owner in np.unique(owners).tolist():
        of_article = np.flatnonzero(owners == owner)
        near = closeness[:, of_article]
        close.append(float(near.max(axis=1).mean()))
        best.append(int(rows[of_article[near.max(axis=0).argmax()]]))
    named = _held(store, names, np.array(best, np.int64))
    similar = sorted(
        (-(mean + share) / 2, row)
        for mean, share, row in zip(close, named.tolist(), best, strict=True)
        if min(mean, share) >= profile.like_floor
    )
    own_text = shingles(article.text)
    return LikeReport(article, tuple(_similar(store, row, -value, own_text) for value, row in similar[:k]), store)


def _names(store: PassageStore, article: Article) -> list[QueryTerm]:
    """The names in the lead of `article`."""
    lead = "\n\n".join(passage.text for passage in store.passages_of(article.id)[:_LEAD])
    terms = query_terms(lead, store.generation.languages)
    return [terms[number] for number in name_terms(lead, terms)]


def _held(store: PassageStore, names: Sequence[QueryTerm], rows: Rows) -> Scores:
    """float32 ``(n,)``: the share of the weight of `names` that the article of each row holds; `rows` in any order."""
    order = np.argsort(rows)
    shares = np.empty(len(rows), np.float32)
    shares[order] = shares_of_names(store, names, rows[order])
    return shares


def _unit_vectors(store: PassageStore, rows: Rows) -> tuple[Vectors, Vectors]:
    """float32 ``(n, dim)`` each: the mean vectors of the passages, and the same of length 1."""
    vectors = passage_vectors(store.window_vectors, rows)
    lengths = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
    unit: Vectors = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return vectors, unit


def _similar(store: PassageStore, row: int, value: float, own_text: Shingles) -> SimilarArticle:
    article = store.article_of(row)
    text = shingles(article.text)
    fewer, more = sorted((own_text, text), key=len)
    return SimilarArticle(article, min(1.0, value), containment(fewer, more) >= REPRINTED, store.passage(row))
