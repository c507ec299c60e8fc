"""The seam of a store: all that a search reads of an index, whichever store keeps it.

A search asks `Retriever`s for candidates, and the `PassageStore` for what ranking, folding and citing need of them.
Scores are pure functions of that evidence and of the `CollectionStatistics`, so they are the same for every store that
gives the same evidence. `LocalStore` keeps it in segments; the tests hold one in memory against the same contract.

A row is the number of a passage in one generation of a store, in the order of the collection: ties break by it. Rows
stay inside, outside a passage is known by its id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from ...corpus.article import Article, Passage
from ...corpus.passages import Span
from ..columns.analyzer import QueryTerm
from ..columns.int8_vectors import Int8Vectors
from ..embedding.fingerprint import Fingerprint
from ..filter import Filter
from ..types import Ranking, Rows, Vectors

QueryT = TypeVar("QueryT", contravariant=True)


@dataclass(frozen=True, slots=True)
class Generation:
    """One committed state of an index.

    Attributes:
        number: Counts commits, from 1.
        articles: Live articles.
        passages: Live passages.
        model: The model that embedded them.
    """

    number: int
    articles: int
    passages: int
    model: Fingerprint


class Retriever(Protocol[QueryT]):
    """One leg: finds candidates for a query quickly, among all passages."""

    def retrieve(self, query: QueryT, k: int, wanted: Filter, *, among: Rows | None = None) -> Ranking:
        """The `k` best live passages that `wanted` lets through; fewer if fewer pass.

        The order is a first look, which may be approximate: the score of a candidate is computed from its evidence.

        Args:
            query: float32 ``(dim,)`` of length 1 for the dense leg, the query's terms for the lexical one.
            k: How many at most.
            wanted: The conditions that a passage's article must meet.
            among: int64, ascending: only these rows.

        Raises:
            IndexFormatError: A file of the index is damaged.
        """
        ...


class CollectionStatistics(Protocol):
    """Counts over the whole collection, from which BM25 weighs terms and lengths."""

    @property
    def passages(self) -> int:
        """Live passages."""
        ...

    @property
    def articles(self) -> int:
        """Live articles."""
        ...

    @property
    def average_passage(self) -> float:
        """Mean number of words of a live passage and its article's title."""
        ...

    @property
    def average_window(self) -> float:
        """Mean number of words of a window of a live passage."""
        ...

    @property
    def average_article(self) -> float:
        """Mean number of words of a live article, its title included."""
        ...

    def passage_frequency(self, stem: str) -> int:
        """Live passages that hold a stem in any form, titles not counted."""
        ...

    def article_frequency(self, stem: str) -> int:
        """Live articles that hold a stem in any form, their titles included."""
        ...


@dataclass(frozen=True, slots=True)
class WindowVectors:
    """The vectors of the windows of `n` passages, one passage after another.

    Attributes:
        vectors: ``w`` of them.
        counts: int64 ``(n,)``: windows of each passage, at least 1; they add up to ``w``.
    """

    vectors: Int8Vectors
    counts: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Occurrences:
    """How often `t` query terms occur in `n` passages with ``w`` windows, and how long these texts are.

    Axis 1 of the counts is 0 for the term in any form, 1 for the very forms of the query.

    Attributes:
        in_windows: float32 ``(t, 2, w)``.
        in_titles: float32 ``(t, 2, n)``: in the titles of their articles.
        in_articles: float32 ``(t, n)``: in any form, in the whole articles, the title counted once; 0 for stop words.
        windows: int64 ``(n,)``: windows of each passage, at least 1.
        window_lengths: int ``(w,)``: words of each window.
        passage_lengths: int ``(n,)``: words of each passage and its article's title.
        article_lengths: int ``(n,)``: words of each passage's article, the title counted once.
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
    """The article of each of `n` passages, as far as ranking needs it.

    Attributes:
        articles: int64 ``(n,)``: a number of the article, the same for passages of one.
        sources: Outlets, `n` of them.
        days: int32 ``(n,)``: the article's own day of publication, in days since 1970; `types.NO_DAY` for none.
    """

    articles: NDArray[np.int64]
    sources: Sequence[str]
    days: NDArray[np.int32]


class PassageStore(Protocol):
    """One generation of passages. Safe for any number of threads.

    Every method raises IndexFormatError where a file of the index is damaged.
    """

    @property
    def generation(self) -> Generation:
        """The generation that this is."""
        ...

    @property
    def statistics(self) -> CollectionStatistics:
        """Counts over the collection."""
        ...

    @property
    def dense(self) -> Retriever[Vectors]:
        """Finds passages whose best window is near a unit vector."""
        ...

    @property
    def lexical(self) -> Retriever[Sequence[QueryTerm]]:
        """Finds passages that hold terms, by BM25 over stems; stop words find nothing."""
        ...

    def phrase_matches(self, phrase: str) -> Rows:
        """int64, ascending: live rows that hold the stems of `phrase` one behind another; none for no words."""
        ...

    def window_vectors(self, rows: Rows) -> WindowVectors:
        """The stored vectors of the windows of some rows, ascending."""
        ...

    def occurrences(self, rows: Rows, terms: Sequence[QueryTerm]) -> Occurrences:
        """How often the terms occur in some rows, ascending."""
        ...

    def metadata(self, rows: Rows) -> Metadata:
        """Of the articles of some rows, in any order."""
        ...

    def boilerplate(self, rows: Rows) -> Rows:
        """Those of some live rows, in their order, that are boilerplate: see `retrieval.boilerplate`."""
        ...

    def passage(self, row: int) -> Passage:
        """The passage at `row`."""
        ...

    def neighbours(self, row: int, reach: int) -> list[Passage]:
        """Up to `reach` passages before and after the one at `row`, in order, without it."""
        ...

    def window_spans(self, row: int) -> list[Span]:
        """The windows of the passage at `row`: start and end in its text, in order."""
        ...

    def article_of(self, row: int) -> Article:
        """The article of the passage at `row`, whole."""
        ...

    def article(self, article_id: str) -> Article | None:
        """The live article of that id."""
        ...

    def passages_of(self, article_id: str) -> list[Passage]:
        """The passages of the live article of that id, in order; none if there is no such article."""
        ...

    def counts(self, facet: str) -> dict[str, int]:
        """Live articles by value of a facet (source, category, author), most frequent first, then by name."""
        ...

    def days(self) -> tuple[date, date] | None:
        """The earliest and the latest day of publication; None where no article has one."""
        ...
