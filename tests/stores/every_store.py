"""Every kind of `PassageStore`, over the same stories. A new store joins by one line in `STORES`."""

from __future__ import annotations

import os
from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st
from nutgraf.corpus.article import Article
from nutgraf.index.engine.publisher import publish
from nutgraf.index.profile import RankingProfile
from nutgraf.index.retrieval.local_store import LocalStore
from nutgraf.index.segments.folder import IndexFolder
from small_indexes.fakes import FakeEmbedder, index_at
from stores.memory_store import MemoryStore
from stores.sharded_store import ShardedStore
from systems.milvus_lite import HAS_ENGINE, new_archive, store_at

PROFILE = RankingProfile()
DISTANT = RankingProfile(boilerplate_closeness=9)
"""With this, no paragraph is about its stories: the quick model finds all texts near each other."""
WIRE = "The ferry sank off Skarrow on Sunday night with 214 people on board, the coastguard said, and rescuers came."
PLUG = "Sign up here for our morning letter."
WORDS = [
    "storm",
    "court",
    "mayor",
    "river",
    "vote",
    "train",
    "fire",
    "school",
    "harbour",
    "strike",
    "ice",
    "bell",
    "glacier",
]


def story(number: int) -> Article:
    """A story with a title, sentences that share words with others, and all that can be filtered by."""
    picks = [WORDS[(number * 7 + step * step) % len(WORDS)] for step in range(12)]
    paragraphs = [
        f"{' '.join(picks[:4])}. Then the {picks[5]} came.",
        f"Number {number} said {picks[5]}. {' '.join(picks[6:])}.",
        *([WIRE] if number % 5 == 0 else []),
        *([PLUG] if number % 2 else []),
    ]
    zone = timezone(timedelta(hours=(number % 5) * 3 - 6))
    return Article(
        id=f"s{number}",
        title=f"The {picks[0]} of {picks[1]}" if number % 3 else "",
        text="\n\n".join(paragraphs),
        published=datetime(2023, 1, 1 + number, 23, 30, tzinfo=zone) if number % 7 else None,
        source=("Herald", "The Gazette", "")[number % 3],
        categories=tuple(picks[: number % 3]),
        authors=("Ada Berg", "Bo Cole", "Éva Dé")[: number % 4],
        language=("", "en", "en-GB")[number % 3],
    )


ARTICLES = [story(number) for number in range(24)]


def local(articles, place, profile=PROFILE):
    """Segments on disk: two, and tombstones of what was there before."""
    folder = IndexFolder(place)
    before = [Article(id=article.id, text="An earlier edition of the storm.") for article in articles[::4]]
    for some in (before, articles[: len(articles) // 2], articles[len(articles) // 2 :]):
        index_at(folder.path, some)
    return LocalStore(folder.open(), profile)


def memory(articles, _, profile=PROFILE):
    return MemoryStore(articles, FakeEmbedder(), profile)


def engine(articles, place, profile=PROFILE):
    """A generation that was published over two earlier ones, with tombstones of what was there before."""
    folder = IndexFolder(place)
    uri = new_archive(os.environ[ENGINE])
    before = [Article(id=article.id, text="An earlier edition of the storm.") for article in articles[::4]]
    for some in (before, articles[: len(articles) // 2], articles[len(articles) // 2 :]):
        index_at(folder.path, some)
        publish(folder, uri)
    return store_at(uri, profile)


def shards(articles, place, profile=PROFILE):
    """Three indexes that hold a part of the articles each; one of them nothing where there are few."""
    size = -(-len(articles) // 3)
    parts = [articles[start : start + size] for start in range(0, 3 * size, size)]
    folders = [IndexFolder(index_at(place / str(number), part)) for number, part in enumerate(parts)]
    return ShardedStore([folder.open() for folder in folders], profile)


ENGINE = "NUTGRAF_TESTS_ENGINE"
STORES = {"local": local, "memory": memory, "shards": shards} | ({"engine": engine} if HAS_ENGINE else {})


# Every store against the other, over the whole pipeline.

texts = st.lists(
    st.lists(st.sampled_from([*WORDS[:6], "the", "of", "storms.", "Said."]), min_size=1, max_size=7).map(" ".join),
    min_size=1,
    max_size=3,
).map("\n\n".join)
