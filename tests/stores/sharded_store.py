"""A `PassageStore` over shards: indexes that each hold a part of the articles, asked as if they were one.

It is the oracle of what a store on several machines must give, and no product. Each shard retrieves among its own
passages, with the statistics of all, and gives the evidence of its own rows; what is here joins their answers. What no
shard can tell alone, it asks of all: statistics, the order of articles, and which paragraphs are repeated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np
from nutgraf.corpus.article import Article, Passage
from nutgraf.corpus.passages import Span
from nutgraf.index.analysis.query import QueryTerm, Stems
from nutgraf.index.columns.int8_vectors import Int8Vectors
from nutgraf.index.embedding.cosine_scale import PLAIN
from nutgraf.index.filter import Filter, sorting_name
from nutgraf.index.profile import RankingProfile
from nutgraf.index.retrieval.boilerplate import BoilerplateDetector
from nutgraf.index.retrieval.dense import passage_vectors
from nutgraf.index.retrieval.evidence import Metadata, Occurrences, OrderedArticles, WindowVectors
from nutgraf.index.retrieval.lexical import LexicalRetriever
from nutgraf.index.retrieval.local_store import LocalStore
from nutgraf.index.retrieval.protocol import Generation
from nutgraf.index.retrieval.selection import Selection
from nutgraf.index.retrieval.term_statistics import LocalStatistics
from nutgraf.index.segments.snapshot import Snapshot
from nutgraf.index.types import Ranking, Rows, most_frequent_first
from small_indexes.english import stem


class _Statistics:
    """Counts over all shards. Sums of integers are exact, so they are those of one index to the last bit."""

    def __init__(self, shards: Sequence[LocalStore]) -> None:
        self._shards = shards
        self.passages = sum(shard.generation.passages for shard in shards)
        self.articles = sum(shard.generation.articles for shard in shards)

    @cached_property
    def average_passage(self) -> float:
        return self._mean("average_passage", [shard.generation.passages for shard in self._shards])

    @cached_property
    def average_window(self) -> float:
        lives = (np.flatnonzero(shard.snapshot.live) for shard in self._shards)
        counts = [shard.window_vectors(rows).counts for shard, rows in zip(self._shards, lives, strict=True)]
        return self._mean("average_window", [int(of_shard.sum()) for of_shard in counts])

    @cached_property
    def average_article(self) -> float:
        return self._mean("average_article", [shard.generation.articles for shard in self._shards])

    def prefetch(self, _stems: Iterable[str]) -> None:
        pass

    def passage_frequency(self, stems: Stems) -> int:
        return sum(shard.statistics.passage_frequency(stems) for shard in self._shards)

    def article_frequency(self, stems: Stems) -> int:
        return sum(shard.statistics.article_frequency(stems) for shard in self._shards)

    def _mean(self, name: str, sizes: Sequence[int]) -> float:
        words = sum(round(getattr(it.statistics, name) * size) for it, size in zip(self._shards, sizes, strict=True))
        return words / max(1, sum(sizes))


class _StatisticsOfAll(LocalStatistics):
    """The postings of one shard, weighed by the statistics of all."""

    def __init__(self, snapshot: Snapshot, profile: RankingProfile, every: _Statistics) -> None:
        super().__init__(snapshot, profile)
        self._every = every

    passages = property(lambda self: self._every.passages)
    average_passage = property(lambda self: self._every.average_passage)

    def passage_frequency(self, stems: Stems) -> int:
        return self._every.passage_frequency(stems)


class _Vocabulary:
    def __init__(self, shards: Sequence[LocalStore]) -> None:
        self._shards = shards

    def beginning_with(self, beginning: str, limit: int) -> list[str]:
        found = {word for shard in self._shards for word in shard.vocabulary.beginning_with(beginning, 1_000_000)}
        return sorted(found, key=lambda word: (-self._postings(word), word))[:limit]

    def near(self, word: str, edits: int) -> list[str]:
        return sorted({other for shard in self._shards for other in shard.vocabulary.near(word, edits)})

    def _postings(self, word: str) -> int:
        return sum(len(shard.statistics.postings((stem(word),)).rows) for shard in self._shards)


class _Joined:
    """The segments of all shards in a row, for what looks for repetitions."""

    by_segment = Snapshot.by_segment

    def __init__(self, shards: Sequence[LocalStore]) -> None:
        self.segments = [segment for shard in shards for segment in shard.snapshot.segments]
        self.first_rows = [0, *accumulate(segment.entry.passages for segment in self.segments)]


class _Leg:
    """A leg of every shard: the best of each, then the best of these."""

    def __init__(self, store: ShardedStore, legs: Sequence[object]) -> None:
        self._store, self._legs = store, legs

    def retrieve(self, query: object, k: int, filters: Filter, *, among: Selection | None = None) -> Ranking:
        found = [leg.retrieve(query, k, filters, among=among) for leg in self._legs]
        rows = [ranking.rows + first for ranking, first in zip(found, self._store.first_rows, strict=False)]
        return Ranking.best(np.concatenate(rows), np.concatenate([ranking.scores for ranking in found]), k)


class ShardedStore:
    """A `PassageStore` over shards, whose articles stand in the order of the shards."""

    def __init__(self, snapshots: Sequence[Snapshot], profile: RankingProfile) -> None:
        shards = [LocalStore(snapshot, profile) for snapshot in snapshots]
        self._shards = shards
        self.first_rows = [0, *accumulate(snapshot.first_rows[-1] for snapshot in snapshots)]
        self._first_articles = [0, *accumulate(snapshot.first_articles[-1] for snapshot in snapshots)]
        self.statistics = _Statistics(shards)
        self.vocabulary = _Vocabulary(shards)
        self.dense = _Leg(self, [shard.dense for shard in shards])
        of_all = [_StatisticsOfAll(snapshot, profile, self.statistics) for snapshot in snapshots]
        lexical = [LexicalRetriever(it, shard.mask, profile) for it, shard in zip(of_all, shards, strict=True)]
        self.lexical = _Leg(self, lexical)
        scales = shards[0].generation.scales or PLAIN
        vectors = lambda rows: passage_vectors(self.window_vectors, rows)  # noqa: E731
        self._repeats = BoilerplateDetector(_Joined(shards), vectors, profile, scales.passages)  # type: ignore[arg-type]

    @cached_property
    def generation(self) -> Generation:
        of = [shard.generation for shard in self._shards]
        languages = tuple(sorted({language for it in of for language in it.languages}))
        articles, passages = (sum(getattr(it, name) for it in of) for name in ("articles", "passages"))
        return Generation(1, articles, passages, of[0].model, of[0].scales, languages, of[0].familiarity)

    def _of(self, row: int) -> tuple[LocalStore, int]:
        number = int(np.searchsorted(self.first_rows, row, "right")) - 1
        return self._shards[number], row - self.first_rows[number]

    def _split(self, rows: Rows) -> Iterator[tuple[int, Rows, Rows]]:
        """Yield each shard's number, the places of its rows in `rows`, and those rows there."""
        for number, (first, end) in enumerate(pairwise(self.first_rows)):
            places = np.flatnonzero((rows >= first) & (rows < end))
            yield number, places, rows[places] - first

    def _chosen(self, rows: Rows, choose: Callable[[LocalStore, Rows], Rows]) -> Rows:
        """Let each shard choose among its rows; those chosen, in their order."""
        kept = np.zeros(len(rows), bool)
        for number, places, local in self._split(rows):
            kept[places] = np.isin(local, choose(self._shards[number], local))
        return rows[kept]

    def holding(self, rows: Rows, phrase: str) -> Rows:
        return self._chosen(rows, lambda shard, local: shard.holding(local, phrase))

    def phrase_frequency(self, phrase: str) -> int:
        return sum(shard.phrase_frequency(phrase) for shard in self._shards)

    def passing(self, rows: Rows, filters: Filter) -> Rows:
        return self._chosen(rows, lambda shard, local: shard.passing(local, filters))

    def ordered_articles(self, filters: Filter, order: str, *, undated: bool = False) -> OrderedArticles:
        found = [
            (shard.article_of(row), row + first, count)
            for shard, first in zip(self._shards, self.first_rows, strict=False)
            for part in [shard.ordered_articles(filters, order, undated=undated)]
            for row, count in zip(part.rows.tolist(), part.passages.tolist(), strict=True)
        ]

        def key(entry: tuple[Article, int, int]) -> tuple[object, ...]:
            article, row, _ = entry
            name = sorting_name(getattr(article, order)) if order in ("source", "title") else ""
            time = article.published.timestamp() if article.published else 0
            later = (article.published is None, time if order == "oldest" else -time)
            return (order in ("source", "title") and not name, name, *later, row)

        found.sort(key=key)
        rows, counts = ([entry[place] for entry in found] for place in (1, 2))
        return OrderedArticles(np.array(rows, np.int64), np.array(counts, np.int64))

    def window_vectors(self, rows: Rows) -> WindowVectors:
        parts = [self._shards[number].window_vectors(local) for number, _, local in self._split(rows)]
        vectors = Int8Vectors.concatenate([part.vectors for part in parts], self.generation.model.dim)
        return WindowVectors(vectors, np.concatenate([part.counts for part in parts]))

    def occurrences(self, rows: Rows, terms: Sequence[QueryTerm], *, in_articles: bool = True) -> Occurrences:
        parts = [
            self._shards[number].occurrences(local, terms, in_articles=in_articles)
            for number, _, local in self._split(rows)
        ]
        names = Occurrences.__dataclass_fields__
        return Occurrences(**{name: np.concatenate([getattr(part, name) for part in parts], axis=-1) for name in names})

    def metadata(self, rows: Rows) -> Metadata:
        articles, sources, days = np.zeros(len(rows), np.int64), [""] * len(rows), np.zeros(len(rows), np.int32)
        for number, places, local in self._split(rows):
            part = self._shards[number].metadata(local)
            articles[places], days[places] = part.articles + self._first_articles[number], part.days
            for place, source in zip(places.tolist(), part.sources, strict=True):
                sources[place] = source
        return Metadata(articles, sources, days)

    def languages(self, rows: Rows) -> list[str]:
        return [language for row in rows.tolist() for shard, local in [self._of(row)] for language in
                shard.languages(np.array([local]))]  # fmt: skip

    def boilerplate(self, rows: Rows) -> Rows:
        return self._repeats.among(rows)

    def expect_vector(self) -> None:
        """See `PassageStore`."""

    def prefetch(self, rows: Rows) -> None:
        pass

    def passage(self, row: int) -> Passage:
        shard, local = self._of(row)
        return shard.passage(local)

    def neighbours(self, row: int, reach: int) -> list[Passage]:
        shard, local = self._of(row)
        return shard.neighbours(local, reach)

    def window_spans(self, row: int) -> list[Span]:
        shard, local = self._of(row)
        return shard.window_spans(local)

    def article_of(self, row: int) -> Article:
        shard, local = self._of(row)
        return shard.article_of(local)

    def ids(self) -> list[str]:
        return [name for shard in self._shards for name in shard.ids()]

    def article(self, article_id: str) -> Article | None:
        return next(filter(None, (shard.article(article_id) for shard in self._shards)), None)

    def passages_of(self, article_id: str) -> list[Passage]:
        return [passage for shard in self._shards for passage in shard.passages_of(article_id)]

    def rows_of(self, article_id: str) -> Rows:
        parts = zip(self._shards, self.first_rows, strict=False)
        return np.concatenate([shard.rows_of(article_id) + first for shard, first in parts])

    def counts(self, facet: str, filters: Filter = Filter()) -> dict[str, int]:  # noqa: B008  # frozen
        totals: Counter[str] = Counter()
        for shard in self._shards:
            totals.update(shard.counts(facet, filters))
        return most_frequent_first(totals)

    def days(self) -> tuple[date, date] | None:
        known = [days for shard in self._shards if (days := shard.days())]
        return (min(first for first, _ in known), max(last for _, last in known)) if known else None
