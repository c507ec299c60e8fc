"""The store over an engine: a `PassageStore` whose candidates and evidence come from a published generation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

import numpy as np
import orjson
from numpy.typing import NDArray

from ...corpus.article import Article, Passage
from ...corpus.errors import EngineError
from ...corpus.passages import Span, cut
from ..analysis.query import QueryTerm
from ..filter import ArticleOrder, Filter
from ..profile import RankingProfile
from ..retrieval.evidence import Metadata, Occurrences, OrderedArticles, WindowVectors
from ..retrieval.protocol import Generation
from ..retrieval.selection import Selection
from ..segments.status import Status
from ..types import NO_ROWS, Rows
from .article_lists import ArticleLists
from .evidence_reader import EvidenceReader
from .expressions import all_of, matching, none_of
from .generation import Published, read_blob
from .milvus import Milvus, listed
from .occurrences import count_occurrences
from .packing.codes import key_code
from .packing.evidence_block import EvidenceBlock
from .phrases import PhraseFinder
from .places import Places
from .retrievers import EngineDense, EngineLexical
from .statistics import EngineStatistics
from .texts import Texts
from .vocabulary import engine_vocabulary


class EngineStore:
    """A `PassageStore` over one published generation. Safe for any number of threads.

    Every method may raise EngineError.

    Args:
        engine: The engine.
        published: The generation.
        profile: Constants of retrieval.

    Attributes:
        published: The generation.
        statistics, vocabulary, dense, lexical: See `PassageStore`.
    """

    def __init__(self, engine: Milvus, published: Published, profile: RankingProfile) -> None:
        self.published = published
        self._engine = engine
        self._places = Places(published)
        self._live = none_of(f"article in {listed(self._places.dead_keys.tolist())}") if self._has_dead else ""
        self._reader = EvidenceReader(engine, self._places, published.manifest.model.dim)
        self._texts = Texts(engine, self._reader, published.texts)
        self._lists = ArticleLists(engine, published, self._places)
        self._phrases = PhraseFinder(engine, self._places, self._reader, self.generation.languages, self._live)
        self.statistics = EngineStatistics(engine, published)
        self.vocabulary = engine_vocabulary(engine, published)
        self.dense = EngineDense(engine, self._places, self._where, self.window_vectors, profile)
        self.lexical = EngineLexical(
            engine, self._places, self._where, self._reader, self._occurring, self.statistics, profile
        )

    @cached_property
    def generation(self) -> Generation:
        """See `PassageStore`."""
        manifest, counts = self.published.manifest, self.published.statistics
        languages = tuple(analyzer.language for analyzer in manifest.analyzers)
        return Generation(
            manifest.generation, counts.articles, counts.passages, manifest.model, manifest.scales, languages,
            manifest.familiarity,
        )  # fmt: skip

    def holding(self, rows: Rows, phrase: str) -> Rows:
        """See `PassageStore`."""
        return self._phrases.holding(rows, phrase)

    def phrase_frequency(self, phrase: str) -> int:
        """See `PassageStore`."""
        return len(self._phrases.matches(phrase))

    def passing(self, rows: Rows, filters: Filter) -> Rows:
        """See `PassageStore`."""
        where = matching(filters)
        if not (where and len(rows)):
            return rows
        keys = listed(np.unique(self._article_keys(rows)).tolist())
        found = [row["id"] for row in self._engine.matching("articles", all_of([where, f"id in {keys}"]), [])]
        return rows[np.isin(self._article_keys(rows), np.array(found, np.int64))]

    def ordered_articles(self, filters: Filter, order: ArticleOrder, *, undated: bool = False) -> OrderedArticles:
        """See `PassageStore`."""
        return self._lists.ordered(filters, order, undated=undated)

    def window_vectors(self, rows: Rows) -> WindowVectors:
        """See `PassageStore`."""
        block = self._reader.passages(rows)
        return WindowVectors(block.int8_vectors, block.vectors.counts)

    def occurrences(self, rows: Rows, terms: Sequence[QueryTerm], *, in_articles: bool = True) -> Occurrences:
        """See `PassageStore`."""
        articles = self._articles(block := self._reader.passages(rows))
        words = self._reader.article_words(np.unique(articles)) if in_articles else None
        return count_occurrences(block, terms, articles, words)

    def metadata(self, rows: Rows) -> Metadata:
        """See `PassageStore`."""
        block, at = self._reader.located(rows)
        days = block.column("day")[at].astype(np.int32)
        return Metadata(self._articles(block)[at], list(block.sources[at]), days)

    def languages(self, rows: Rows) -> list[str]:
        """See `PassageStore`."""
        block, at = self._reader.located(rows)
        return list(block.languages[at])

    def boilerplate(self, rows: Rows) -> Rows:
        """See `PassageStore`. What is boilerplate was decided when the generation was published."""
        block, at = self._reader.located(rows)
        return rows[np.isin(block.keys[at], self._boilerplate_keys)]

    def expect_vector(self) -> None:
        """See `PassageStore`. The engine has them loaded."""

    def prefetch(self, rows: Rows) -> None:
        """See `PassageStore`."""
        self._texts.prefetch(np.unique(self._article_keys(rows)).tolist())

    def passage(self, row: int) -> Passage:
        """See `PassageStore`."""
        (block, at), article = self._one(row), self.article_of(row)
        number, start, end = (block.value(at, name) for name in ("number", "start", "end"))
        return Passage(article.id, number, start, end, article.text[start:end])

    def neighbours(self, row: int, reach: int) -> list[Passage]:
        """See `PassageStore`."""
        block, at = self._one(row)
        number = block.value(at, "number")
        around = cut(self.article_of(row))[max(0, number - reach) : number + 1 + reach]
        return [passage for passage in around if passage.number != number]

    def window_spans(self, row: int) -> list[Span]:
        """See `PassageStore`."""
        block, at = self._one(row)
        return [(start, end) for start, end in block.spans.of(at).tolist()]

    def article_of(self, row: int) -> Article:
        """See `PassageStore`."""
        return self._texts.article(int(self._article_keys(np.array([row]))[0]))

    def ids(self) -> list[str]:
        """See `PassageStore`."""
        return self._lists.ids()

    def article(self, article_id: str) -> Article | None:
        """See `PassageStore`."""
        found = self._find(article_id)
        return found[0] if found else None

    def passages_of(self, article_id: str) -> list[Passage]:
        """See `PassageStore`."""
        found = self._find(article_id)
        return cut(found[0]) if found else []

    def rows_of(self, article_id: str) -> Rows:
        """See `PassageStore`."""
        return found[1] if (found := self._find(article_id)) else NO_ROWS

    def counts(self, facet: str, filters: Filter = Filter()) -> dict[str, int]:  # noqa: B008  # frozen
        """See `PassageStore`."""
        return self._lists.counts(facet, filters)

    def status(self) -> Status:
        """The status of the index when it was published."""
        name = f"{self.published.prefix}/status"
        told = orjson.loads(read_blob(self._engine, name, self.published.parts[name]))
        try:
            return Status(**told)
        except TypeError:
            address = self._engine.address
            raise EngineError(
                f"the engine at {address} was filled by another version of nutgraf, which counts otherwise; "
                f"run: nutgraf publish --replace --to {address}"
            ) from None

    def days(self) -> tuple[date, date] | None:
        """See `PassageStore`."""
        return self.published.days

    @property
    def _has_dead(self) -> bool:
        return bool(len(self._places.dead_keys))

    @cached_property
    def _boilerplate_keys(self) -> NDArray[np.uint64]:
        name = f"{self.published.prefix}/boilerplate"
        return np.frombuffer(read_blob(self._engine, name, self.published.parts[name]), np.uint64)

    def _where(self, filters: Filter, among: Selection | None, key: str) -> str:
        """Write the expression of what lives, passes `filters` and is selected; `key` is the field of its key."""
        parts = [self._live, matching(filters)]
        if among:
            parts.append(matching(among.filters))
            parts += [none_of(matching(excluded)) for excluded in among.without]
            held = [self._phrases.matches(phrase) for phrase in among.phrases]
            if among.phrases:
                parts.append(f"{key} in {self._listed(np.unique(np.concatenate(held)))}")
            lacking = [self._phrases.matches(phrase) for phrase in among.without_phrases]
            parts += [none_of(f"{key} in {self._listed(rows)}") for rows in lacking if len(rows)]
        return all_of(parts)

    def _listed(self, rows: Rows) -> str:
        return listed(self._places.passages.keys(rows).tolist())

    def _occurring(self, rows: Rows, terms: Sequence[QueryTerm]) -> Occurrences:
        return self.occurrences(rows, terms, in_articles=False)

    def _articles(self, block: EvidenceBlock) -> Rows:
        """int64 ``(n,)``: the number of each passage's article."""
        return self._places.first_articles(block.rows) + block.column("article")

    def _article_keys(self, rows: Rows) -> Rows:
        block, at = self._reader.located(np.asarray(rows, np.int64))
        return self._places.articles.keys(self._articles(block)[at])

    def _one(self, row: int) -> tuple[EvidenceBlock, int]:
        """A block that holds the evidence of a row, and its place there."""
        block, at = self._reader.located(np.array([row], np.int64))
        return block, int(at[0])

    def _find(self, article_id: str) -> tuple[Article, Rows] | None:
        """Find the live article with that id, and its rows."""
        same_key = f"key == {key_code(article_id)}"  # ids may share a key
        for row in self._engine.matching("articles", same_key, ["first", "passages"]):
            if self._places.is_live(np.array([row["id"]]))[0]:
                article = self._texts.article(row["id"])
                if article.id == article_id:
                    first = self._places.passages.numbers(np.array([row["id"] >> 32 << 32]))[0] + row["first"]
                    return article, np.arange(first, first + row["passages"], dtype=np.int64)
        return None
