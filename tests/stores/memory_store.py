"""A `PassageStore` in memory, by brute force: the second store behind the seam, and its oracle.

It keeps lists of words and vectors, no segments, no postings, no scan. Retrieval scores every passage. What it shares
with the product is how text is cut, analyzed, embedded and rounded to int8, and the formula of BM25.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from nutgraf.corpus.article import Article, Passage
from nutgraf.corpus.passages import Span, cut, windows
from nutgraf.index.analysis.detector import detect
from nutgraf.index.analysis.query import QueryTerm
from nutgraf.index.analysis.words import JOINT
from nutgraf.index.columns.int8_vectors import Int8Vectors
from nutgraf.index.embedding.cosine_scale import PLAIN, measure_scales
from nutgraf.index.embedding.protocol import Embedder
from nutgraf.index.filter import Filter, sorting_name
from nutgraf.index.profile import RankingProfile
from nutgraf.index.retrieval.bm25 import saturated
from nutgraf.index.retrieval.boilerplate import Story, is_boilerplate
from nutgraf.index.retrieval.dense import passage_vectors, score_dense
from nutgraf.index.retrieval.evidence import Metadata, Occurrences, OrderedArticles, WindowVectors
from nutgraf.index.retrieval.lexical import term_weights
from nutgraf.index.retrieval.protocol import Generation
from nutgraf.index.retrieval.selection import Selection
from nutgraf.index.segments.stored_article import passage_key
from nutgraf.index.types import Ranking, Rows, Vectors, epoch_day
from small_indexes.english import stem, tokens, words
from stores.memory_statistics import Entry, MemoryStatistics, MemoryVocabulary


def passes(article: Article, filters: Filter) -> bool:
    """The meaning of a filter, article by article."""
    for limit, is_beyond in ((filters.since, lambda a, b: a < b), (filters.until, lambda a, b: a > b)):
        if limit is None:
            continue
        of_article = article.day if type(limit) is date else article.published
        if of_article is None or is_beyond(of_article, limit):
            return False
    values = {
        "source": (article.source,), "category": article.categories, "author": article.authors,
        "title": (article.title,),
        "language": (article.language, detect(article.title, article.text, article.language)),
    }  # fmt: skip
    if filters.id and article.id not in filters.id:
        return False
    return all(
        facet == "id"
        or not names
        or {name.casefold() for name in names} & {value.casefold() for value in values[facet] or ("",)}
        for facet, names in filters.facets().items()
    ) and not any(passes(article, excluded) for excluded in filters.without)


class MemoryStore:
    """A `PassageStore` over articles in memory."""

    def __init__(self, articles: Iterable[Article], embedder: Embedder, profile: RankingProfile) -> None:
        self._articles = list(articles)
        self._profile = profile
        self._entries = [
            Entry(passage, number, words(article.title), [words(passage.text[slice(*span)]) for span in spans])
            for number, article in enumerate(self._articles)
            for passage in cut(article)
            for spans in [windows(passage.text)]
        ]
        texts = [it.passage.text[slice(*span)] for it in self._entries for span in windows(it.passage.text)]
        dim = embedder.fingerprint.dim
        self._vectors = Int8Vectors.quantize(embedder.passages(texts) if texts else np.zeros((0, dim), np.float32))
        self._counts = np.array([len(entry.windows) for entry in self._entries], np.int64)
        self.generation = Generation(
            1, len(self._articles), len(self._entries), embedder.fingerprint, measure_scales(embedder), ("en",)
        )
        self.statistics = MemoryStatistics(self._entries, self._articles)
        self.vocabulary = MemoryVocabulary(self.statistics)
        self.dense = _Dense(self)
        self.lexical = _Lexical(self)

    def chosen(self, filters: Filter, among: Selection | None) -> Rows:
        chosen = among or Selection()
        rows = np.arange(len(self._entries))
        for wanted in (filters, chosen.filters):
            rows = self.passing(rows, wanted)
        if chosen.phrases:
            rows = rows[np.any([np.isin(rows, self.holding(rows, phrase)) for phrase in chosen.phrases], axis=0)]
        for phrase in chosen.without_phrases:
            rows = rows[~np.isin(rows, self.holding(rows, phrase))]
        for excluded in chosen.without:
            rows = rows[~np.isin(rows, self.passing(rows, excluded))]
        return rows

    def passing(self, rows: Rows, filters: Filter) -> Rows:
        return rows[[passes(self._articles[self._entries[row].article], filters) for row in rows.tolist()]]

    def phrase_frequency(self, phrase: str) -> int:
        return len(self.holding(np.arange(len(self._entries)), phrase))

    def ordered_articles(self, filters: Filter, order: str, *, undated: bool = False) -> OrderedArticles:
        rows: dict[int, list[int]] = {}
        for row, entry in enumerate(self._entries):
            rows.setdefault(entry.article, []).append(row)
        found = [number for number in rows if passes(self._articles[number], filters)]
        if undated:
            found = [number for number in found if not self._articles[number].published]
        dated = [number for number in found if self._articles[number].published]
        dateless = [number for number in found if not self._articles[number].published]
        # A sort in reverse keeps the order of what is equal.
        dated.sort(key=lambda number: self._articles[number].published, reverse=order != "oldest")
        found = dated + dateless
        if order in ("source", "title"):
            found.sort(key=lambda number: [not (name := sorting_name(getattr(self._articles[number], order))), name])
        return OrderedArticles(
            np.array([rows[number][0] for number in found], np.int64),
            np.array([len(rows[number]) for number in found], np.int64),
        )

    def holding(self, rows: Rows, phrase: str) -> Rows:
        sought = tokens(phrase)
        held = []
        for row in rows.tolist():
            stems = [stem(word) for word in self._entries[row].words if JOINT not in word]
            if sought and any(stems[at : at + len(sought)] == sought for at in range(len(stems))):
                held.append(row)
        return np.array(held, np.int64)

    def window_vectors(self, rows: Rows) -> WindowVectors:
        first = np.cumsum(self._counts) - self._counts
        places = [place for row in rows.tolist() for place in range(first[row], first[row] + self._counts[row])]
        return WindowVectors(self._vectors.take(np.array(places, np.int64)), self._counts[rows])

    def occurrences(self, rows: Rows, terms: Sequence[QueryTerm], *, in_articles: bool = True) -> Occurrences:
        entries = [self._entries[row] for row in rows.tolist()]
        texts = [window for entry in entries for window in entry.windows]
        articles = [self.statistics.article_words[entry.article] for entry in entries]
        return Occurrences(
            in_windows=_counts(texts, terms),
            in_titles=_counts([entry.title for entry in entries], terms),
            in_articles=_counts(articles, terms)[:, 0]
            * np.array([[in_articles and not term.is_stopword] for term in terms], np.float32).reshape(len(terms), 1),
            windows=self._counts[rows],
            window_lengths=np.array([len(text) for text in texts], np.int64),
            passage_lengths=np.array([len(entry.title) + len(entry.words) for entry in entries], np.int64),
            article_lengths=np.array([len(text) for text in articles], np.int64),
        )

    def metadata(self, rows: Rows) -> Metadata:
        numbers = [self._entries[row].article for row in rows.tolist()]
        articles = [self._articles[number] for number in numbers]
        return Metadata(
            np.array(numbers, np.int64),
            [article.source for article in articles],
            np.array([epoch_day(article.day) for article in articles], np.int32),
        )

    def languages(self, rows: Rows) -> list[str]:
        return ["en"] * len(rows)

    def boilerplate(self, rows: Rows) -> Rows:
        return np.array([row for row in rows.tolist() if self._is_boilerplate(row)], np.int64)

    def _is_boilerplate(self, row: int) -> bool:
        key = self._keys[row]
        holders = defaultdict(list)
        for other, entry in enumerate(self._entries):
            holders[entry.article].append(other)
        stories = []
        for number, members in holders.items():
            here = [other for other in members if self._keys[other] == key]
            rest = [other for other in members if self._keys[other] != key]
            lengths: Counter[int] = Counter()
            for other in rest:
                lengths[self._keys[other]] += len(self._entries[other].passage.text)
            if here:
                stories.append((self._articles[number].source, Story(here[0], np.array(rest, np.int64), lengths)))
        enough = sum(self._keys[other] == key for other in range(len(self._keys)))
        return enough >= self._profile.boilerplate_stories and is_boilerplate(
            iter(stories),
            lambda some: passage_vectors(self.window_vectors, some),
            self._profile,
            self.generation.scales.passages,
        )

    @cached_property
    def _keys(self) -> list[int]:
        return [passage_key(entry.passage.text) for entry in self._entries]

    def expect_vector(self) -> None:
        """See `PassageStore`."""

    def prefetch(self, rows: Rows) -> None:
        pass

    def passage(self, row: int) -> Passage:
        return self._entries[row].passage

    def neighbours(self, row: int, reach: int) -> list[Passage]:
        own = self._entries[row]
        return [
            entry.passage
            for entry in self._entries
            if entry.article == own.article and 0 < abs(entry.passage.number - own.passage.number) <= reach
        ]

    def window_spans(self, row: int) -> list[Span]:
        return windows(self._entries[row].passage.text)

    def article_of(self, row: int) -> Article:
        return self._articles[self._entries[row].article]

    def ids(self) -> list[str]:
        return [article.id for article in self._articles]

    def article(self, article_id: str) -> Article | None:
        return next((article for article in self._articles if article.id == article_id), None)

    def passages_of(self, article_id: str) -> list[Passage]:
        article = self.article(article_id)
        return cut(article) if article else []

    def rows_of(self, article_id: str) -> Rows:
        owners = [self._articles[entry.article].id for entry in self._entries]
        return np.flatnonzero([owner == article_id for owner in owners]).astype(np.int64)

    def counts(self, facet: str, filters: Filter = Filter()) -> dict[str, int]:  # noqa: B008  # frozen
        names = {"source": "source", "category": "categories", "author": "authors"}
        values: Counter[str] = Counter()
        for article in self._articles:
            if not passes(article, filters):
                continue
            value = getattr(article, names[facet])
            values.update([value] if isinstance(value, str) else {*value} or [""])
        return dict(sorted(values.items(), key=lambda pair: (-pair[1], pair[0])))

    def days(self) -> tuple[date, date] | None:
        known = [article.day for article in self._articles if article.day]
        return (min(known), max(known)) if known else None


@dataclass(frozen=True)
class _Dense:
    store: MemoryStore

    def retrieve(self, query: Vectors, k: int, filters: Filter, *, among: Selection | None = None) -> Ranking:
        rows = self.store.chosen(filters, among)
        features = score_dense(self.store.window_vectors, rows, query, self.store._profile, PLAIN.questions)
        return Ranking.best(rows, features.score, k)


@dataclass(frozen=True)
class _Lexical:
    store: MemoryStore

    def retrieve(
        self, query: Sequence[QueryTerm], k: int, filters: Filter, *, among: Selection | None = None
    ) -> Ranking:
        store, profile = self.store, self.store._profile
        keys = [term for term in query if not term.is_stopword]
        rows = store.chosen(filters, among)
        counts = store.occurrences(rows, keys)
        begins = np.cumsum(counts.windows) - counts.windows
        scores = np.zeros(len(rows), np.float32)
        for weight, windows_of, titles in zip(
            term_weights(keys, store.statistics, profile), counts.in_windows, counts.in_titles, strict=True
        ):
            tf = (np.add.reduceat(windows_of[0], begins) if len(rows) else windows_of[0]) + titles[0]
            average = store.statistics.average_passage
            scores += weight * saturated(tf.astype(np.float32), counts.passage_lengths, average, profile)
        return Ranking.best(rows[scores > 0], scores[scores > 0], k)


def _counts(texts: Sequence[Sequence[str]], terms: Sequence[QueryTerm]) -> np.ndarray:
    """float32 ``(terms, 2, texts)``: of each term in any form, and in the very forms of the query."""
    counts = np.zeros((len(terms), 2, len(texts)), np.float32)
    for number, term in enumerate(terms):
        for place, text in enumerate(texts):
            counts[number, 0, place] = sum(stem(word) in term.stems for word in text)
            counts[number, 1, place] = sum(word in term.forms for word in text)
    return counts
