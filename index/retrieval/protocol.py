"""The interface of a store: everything that a search reads from an index, for any storage.

A search gets candidates from `Retriever`s. From the `PassageStore` it gets the evidence for ranking, folding and citing
them. Scores are pure functions of that evidence and of the `CollectionStatistics`, so stores with the same evidence
give the same scores. `LocalStore` reads segments; the tests have a store in memory and one over
shards under the same contract.

A row is the number of a passage in one generation of a store, in the order of the collection, and breaks ties. Rows are
internal: users see ids of passages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeVar

from ...corpus.article import Article, Passage
from ...corpus.passages import Span
from ..analysis.query import QueryTerm, Stems
from ..embedding.cosine_scale import ModelScales
from ..embedding.familiarity import Familiarity
from ..embedding.fingerprint import Fingerprint
from ..filter import ArticleOrder, Filter
from ..types import Ranking, Rows, Vectors
from .evidence import Metadata, Occurrences, OrderedArticles, WindowVectors
from .selection import Selection

QueryT = TypeVar("QueryT", contravariant=True)


@dataclass(frozen=True, slots=True)
class Generation:
    """One committed state of an index.

    Attributes:
        number: Number of the commit, from 1.
        articles: Number of live articles.
        passages: Number of live passages.
        model: The model that embedded them.
        scales: The scales of the model's cosines; None where an older nutgraf has not measured them.
        familiarity: How well the model knows languages that its card does not name, by language.
        languages: The languages whose analyzers made their terms, at least one where there are articles.
    """

    number: int
    articles: int
    passages: int
    model: Fingerprint
    scales: ModelScales | None
    languages: tuple[str, ...]
    familiarity: Mapping[str, Familiarity] = field(default_factory=dict)


class Retriever(Protocol[QueryT]):
    """One leg: quickly retrieves candidates for a query from all passages."""

    def retrieve(self, query: QueryT, k: int, filters: Filter, *, among: Selection | None = None) -> Ranking:
        """Retrieve the `k` best live passages that pass `filters`; fewer if fewer pass.

        The scores may be approximate: candidates are scored again from their evidence.

        Args:
            query: float32 ``(dim,)`` of length 1 for the dense leg, the query's terms for the lexical one.
            k: Number of passages at most.
            filters: The conditions that a passage's article must meet.
            among: Only these passages; None for all.

        Raises:
            IndexFormatError: A file of the index is damaged.
        """
        ...


class CollectionStatistics(Protocol):
    """Counts over the whole collection, from which BM25 computes idf and length normalization."""

    @property
    def passages(self) -> int:
        """Number of live passages."""
        ...

    @property
    def articles(self) -> int:
        """Number of live articles."""
        ...

    @property
    def average_passage(self) -> float:
        """Mean number of words of a live passage, with its article's title."""
        ...

    @property
    def average_window(self) -> float:
        """Mean number of words of a window of a live passage."""
        ...

    @property
    def average_article(self) -> float:
        """Mean number of words of a live article, its title included."""
        ...

    def prefetch(self, stems: Iterable[str]) -> None:
        """Say that the frequencies of `stems` are asked next: statistics that are far away fetch them at once."""
        ...

    def passage_frequency(self, stems: Stems) -> int:
        """Count the live passages that contain any of `stems` in any form; titles do not count."""
        ...

    def article_frequency(self, stems: Stems) -> int:
        """Count the live articles that contain any of `stems` in any form; titles count."""
        ...


class Vocabulary(Protocol):
    """The words of all texts and titles, folded, for words that no text has as they were typed.

    A word of removed articles may still be among them.
    """

    def beginning_with(self, beginning: str, limit: int) -> list[str]:
        """List the words that begin with `beginning`, folded, about the most frequent first; at most `limit`."""
        ...

    def near(self, word: str, edits: int) -> list[str]:
        """List the words within `edits` of `word`, folded, sorted.

        An edit puts in, takes out or replaces a letter, or swaps two neighbours (optimal string alignment).
        """
        ...


class PassageStore(Protocol):
    """The passages of one generation. Safe for any number of threads.

    Every method raises IndexFormatError if a file of the index is damaged.
    """

    @property
    def generation(self) -> Generation:
        """The generation of the passages."""
        ...

    @property
    def statistics(self) -> CollectionStatistics:
        """Counts over the collection."""
        ...

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of the texts."""
        ...

    @property
    def dense(self) -> Retriever[Vectors]:
        """Retrieves passages by the cosine of their best window and a unit vector."""
        ...

    @property
    def lexical(self) -> Retriever[Sequence[QueryTerm]]:
        """Retrieves passages by BM25 over stems; stop words retrieve nothing."""
        ...

    def holding(self, rows: Rows, phrase: str) -> Rows:
        """Select the `rows` whose text holds the stems of `phrase` in sequence, in their order; none without words."""
        ...

    def phrase_frequency(self, phrase: str) -> int:
        """Count the live passages that hold `phrase`; a store that is far away may stop at some thousand."""
        ...

    def passing(self, rows: Rows, filters: Filter) -> Rows:
        """Select the live `rows` whose article passes `filters`, in their order."""
        ...

    def ordered_articles(self, filters: Filter, order: ArticleOrder, *, undated: bool = False) -> OrderedArticles:
        """Select the live articles that pass `filters`, in an order.

        Args:
            filters: The conditions that an article must meet.
            order: ``newest`` or ``oldest`` first by time of publication; by the name of the ``source`` or by ``title``,
                see `filter.sorting_name`, and then the newest first. Articles without a time, a name or a title come
                last. Ties break by row.
            undated: True to select only articles without a time of publication.
        """
        ...

    def window_vectors(self, rows: Rows) -> WindowVectors:
        """Read the stored vectors of the windows of `rows`, which ascend."""
        ...

    def occurrences(self, rows: Rows, terms: Sequence[QueryTerm], *, in_articles: bool = True) -> Occurrences:
        """Count the terms in `rows`, which ascend; without `in_articles`, which reads the postings, these are all 0."""
        ...

    def metadata(self, rows: Rows) -> Metadata:
        """Read the metadata of the articles of `rows`, in any order."""
        ...

    def languages(self, rows: Rows) -> Sequence[str]:
        """List the language of each of `rows`, in any order: that whose analyzer made its terms."""
        ...

    def boilerplate(self, rows: Rows) -> Rows:
        """Select the live `rows` that are boilerplate, in their order; see `retrieval.boilerplate`."""
        ...

    def expect_vector(self) -> None:
        """Say that the nearest to a vector are asked soon: what has to be loaded for that may be loaded meanwhile."""
        ...

    def prefetch(self, rows: Rows) -> None:
        """Say that the texts of `rows`, in any order, are read next: a store that is far away fetches them at once."""
        ...

    def passage(self, row: int) -> Passage:
        """Read the passage at `row`."""
        ...

    def neighbours(self, row: int, reach: int) -> list[Passage]:
        """Read up to `reach` passages before and after the one at `row`, in order, without that one."""
        ...

    def window_spans(self, row: int) -> list[Span]:
        """List the windows of the passage at `row`, in order: start and end in its text."""
        ...

    def article_of(self, row: int) -> Article:
        """Read the article of the passage at `row`."""
        ...

    def ids(self) -> list[str]:
        """List the ids of the live articles, in order, less very long ones; for suggestions."""
        ...

    def article(self, article_id: str) -> Article | None:
        """Read the live article with that id; None where there is none."""
        ...

    def passages_of(self, article_id: str) -> list[Passage]:
        """List the passages of the live article with that id, in order; empty where there is none."""
        ...

    def rows_of(self, article_id: str) -> Rows:
        """int64, ascending: the rows of the live article with that id; empty where there is none."""
        ...

    def counts(self, facet: str, filters: Filter = Filter()) -> dict[str, int]:  # noqa: B008  # frozen
        """Count live articles by value of a facet (source, category, author), most frequent first, then by name.

        Args:
            facet: The facet.
            filters: The conditions that the articles must meet.
        """
        ...

    def days(self) -> tuple[date, date] | None:
        """Find the earliest and the latest day of publication; None where no article has one."""
        ...
