"""Evidence: what a store has of passages, from which they are scored and judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..columns.int8_vectors import Int8Vectors
from ..types import Rows


@dataclass(frozen=True, slots=True)
class WindowVectors:
    """The vectors of the windows of `n` passages, one passage after another.

    Attributes:
        vectors: ``w`` vectors.
        counts: int64 ``(n,)``: number of windows of each passage, at least 1; the sum is ``w``.
    """

    vectors: Int8Vectors
    counts: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Counts of `t` query terms in `n` passages with ``w`` windows, and the lengths of these texts.

    On axis 1 of the counts, 0 is the term in any form, 1 the term in a form that the query has.

    Attributes:
        in_windows: float32 ``(t, 2, w)``: counts in windows.
        in_titles: float32 ``(t, 2, n)``: counts in the title of each passage's article.
        in_articles: float32 ``(t, n)``: counts in each passage's whole article, in any form, the title counted once; 0
            for stop words.
        windows: int64 ``(n,)``: number of windows of each passage, at least 1.
        window_lengths: int ``(w,)``: number of words of each window.
        passage_lengths: int ``(n,)``: number of words of each passage with its article's title.
        article_lengths: int ``(n,)``: number of words of each passage's article, the title counted once.
    """

    in_windows: NDArray[np.float32]
    in_titles: NDArray[np.float32]
    in_articles: NDArray[np.float32]
    windows: NDArray[np.int64]
    window_lengths: NDArray[np.integer]
    passage_lengths: NDArray[np.integer]
    article_lengths: NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Metadata:
    """The metadata of `n` passages' articles that ranking needs.

    Attributes:
        articles: int64 ``(n,)``: the article's number, equal for passages of one article.
        sources: The `n` outlets.
        days: int32 ``(n,)``: the article's own day of publication, in days since 1970; `types.NO_DAY` for none.
    """

    articles: NDArray[np.int64]
    sources: Sequence[str]
    days: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class OrderedArticles:
    """`n` articles in an order.

    Attributes:
        rows: int64 ``(n,)``: the row of each article's first passage.
        passages: int64 ``(n,)``: the number of its passages.
    """

    rows: Rows
    passages: NDArray[np.int64]
