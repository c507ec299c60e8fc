"""Fixtures for tests of the asking side: a nasty alphabet, hits made by hand, and an index with a Searcher on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from material.judged_sets import write_set
from material.thirty_stories import STORIES
from nutgraf.corpus.article import Article
from nutgraf.corpus.passages import cut
from nutgraf.index.filter import Filter
from nutgraf.index.profile import RankingProfile
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.search.library.searcher import Searcher
from nutgraf.search.query.parsed import ParsedQuery
from nutgraf.search.ranking.relevance.verdict import Verdict
from nutgraf.search.ranking.results import Hit, Result
from small_indexes.fakes import FakeEmbedder, index_at


class CountingEmbedder(FakeEmbedder):
    """Remembers the questions, too."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.questions: list[str] = []

    def queries(self, texts: Sequence[str]) -> Any:
        self.questions += texts
        return super().queries(texts)


@pytest.fixture
def embedder() -> CountingEmbedder:
    return CountingEmbedder()


@pytest.fixture
def folder(tmp_path: Path) -> IndexFolder:
    return IndexFolder(tmp_path / "index")


@pytest.fixture
def add(folder: IndexFolder, embedder: CountingEmbedder) -> Callable[..., None]:
    """Index articles in `folder`, as one more generation."""

    def add(articles: Iterable[Article], embedder: FakeEmbedder = embedder) -> None:
        index_at(folder.path, articles, embedder)

    return add


@pytest.fixture
def searcher(folder: IndexFolder, add: Callable[..., None], embedder: CountingEmbedder) -> Callable[..., Searcher]:
    """A Searcher over an index of these articles that stays as it is; the model has forgotten what it embedded."""

    def searcher(articles: Iterable[Article], profile: RankingProfile | None = None) -> Searcher:
        add(articles)
        embedder.texts.clear()
        embedder.questions.clear()
        return Searcher(folder.path, embedder=embedder, follow=False, profile=profile)

    return searcher


@pytest.fixture(scope="session")
def result() -> Callable[..., Result]:
    """A result whose hits are the first passages of these articles."""

    def result(*articles: Article, query: str = "who?", filters: Filter = Filter(), **scores: Any) -> Result:  # noqa: B008
        given = {"score": 0.75, "cosine": -0.25, "bm25": 3.5} | scores
        hits = []
        for rank, article in enumerate(articles, start=1):
            first = cut(article)[0]
            hits.append(Hit(rank, passage=first, article=article, highlight=(0, len(first.text)), **given))
        verdict = Verdict("weak", 0.5, 0.5, "the reason")
        return Result(query, filters, "hybrid", ParsedQuery(), verdict, 7, 12, 34, "fake", tuple(hits))

    return result


@pytest.fixture
def judged_set(tmp_path: Path) -> Callable[..., Path]:
    """Writes a folder to evaluate; what is given replaces a file of it."""
    return partial(write_set, tmp_path / "set")


@pytest.fixture
def archive(searcher):
    """A `Searcher` over thirty stories."""
    return searcher(STORIES)
