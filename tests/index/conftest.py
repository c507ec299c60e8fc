"""Fixtures for tests of the index: a folder, adding and removing articles, and the answers of all legs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nutgraf.corpus.article import Article
from nutgraf.corpus.sourced import SourcedArticle
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.segments.snapshot import Snapshot
from nutgraf.index.writing import build
from nutgraf.index.writing.report import Report
from nutgraf.index.writing.write_policy import WritePolicy
from small_indexes.fakes import FakeEmbedder, passage_at
from small_indexes.legs import DenseLeg, LexicalLeg

WORDS = "storm court mayor river vote train fire school harbour strike glacier budget museum virus wheat bridge"
QUESTIONS = ("the mayor and the river", "storm", "who won the vote on the budget?", "harbour strike fire")


def _story(number: int, edition: int = 0) -> Article:
    words = WORDS.split()
    picks = [words[(number * 7 + edition * 3 + step * step) % len(words)] for step in range(12)]
    paragraphs = [" ".join(picks[:4]), f"Number {number} said: {' '.join(picks[4:])}", "These words stand everywhere."]
    if number % 5 == 0:
        paragraphs.append(" ".join(f"{word} {number} {turn}." for turn in range(20) for word in picks[:8]))
    return Article(
        id=f"s{number}",
        title=f"{picks[0]} and {picks[1]}".title(),
        text="\n\n".join(paragraphs),
        source=("Herald", "Gazette", "")[number % 3],
        categories=(words[number % 4],),
    )


def _sourced(articles: Iterable[Article], origin: str) -> list[SourcedArticle]:
    return [SourcedArticle(article, origin, origin, line) for line, article in enumerate(articles, start=1)]


def _answers(
    snapshot: Snapshot, embedder: FakeEmbedder | None = None, k: int = 10
) -> list[list[tuple[str, tuple[float, ...], str]]]:
    rankings = []
    model = embedder or FakeEmbedder()
    for make_leg in (
        lambda question: DenseLeg(snapshot, model, question),
        lambda question: LexicalLeg(snapshot, question),
    ):
        for question in QUESTIONS:
            leg = make_leg(question)
            ranking = leg.retrieve(k)
            passages = []
            for row, score in zip(ranking.rows.tolist(), ranking.scores.tolist(), strict=True):
                passage, evidence = passage_at(snapshot, row), leg.score(np.array([row]))
                signals = (signal.item() for signal in (evidence.score, *evidence.signals.values()))
                passages.append((passage.id, (score, *signals, *evidence.windows.tolist()), passage.text))
            rankings.append(passages)
    return rankings


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Skip fsync, as no test loses power; tests of fsync replace it again."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def folder(tmp_path: Path) -> IndexFolder:
    return IndexFolder(tmp_path / "index")


@pytest.fixture
def embedder() -> FakeEmbedder:
    return FakeEmbedder()


@pytest.fixture(scope="session")
def story() -> Callable[..., Article]:
    """Make the story of a number and an edition: three paragraphs, and sometimes a fourth of several windows."""
    return _story


@pytest.fixture(scope="session")
def sourced() -> Callable[..., list[SourcedArticle]]:
    """Make sourced articles, as read from a file with that name."""
    return lambda articles, origin="a.jsonl": _sourced(articles, origin)


@pytest.fixture(scope="session")
def answers() -> Callable[..., list[Any]]:
    """Rank every question with each leg of a snapshot: passage ids, all exact scores, and texts."""
    return _answers


@pytest.fixture(scope="session")
def stored() -> Callable[[Snapshot], dict[str, Article]]:
    """Read the live articles of a snapshot by id, in row order."""

    def stored(snapshot: Snapshot) -> dict[str, Article]:
        articles = [segment.article(number) for segment, number in snapshot.each_article()]
        assert len({article.id for article in articles}) == len(articles) == snapshot.articles
        return {article.id: article for article in articles}

    return stored


@pytest.fixture
def policy() -> WritePolicy:
    """The policy of `add` and `remove`; a test module may override it, and a call may pass another."""
    return WritePolicy()


@pytest.fixture
def add(folder: IndexFolder, embedder: FakeEmbedder, policy: WritePolicy) -> Callable[..., Report]:
    """Index articles in `folder`."""

    def add(articles: Iterable[Article], origin: str = "a.jsonl", **options: Any) -> Report:
        return build.add(folder, _sourced(articles, origin), embedder, **{"policy": policy} | options)

    return add


@pytest.fixture
def remove(folder: IndexFolder, policy: WritePolicy) -> Callable[..., list[str]]:
    """Remove articles from `folder` by id."""
    return lambda *ids, **options: build.remove(folder, ids, **{"policy": policy} | options)
