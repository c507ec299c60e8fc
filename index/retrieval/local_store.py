"""The local store: a `PassageStore` over the segment files of a snapshot on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

import numpy as np

from ...corpus.article import Article, Passage
from ...corpus.passages import Span
from ..analysis.query import QueryTerm
from ..embedding.cosine_scale import PLAIN
from ..filter import ArticleOrder, Filter
from ..profile import RankingProfile
from ..segments.snapshot import Snapshot
from ..storage.arrays import concatenated_ranges
from ..types import Rows, Vectors
from .article_order import ArticleSorter
from .boilerplate import BoilerplateDetector
from .dense import DenseRetriever, passage_vectors
from .evidence import Metadata, Occurrences, OrderedArticles, WindowVectors
from .lexical import LexicalRetriever
from .occurrences import OccurrenceCounter
from .phrases import phrase_matches
from .protocol import Generation
from .term_statistics import LocalStatistics
from .vocabulary import LocalVocabulary


class LocalStore:
    """A `PassageStore` over one snapshot. Safe for any number of threads.

    Args:
        snapshot: The generation, opened.
        profile: Constants of retrieval and boilerplate.

    Attributes:
        snapshot: The generation.
        statistics, vocabulary, dense, lexical: See `PassageStore`.

    Raises:
        IndexFormatError: Another analyzer than today's made the terms of the index.
    """

    def __init__(self, snapshot: Snapshot, profile: RankingProfile) -> None:
        snapshot.manifest.refuse_other_analyzer(snapshot.path)
        self.snapshot = snapshot
        self.statistics = LocalStatistics(snapshot, profile)
        self.vocabulary = LocalVocabulary(snapshot)
        self.dense = DenseRetriever(snapshot, self.window_vectors, profile)
        self.lexical = LexicalRetriever(self.statistics, profile)
        self._sorter = ArticleSorter(snapshot)
        self._occurrences = OccurrenceCounter(self.statistics)
        scales = snapshot.manifest.scales or PLAIN
        self._boilerplate = BoilerplateDetector(snapshot, self._passage_vectors, profile, scales.passages)

    @cached_property
    def generation(self) -> Generation:
        """See `PassageStore`."""
        manifest = self.snapshot.manifest
        languages = tuple(analyzer.language for analyzer in manifest.analyzers)
        return Generation(
            manifest.generation,
            self.snapshot.articles,
            self.snapshot.passages,
            manifest.model,
            manifest.scales,
            languages,
            manifest.familiarity,
        )

    def phrase_matches(self, phrase: str) -> Rows:
        """See `PassageStore`."""
        return phrase_matches(phrase, self.snapshot)

    def rows_passing(self, filters: Filter) -> Rows:
        """See `PassageStore`."""
        return np.flatnonzero(self.snapshot.row_mask(filters))

    def ordered_articles(self, filters: Filter, order: ArticleOrder, *, undated: bool = False) -> OrderedArticles:
        """See `PassageStore`."""
        return self._sorter.ordered(filters, order, undated=undated)

    def window_vectors(self, rows: Rows) -> WindowVectors:
        """See `PassageStore`."""
        first, counts = self.snapshot.window_ranges(rows)
        return WindowVectors(self.snapshot.window_codes(concatenated_ranges(first, counts)), counts)

    def occurrences(self, rows: Rows, terms: Sequence[QueryTerm], *, in_articles: bool = True) -> Occurrences:
        """See `PassageStore`."""
        return self._occurrences.count(rows, terms, in_articles=in_articles)

    def metadata(self, rows: Rows) -> Metadata:
        """See `PassageStore`."""
        days, sources = np.zeros(len(rows), np.int32), [""] * len(rows)
        for segment, positions, local in self.snapshot.by_segment(rows):
            articles = segment.rows["passages"][local, 0]
            days[positions] = segment.rows["day"][articles]
            table, numbers = segment.facet("source")
            for position, number in zip(positions.tolist(), numbers[articles].tolist(), strict=True):
                sources[position] = table[number]
        return Metadata(self.statistics.owners[rows].astype(np.int64), sources, days)

    def languages(self, rows: Rows) -> list[str]:
        """See `PassageStore`."""
        languages = [""] * len(rows)
        for segment, positions, local in self.snapshot.by_segment(rows):
            table, numbers = segment.facet("analyzer")
            articles = segment.rows["passages"][local, 0]
            for position, number in zip(positions.tolist(), numbers[articles].tolist(), strict=True):
                languages[position] = table[number]
        return languages

    def boilerplate(self, rows: Rows) -> Rows:
        """See `PassageStore`."""
        return self._boilerplate.among(rows)

    def passage(self, row: int) -> Passage:
        """See `PassageStore`."""
        return self.snapshot.passage(row)

    def neighbours(self, row: int, reach: int) -> list[Passage]:
        """See `PassageStore`."""
        address, number = self.snapshot.address_of(row)
        first, article = max(0, number - reach), self.snapshot.article(address)
        around = self.snapshot.passages_of(address, article, slice(first, number + 1 + reach))
        del around[number - first]
        return around

    def window_spans(self, row: int) -> list[Span]:
        """See `PassageStore`."""
        return self.snapshot.window_spans(row)

    def article_of(self, row: int) -> Article:
        """See `PassageStore`."""
        address, _ = self.snapshot.address_of(row)
        return self.snapshot.article(address)

    def ids(self) -> list[str]:
        """See `PassageStore`."""
        return [name for segment, number in self.snapshot.each_article() if (name := segment.ids[number])]

    def article(self, article_id: str) -> Article | None:
        """See `PassageStore`."""
        address = self.snapshot.find(article_id)
        return self.snapshot.article(address) if address else None

    def passages_of(self, article_id: str) -> list[Passage]:
        """See `PassageStore`."""
        address = self.snapshot.find(article_id)
        return self.snapshot.passages_of(address, self.snapshot.article(address)) if address else []

    def rows_of(self, article_id: str) -> Rows:
        """See `PassageStore`."""
        address = self.snapshot.find(article_id)
        return self.snapshot.rows_of(address) if address else np.zeros(0, np.int64)

    def counts(self, facet: str, filters: Filter = Filter()) -> dict[str, int]:  # noqa: B008  # frozen
        """See `PassageStore`."""
        return self.snapshot.counts(facet, filters)

    def days(self) -> tuple[date, date] | None:
        """See `PassageStore`."""
        return self.snapshot.days()

    def _passage_vectors(self, rows: Rows) -> Vectors:
        return passage_vectors(self.window_vectors, rows)
