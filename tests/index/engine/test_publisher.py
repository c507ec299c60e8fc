"""Publishing to an engine: what searches see meanwhile, after a kill at any step, and whatever the texts hold."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime

import numpy as np
import orjson
import pytest
from nutgraf.corpus.article import Article
from nutgraf.corpus.errors import EngineError, IndexLockedError, ModelMismatchError
from nutgraf.index.engine.generation import FORMAT, RECEIPT
from nutgraf.index.engine.lease import LEASE
from nutgraf.index.engine.milvus import Milvus
from nutgraf.index.engine.publisher import publish
from nutgraf.index.engine.schema import COLLECTIONS, NOTHING
from nutgraf.index.filter import Filter
from nutgraf.index.profile import RankingProfile
from nutgraf.index.retrieval.local_store import LocalStore
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.storage.file_lock import file_lock
from nutgraf.index.writing.build import remove
from nutgraf.search.query.options import SearchOptions
from nutgraf.search.ranking.pipeline import answer
from nutgraf.search.ranking.reader import IndexReader
from small_indexes.fakes import FakeEmbedder, index_at
from systems.milvus_lite import WRITES, needs_engine, new_archive, published, store_at

pytestmark = needs_engine
PROFILE = RankingProfile()
QUESTIONS = ("storm at the harbour", '"mayor of Skarrow" said', "ferry", "what did the Herald say of the vote?")


def story(number, text=""):
    return Article(
        id=f"s{number}",
        title=f"The vote of day {number}" if number % 2 else "",
        text=text
        or f"A storm hit the harbour, the mayor of Skarrow said.\n\nFerry {number} sank. Nobody won the vote.",
        source=("Herald", "Gazette", "")[number % 3],
        published=datetime(2023, 1, 1 + number % 28, tzinfo=UTC) if number % 4 else None,
        authors=("Ada Berg",) * (number % 2),
    )


@pytest.fixture
def index(tmp_path):
    """Two segments."""
    place = tmp_path / "index"
    for some in ([story(number) for number in range(24)], [story(number) for number in range(24, 27)]):
        index_at(place, some)
    return place


@pytest.fixture
def uri(engine_server_uri):
    return new_archive(engine_server_uri)


def answers(store, questions=QUESTIONS, **options):
    reader = IndexReader(store, FakeEmbedder, PROFILE)
    return [answer(reader, question, SearchOptions(k=30, **options)).to_dict()["hits"] for question in questions]


def local(place):
    return answers(LocalStore(IndexFolder(place).open(), PROFILE))


def counts(uri):
    engine = Milvus(uri)
    return {it.name: engine.count(it.name, 'id != ""' if it.named else "id >= 0") for it in COLLECTIONS}


def test_it_answers_as_the_index_and_publishing_again_sends_nothing(index, uri, monkeypatch):
    store = published(index, uri, PROFILE)
    assert answers(store) == local(index)
    monkeypatch.setattr(Milvus, "upsert", lambda *given, was=Milvus.upsert: _only_the_lease(was, *given))
    assert publish(IndexFolder(index), uri).written == 0


def _only_the_lease(upsert, engine, collection, rows, *more):
    assert [row["id"] for row in rows] == [LEASE]
    upsert(engine, collection, rows, *more)


def test_only_new_segments_are_sent_and_a_generation_is_seen_whole(index, uri):
    before = published(index, uri, PROFILE)
    expected = answers(before)
    index_at(index, [story(28), story(3, "The mayor resigned after the storm.")])
    report = publish(IndexFolder(index), uri)
    assert report.written <= 1
    assert answers(before) == expected  # a search that goes on meanwhile
    assert answers(store_at(uri, PROFILE)) == local(index) != expected


def test_what_was_removed_is_found_no_more_and_is_deleted_by_the_publication_after(index, uri):
    publish(IndexFolder(index), uri)
    before = counts(uri)
    remove(IndexFolder(index), ["s2"])
    assert publish(IndexFolder(index), uri).swept == 0
    store = store_at(uri, PROFILE)
    assert store.article("s2") is None
    assert "s2" not in store.ids()
    assert answers(store) == local(index)
    assert counts(uri)["passages"] == before["passages"]
    assert publish(IndexFolder(index), uri).swept == 1
    assert counts(uri)["passages"] == before["passages"] - 2
    assert answers(store_at(uri, PROFILE)) == answers(store) == local(index)
    assert publish(IndexFolder(index), uri).swept == 0


def test_segments_that_were_merged_are_dropped_by_the_publication_after(index, uri):
    for number in range(30, 36):
        index_at(index, [story(number, f"Ferry {number} came to the harbour.")])
        publish(IndexFolder(index), uri)
        assert answers(store_at(uri, PROFILE)) == local(index)
    publish(IndexFolder(index), uri)
    snapshot = IndexFolder(index).open()
    assert len(Milvus(uri).partitions()) == len(snapshot.segments)


class Killed(BaseException):
    """What no code of ours catches."""


@contextmanager
def killed_at(step):
    """End a publication at its write number `step`; nothing is written from then on."""
    made = 0

    def counted(write):
        def wrapped(*given):
            nonlocal made
            made += 1
            if made >= step:
                raise Killed
            return write(*given)

        return wrapped

    with pytest.MonkeyPatch.context() as patch:
        for name in WRITES:
            patch.setattr(Milvus, name, counted(getattr(Milvus, name)))
        yield lambda: made


def test_a_publication_that_was_killed_at_any_step_is_finished_by_the_next(index, uri, engine_server_uri):
    publish(IndexFolder(index), uri)
    expected_before = answers(store_at(uri, PROFILE))
    index_at(index, [story(29), story(5, "The harbour is closed, the Herald said of the vote.")])
    remove(IndexFolder(index), ["s1"])
    expected = local(index)
    whole = new_archive(engine_server_uri)
    with killed_at(10**9) as steps:
        publish(IndexFolder(index), whole)
    kills = 0
    for step in range(2, steps() + 1, 3):
        with killed_at(step), suppress(Killed):  # what was written before is not written again
            publish(IndexFolder(index), uri)
            kills -= 1
        kills += 1
        assert answers(store_at(uri, PROFILE)) in (expected_before, expected)
        if step % 9 == 5:
            break_off = new_archive(engine_server_uri)
            with killed_at(step), pytest.raises(Killed):
                publish(IndexFolder(index), break_off)
            assert answers(published(index, break_off, PROFILE)) == expected
    assert kills > 3
    for _ in range(2):
        publish(IndexFolder(index), uri)
        assert answers(store_at(uri, PROFILE)) == expected
    publish(IndexFolder(index), whole)
    same = ("articles", "passages", "windows", "terms")
    assert {name: counts(uri)[name] for name in same} == {name: counts(whole)[name] for name in same}


def test_another_model_and_an_older_generation_are_refused_in_one_line(index, uri, tmp_path):
    publish(IndexFolder(index), uri)
    other = index_at(tmp_path / "other", [story(1)], FakeEmbedder("other"))
    with pytest.raises(ModelMismatchError, match=r"^the engine at .* holds vectors of fake .*--replace$"):
        publish(IndexFolder(other), uri)
    older = index_at(tmp_path / "older", [story(1)])
    with pytest.raises(EngineError, match=r"holds generation \d+, newer than 1 of .*--replace$"):
        publish(IndexFolder(older), uri)
    assert answers(store_at(uri, PROFILE)) == local(index)
    publish(IndexFolder(other), uri, replace=True)
    assert store_at(uri, PROFILE).generation.articles == 1


def test_what_another_nutgraf_published_is_refused_until_it_is_replaced(index, uri):
    expected = answers(published(index, uri, PROFILE))
    receipt = orjson.dumps({"format": FORMAT - 1, "name": "older", "count": 1}).decode()
    Milvus(uri).upsert("blobs", [{"id": RECEIPT, "data": receipt, "nothing": NOTHING}])
    for use in (publish, lambda _, uri: store_at(uri, PROFILE)):
        with pytest.raises(EngineError, match=r"by another version of nutgraf; .* publish --replace --to \S+$"):
            use(IndexFolder(index), uri)
    publish(IndexFolder(index), uri, replace=True)
    assert answers(store_at(uri, PROFILE)) == expected


def test_a_second_publisher_is_refused(index, uri):
    with file_lock(index / "PUBLISHING", wait=False), pytest.raises(IndexLockedError, match="being published"):
        publish(IndexFolder(index), uri)
    engine = Milvus(uri)
    data = orjson.dumps({"owner": "other:/archive", "until": datetime.now(UTC).timestamp() + 50}).decode()
    engine.upsert("blobs", [{"id": LEASE, "data": data, "nothing": NOTHING}])
    with pytest.raises(EngineError, match=r"^other:/archive is publishing to .*; wait"):
        publish(IndexFolder(index), uri)


HOSTILE = [
    "prud'homm",
    '"] or id >= 0 or ["',
    "back\\slash %_*",
    "line\nbreak\ttab",
    "日本 Ωmega\u202e",
    "a" * 9_000,
    "{expr} $params",
]


def test_whatever_names_ids_and_questions_hold_filters_are_exact(tmp_path, uri):
    articles = [
        Article(id=f"{name}#{number}", title=name, text=f"Of {name[:90]} and a storm.", source=name,
                authors=(name, "Bo"), categories=(name,))
        for number, name in enumerate(HOSTILE)
    ]  # fmt: skip
    place = index_at(tmp_path / "index", articles)
    store, own = published(place, uri, PROFILE), LocalStore(IndexFolder(place).open(), PROFILE)
    for article, name in zip(articles, HOSTILE, strict=True):
        assert store.article(article.id) == article
        assert store.rows_of(article.id).tolist() == own.rows_of(article.id).tolist()
        for wanted in (Filter(source=(name,)), Filter(author=(name,)), Filter(category=(name.upper(),))):
            assert answers(store, (name, f'"{name}"'), filters=wanted) == answers(
                own, (name, f'"{name}"'), filters=wanted
            )
            assert store.counts("source", wanted) == own.counts("source", wanted) == {name: 1}
    assert [name for name in store.ids() if len(name) < 400] == own.ids()  # which lists no longer ones
    for facet in ("source", "author", "category"):
        assert store.counts(facet) == own.counts(facet)


def test_values_that_are_longer_than_a_string_of_milvus_are_split(tmp_path, uri):
    draw = np.random.default_rng(0)
    words = [f"w{number}" for number in draw.integers(0, 9_000, 15_000)]
    articles = [Article(id="long", text="A storm. " + " ".join(words)), story(1)]
    place = index_at(tmp_path / "index", articles)
    store = published(place, uri, PROFILE)
    asked = (f'"{words[7]} {words[8]} {words[9]}"', words[-1], "storm")
    assert answers(store, asked) == answers(LocalStore(IndexFolder(place).open(), PROFILE), asked)
    assert store.article("long") == articles[0]


def test_an_empty_index_is_published_too(tmp_path, uri):
    place = index_at(tmp_path / "index", [story(1)])
    remove(IndexFolder(place), ["s1"])
    store = published(place, uri, PROFILE)
    assert answers(store) == [[]] * len(QUESTIONS)
    assert store.ids() == []
    assert store.passing(np.zeros(0, np.int64), Filter(since=date(2023, 1, 1))).tolist() == []
