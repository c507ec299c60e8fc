"""The local store: a `PassageStore` over the segment files of a snapshot on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property, lru_cache

import numpy as np

from ...corpus.article import Article, Passage
from ...corpus.passages import Span
from ..analysis.query import QueryTerm
from ..embedding.cosine_scale import PLAIN
from ..filter import ArticleOrder, Filter
from ..profile import RankingProfile
from ..ragged import concatenated_ranges
from ..segments.snapshot import Snapshot
from ..types import NO_ROWS, Mask, Rows, Vectors
from .article_order import ArticleSorter
from .boilerplate import BoilerplateDetector
from .dense import DenseRetriever, passage_vectors
from .evidence import Metadata, Occurrences, OrderedArticles, WindowVectors
from .lexical import LexicalRetriever
from .occurrences import OccurrenceCounter
from .phrases import phrase_matches
from .protocol import Generation
from .selection import Selection
from .term_statistics import LocalStatistics
from .vocabulary import local_vocabulary

_CACHED_PHRASES = 8
"""Phrases whose passages are kept: a question asks for each of its own several times."""


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
        self.vocabulary = local_vocabulary(snapshot)
        self.dense = DenseRetriever(snapshot, self.mask, self.window_vectors, profile)
        self.lexical = LexicalRetriever(self.statistics, self.mask, profile)
        self._phrase_matches = lru_cache(_CACHED_PHRASES)(lambda phrase: phrase_matches(phrase, snapshot))
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

    def mask(self, filters: Filter, among: Selection | None = None) -> Mask:
        """bool ``(rows,)``: True for the live passages that pass `filters` and are selected."""
        mask = self.snapshot.row_mask(filters)
        if among is None:
            return mask
        mask = mask & self.snapshot.row_mask(among.filters)
        if among.phrases:
            held = np.zeros(len(mask), bool)
            for phrase in among.phrases:
                held[self._phrase_matches(phrase)] = True
            mask &= held
        for phrase in among.without_phrases:
            mask[self._phrase_matches(phrase)] = False
        for excluded in among.without:
            mask &= ~self.snapshot.row_mask(excluded)
        return mask

    def holding(self, rows: Rows, phrase: str) -> Rows:
        """See `PassageStore`."""
        return rows[np.isin(rows, self._phrase_matches(phrase))]

    def phrase_frequency(self, phrase: str) -> int:
        """See `PassageStore`."""
        return len(self._phrase_matches(phrase))

    def passing(self, rows: Rows, filters: Filter) -> Rows:
        """See `PassageStore`."""
        return rows[self.snapshot.row_mask(filters)[rows]]

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
        days, sources = np.empty(len(rows), np.int32), np.empty(len(rows), object)
        for segment, positions, local in self.snapshot.by_segment(rows):
            articles = segment.rows["passages"][local, 0]
            days[positions] = segment.rows["day"][articles]
            sources[positions] = segment.names("source", articles)
        return Metadata(self.statistics.owners[rows].astype(np.int64), sources.tolist(), days)

    def languages(self, rows: Rows) -> list[str]:
        """See `PassageStore`."""
        languages = np.empty(len(rows), object)
        for segment, positions, local in self.snapshot.by_segment(rows):
            languages[positions] = segment.names("analyzer", segment.rows["passages"][local, 0])
        return languages.tolist()

    def boilerplate(self, rows: Rows) -> Rows:
        """See `PassageStore`."""
        return self._boilerplate.among(rows)

    def expect_vector(self) -> None:
        """See `PassageStore`."""
        self.dense.load()

    def prefetch(self, rows: Rows) -> None:
        """See `PassageStore`. The texts are at hand."""

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
        return self.snapshot.rows_of(address) if address else NO_ROWS

    def counts(self, facet: str, filters: Filter = Filter()) -> dict[str, int]:  # noqa: B008  # frozen
        """See `PassageStore`."""
        return self.snapshot.counts(facet, filters)

    def days(self) -> tuple[date, date] | None:
        """See `PassageStore`."""
        return self.snapshot.days()

    def _passage_vectors(self, rows: Rows) -> Vectors:
        return passage_vectors(self.window_vectors, rows)
