"""Near-duplicate detection: folds wire copy of several outlets, or an edited re-post, into one hit.

Only paragraphs whose vectors are near are compared by their words (`phrasing`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from ...index.embedding.cosine_scale import PLAIN, CosineScale
from ...index.profile import RankingProfile
from ...index.retrieval.dense import passage_vectors
from ...index.retrieval.protocol import PassageStore
from ...index.types import NO_ROWS, Rows, Vectors
from .phrasing import Comparison, Phrasing


@dataclass(frozen=True, slots=True)
class Group:
    """A row and its near copies at lower ranks.

    Attributes:
        row: The row.
        copies: The rows of the copies, best first.
    """

    row: int
    copies: tuple[int, ...] = ()


def deduplicate(
    store: PassageStore,
    rows: Rows,
    k: int,
    profile: RankingProfile,
    *,
    fold: bool,
    exempt: Rows = NO_ROWS,
    max_per_article: int | None = None,
) -> list[Group]:
    """Select the `k` best of `rows` that are neither boilerplate nor copies of a better row, each with its copies.

    All copies among the best rows (`copies_depth`, or `k` if that is more) are found. More rows are compared only if
    these contain fewer than `k` distinct ones.

    Args:
        store: The store of the passages.
        rows: int64 ``(n,)``, best first, each once.
        k: Number of groups at most.
        profile: Depth and thresholds.
        fold: False to keep boilerplate and to fold no copies.
        exempt: Rows that are kept even if they are boilerplate.
        max_per_article: Number of groups of one article at most; None for no limit.

    Raises:
        IndexFormatError: A file of the index is damaged.
    """
    depth = max(profile.copies_depth, k)
    while True:
        top = rows[:depth]
        if fold and len(boilerplate := store.boilerplate(top)):
            top = top[~np.isin(top, boilerplate) | np.isin(top, exempt)]
        store.prefetch(top)
        # Zero vectors disable folding.
        vectors = passage_vectors(store.window_vectors, top) if fold else np.zeros((len(top), 1), np.float32)
        scale = (store.generation.scales or PLAIN).passages
        articles = None if max_per_article is None else store.metadata(top).articles.tolist()
        groups = group_near_duplicates(
            top, k, vectors, lambda row: store.passage(row).text, profile, scale, articles, max_per_article
        )
        if len(groups) == k or depth >= len(rows):
            return groups
        depth *= 4


def group_near_duplicates(
    rows: Rows,
    k: int,
    vectors: Vectors,
    text: Callable[[int], str],
    profile: RankingProfile,
    scale: CosineScale,
    articles: Sequence[Hashable] | None = None,
    max_per_article: int | None = None,
) -> list[Group]:
    """Select the first `k` of `rows` that are no copies of an earlier row, each with its copies among all `rows`.

    A row is a copy of the first selected row that it resembles, so no row occurs twice. A row over `max_per_article` is
    not selected, but may still be a copy. Copies do not count towards the limit of their article.

    Args:
        rows: int64 ``(n,)``, best first, each once.
        k: Number of groups at most.
        vectors: float32 ``(n, dim)``: the mean vectors of the rows; only rows with near ones are compared.
        text: Returns the text of a row.
        profile: Thresholds.
        scale: The model's cosines of passages.
        articles: The article of each row; needed for `max_per_article`.
        max_per_article: Number of groups of one article at most; None for no limit.
    """
    comparison = Comparison(lambda position: Phrasing(text(int(rows[position]))), len(rows), profile)
    hits_of_article: Counter[Hashable] = Counter()
    is_used = np.zeros(len(rows), bool)
    divided, shares = scale.by_own_length(vectors)
    groups: list[Group] = []
    for position, row in enumerate(rows.tolist()):
        if len(groups) == k:
            break
        article = articles[position] if articles else row
        if is_used[position] or (max_per_article is not None and hits_of_article[article] >= max_per_article):
            continue
        below = slice(position + 1, None)  # a row that ranks higher but was left out is no copy of this one
        products = np.vecdot(divided[below], divided[position])  # `@` would start threads, whose waiting costs more
        closeness = products - shares[below] * (scale.unrelated * shares[position])
        near = np.flatnonzero((closeness >= profile.copies_closeness) & ~is_used[below]) + position + 1
        copies = comparison.copies(position, near)
        is_used[copies] = True
        hits_of_article[article] += 1
        groups.append(Group(row, tuple(rows[copies].tolist())))
    return groups
