"""Every store against the others, over the whole pipeline: the same hits, to the last digit."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nutgraf.corpus.article import Article
from nutgraf.index.filter import Filter
from nutgraf.index.profile import RankingProfile
from nutgraf.search.query.options import SearchOptions
from nutgraf.search.ranking.pipeline import answer
from nutgraf.search.ranking.reader import IndexReader
from small_indexes.fakes import FakeEmbedder
from stores.every_store import ARTICLES, PROFILE, STORES, WORDS, texts
from systems.milvus_lite import needs_engine

pytestmark = pytest.mark.usefixtures("server")

collections = st.lists(st.tuples(texts, st.sampled_from(["", "Storm court", "The mayor"])), min_size=1, max_size=9)
questions = st.lists(
    st.sampled_from([*WORDS[:6], "the", "who", '"storm court"', "Herald", "2023"]), min_size=1, max_size=6
).map(" ".join)


def hits_of(store, question, options, profile):
    result = answer(IndexReader(store, FakeEmbedder, profile), question, options)
    return result.to_dict() | {"index": None}


MODES = st.sampled_from(["hybrid", "dense", "bm25"])
WANTED = st.sampled_from(
    [Filter(), Filter(source=("herald",)), Filter(since=date(2023, 1, 3)), Filter(author=("Ada",))]
)
PROFILES = st.sampled_from([PROFILE, RankingProfile(pool=3)])


@settings(max_examples=settings.default.max_examples // 2)  # each makes three stores
@given(collections, questions, MODES, WANTED, st.booleans(), st.integers(1, 4), PROFILES)
def test_local_stores_give_the_same_hits_to_the_last_digit(drawn, question, mode, wanted, collapse, k, profile):
    compare(("local", "memory", "shards"), drawn, question, mode, wanted, collapse, k, profile)


@needs_engine
@settings(max_examples=settings.default.max_examples // 6)  # each publishes three times
@given(collections, questions, MODES, WANTED, st.booleans(), st.integers(1, 4), PROFILES)
def test_an_engine_gives_the_same_hits_to_the_last_digit(drawn, question, mode, wanted, collapse, k, profile):
    compare(("memory", "engine"), drawn, question, mode, wanted, collapse, k, profile)


def compare(names, drawn, question, mode, wanted, collapse, k, profile):
    articles = [
        Article(
            id=f"a{number}",
            text=text,
            title=title,
            source=("Herald", "")[number % 2],
            authors=("Ada",) * (number % 3 == 0),
            published=datetime(2023, 1, 1 + number, tzinfo=UTC) if number % 4 else None,
        )
        for number, (text, title) in enumerate(drawn)
    ]
    options = SearchOptions(k=k, mode=mode, filters=wanted, collapse=collapse, neighbours=1)
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as place:
        patch.setattr("os.fsync", lambda _: None)
        first, *others = [
            hits_of(STORES[name](articles, Path(place) / name, profile), question, options, profile) for name in names
        ]
    assert all(other == first for other in others)


@pytest.fixture(scope="module")
def stores(server, tmp_path_factory):  # noqa: ARG001
    """One of each kind."""
    place = tmp_path_factory.mktemp("stores")
    return [make(ARTICLES, place / name) for name, make in STORES.items()]


@pytest.mark.parametrize("mode", ["hybrid", "dense", "bm25"])
@pytest.mark.parametrize(
    "question",
    [
        "who won the vote on the budget?",
        'what did the Herald say of "the ferry sank" in January 2023?',
        "storm",
        "when did the ferry sink off Skarrow with 214 people?",
        "nothing of this is anywhere",
    ],
)
def test_the_shared_stories_give_the_same_hits_from_every_store(stores, question, mode):
    options = SearchOptions(k=30, mode=mode, neighbours=1, max_per_article=2)
    results = [hits_of(store, question, options, PROFILE) for store in stores]
    assert results[1:] == results[:1] * (len(STORES) - 1)
    assert results[0]["hits"] or mode == "bm25"
