"""Shards behind the seam, and the index that adopted them, give the whole JSON of one index made at once."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from bad_days import news
from nutgraf.corpus.article import Article
from nutgraf.index.profile import RankingProfile
from nutgraf.index.retrieval.local_store import LocalStore
from nutgraf.index.segments.check import check
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.writing.adopting.adopt import adopt
from nutgraf.search.coverage.cover import cover
from nutgraf.search.coverage.like import find_like
from nutgraf.search.library.listing import list_articles
from nutgraf.search.query.options import SearchOptions
from nutgraf.search.ranking.pipeline import answer
from nutgraf.search.ranking.reader import IndexReader
from small_indexes.fakes import FakeEmbedder, index_at
from stores.sharded_store import ShardedStore

PROFILE = RankingProfile(pool=30, boilerplate_closeness=9)
WIRE = "The ferry sank off Skarrow on Sunday night with 214 people on board, the coastguard said, and rescuers came."
PLUG = "Sign up here for our morning letter."
QUESTIONS = (
    *news.QUESTIONS,
    'what did the Herald say of "the ferry sank" in 2023?',
    "how many people were on board of the ferry off Skarow?",
    "stor* in the harbour, not the museum",
    "nothing of this is anywhere",
)
SHARDS = 4


def articles():
    """A hundred stories; one of each outlet has a paragraph of a wire, every fifth one that stands everywhere."""
    for number in range(100):
        record = news.story(number)
        extra = [WIRE] * (number % 25 == 7) + [PLUG] * (number % 5 == 0)
        yield Article(
            id=record["id"],
            title=record["title"],
            text="\n\n".join([record["text"], *extra]),
            source=(*("Herald", "Gazette", "Courant"), "")[number % 4],
            authors=("Ada Berg",) * (number % 3 == 0),
            published=datetime(2023, 1, 1, tzinfo=UTC) + timedelta(hours=31 * number) if number % 9 else None,
        )


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    """One index; shards of the same articles; the index that adopted those. With what was there before, and is dead."""
    place = tmp_path_factory.mktemp("shards")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        every = list(articles())
        one = IndexFolder(index_at(place / "one", every))
        size = len(every) // SHARDS
        shards = []
        for start in range(0, len(every), size):
            part = every[start : start + size]
            index_at(place / f"{start}", [Article(id=it.id, text="An earlier storm of the ferry.") for it in part[::3]])
            shards.append(IndexFolder(index_at(place / f"{start}", part)))
        joined = IndexFolder(place / "joined")
        adopt(joined, shards)
        assert check(joined) == []
    return {
        "one": LocalStore(one.open(), PROFILE),
        "shards": ShardedStore([shard.open() for shard in shards], PROFILE),
        "joined": LocalStore(joined.open(), PROFILE),
    }


def answers(store, question, mode):
    """All that is told of a question, as JSON, but for the number of the generation."""
    reader = IndexReader(store, FakeEmbedder, PROFILE)
    options = SearchOptions(k=20, mode=mode, neighbours=1)
    coverage = cover(reader, question, options)
    listed = list_articles(store, filters=options.filters, sort="title", limit=0, undated=False, after=None)
    like = find_like(store, store.article("s7"), 10, options.filters, PROFILE)
    told = (answer(reader, question, options), *(getattr(coverage, it)() for it in ("timeline", "sources", "terms")))
    found = [it.to_dict() for it in (*told, listed, like)]
    for each in found:
        each["index"] = {**each["index"], "generation": 0}
    return [orjson.dumps(it) for it in found]


@pytest.mark.parametrize("mode", ["hybrid", "dense", "bm25"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_the_whole_json_is_that_of_one_index(stores, question, mode):
    expected = answers(stores["one"], question, mode)
    assert b'"hits":[{' in expected[0] or (mode == "bm25" and question == QUESTIONS[-1])
    assert answers(stores["shards"], question, mode) == expected
    assert answers(stores["joined"], question, mode) == expected
