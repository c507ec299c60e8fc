"""A real server on a bad day: nothing is lost, no generation is seen in part, and each failure is one line."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from nutgraf.corpus.article import Article
from nutgraf.corpus.errors import EngineError, IndexLockedError, ModelMismatchError
from nutgraf.index.engine.milvus import Milvus
from nutgraf.index.engine.publisher import publish
from nutgraf.index.engine.schema import COLLECTIONS
from nutgraf.index.filter import Filter
from nutgraf.index.profile import RankingProfile
from nutgraf.index.retrieval.local_store import LocalStore
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.writing.build import remove
from nutgraf.search.library import engine_follower
from nutgraf.search.library.searcher import Searcher
from nutgraf.search.query.options import SearchOptions
from nutgraf.search.ranking.pipeline import answer
from nutgraf.search.ranking.reader import IndexReader
from nutgraf.search.servers.refusals import refusal_of
from running.processes import TESTS, clean_environment
from small_indexes.fakes import FakeEmbedder, index_at
from systems.milvus_lite import new_archive, store_at

pytestmark = pytest.mark.slow
PROFILE = RankingProfile()
QUESTIONS = ("storm at the harbour", '"mayor of Skarrow" said', "what did the Herald say of the vote?")
PUBLISH = """
import sys
from pathlib import Path
from two_engines import words_in
from nutgraf.index.engine.publisher import publish
from nutgraf.index.segments.folder import IndexFolder
with words_in(sys.argv[3]):
    print("started", flush=True)
    publish(IndexFolder(Path(sys.argv[1])), sys.argv[2])
"""


def story(number, text=""):
    return Article(
        id=f"s{number}",
        title=f"The vote of day {number}" if number % 2 else "",
        text=text
        or f"A storm hit the harbour, the mayor of Skarrow said.\n\nFerry {number} sank. Nobody won the vote.",
        source=("Herald", "O'Gazette \"] or id >= 0", "")[number % 3],
        authors=("Ada Berg",) * (number % 2),
        categories=("Sea",) * (number % 4),
    )


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    return index_at(tmp_path_factory.mktemp("archive") / "index", [story(number) for number in range(60)])


@pytest.fixture(scope="module")
def grown(tmp_path_factory, index):
    """The same index, two commits later."""
    place = tmp_path_factory.mktemp("grown") / "index"
    subprocess.run(["cp", "-r", index, place], check=True)
    index_at(place, [story(70), story(5, "The harbour is closed, the Herald said of the vote.")])
    remove(IndexFolder(place), ["s1"])
    return place


@pytest.fixture
def uri(server):
    return new_archive(server.uri)


def answers(store, **options):
    reader = IndexReader(store, FakeEmbedder, PROFILE)
    return [answer(reader, question, SearchOptions(k=30, **options)).to_dict()["hits"] for question in QUESTIONS]


def local(place, **options):
    return answers(LocalStore(IndexFolder(place).open(), PROFILE), **options)


def counts(uri):
    engine = Milvus(uri)
    return {it.name: engine.count(it.name, 'id != ""' if it.named else "id >= 0") for it in COLLECTIONS}


def until(question, seconds=120):
    """Ask until the engine answers."""
    end = time.monotonic() + seconds
    while True:
        try:
            return question()
        except EngineError:
            assert time.monotonic() < end, "the engine did not come back"
            time.sleep(0.5)


def test_answers_and_filters_are_those_of_the_index(index, uri):
    publish(IndexFolder(index), uri)
    store = store_at(uri, PROFILE)
    for wanted in (
        Filter(),
        Filter(source=("Herald",)),
        Filter(source=("O'Gazette \"] or id >= 0", "none")),
        Filter(author=("ada berg",), category=("Sea",)),
        Filter(category=("Nowhere",)),
    ):
        assert answers(store, filters=wanted) == local(index, filters=wanted)
        assert store.counts("source", wanted) == LocalStore(IndexFolder(index).open(), PROFILE).counts("source", wanted)


def test_a_server_that_is_killed_while_published_to_loses_nothing(server, index, grown, uri, monkeypatch):
    monkeypatch.setenv("NUTGRAF_ENGINE_TIMEOUT", "60")
    publish(IndexFolder(index), uri)
    made = 0

    def killing(upsert, *given):
        nonlocal made
        made += 1
        if made == 9:
            server.kill()
        upsert(*given)

    with monkeypatch.context() as patch:
        patch.setattr(Milvus, "upsert", lambda *given, was=Milvus.upsert: killing(was, *given))
        with pytest.raises(EngineError, match="does not answer"):
            publish(IndexFolder(grown), uri)
    server.start()
    assert until(lambda: answers(store_at(uri, PROFILE))) in (local(index), local(grown))
    for _ in range(2):
        until(lambda: publish(IndexFolder(grown), uri))
        assert answers(store_at(uri, PROFILE)) == local(grown)
    whole = new_archive(server.uri)
    publish(IndexFolder(index), whole)
    for _ in range(3):
        publish(IndexFolder(grown), whole)
    same = ("articles", "passages", "windows")
    assert {name: counts(uri)[name] for name in same} == {name: counts(whole)[name] for name in same}


def test_a_server_that_is_killed_while_asked_is_a_503_and_comes_back_by_itself(server, index, uri, monkeypatch):
    monkeypatch.setenv("NUTGRAF_ENGINE_TIMEOUT", "30")
    monkeypatch.setattr(engine_follower, "_LOOKS_EVERY", 0)
    publish(IndexFolder(index), uri)
    searcher = Searcher(engine=uri, embedder=FakeEmbedder())
    expected = searcher.search("ferry").to_dict()
    server.kill()
    with pytest.raises(EngineError, match=r"^the engine at \S+ does not answer; [^\n]*$") as away:
        searcher.search("storm")
    assert refusal_of(away.value).status == 503
    server.start()
    assert until(lambda: searcher.search("ferry").to_dict()) == expected


def test_a_publisher_that_is_killed_at_any_moment_is_finished_by_the_next(index, grown, uri):
    publish(IndexFolder(index), uri)
    allowed = (local(index), local(grown))
    draw = random.Random(7)
    for _ in range(4):
        process = subprocess.Popen(
            [sys.executable, "-c", PUBLISH, str(grown), uri, os.environ["NUTGRAF_TESTS_WORDS"]], stdout=subprocess.PIPE,
            env=clean_environment() | {"PYTHONPATH": os.pathsep.join((str(TESTS), *sys.path))},
        )  # fmt: skip
        assert process.stdout
        process.stdout.readline()
        time.sleep(draw.uniform(0.1, 2))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert answers(store_at(uri, PROFILE)) in allowed
    publish(IndexFolder(grown), uri)
    assert answers(store_at(uri, PROFILE)) == local(grown)


def test_a_second_publisher_and_another_model_are_refused(index, grown, uri, tmp_path, monkeypatch):
    refused = []

    def meanwhile(upsert, *given):
        if not refused:
            refused.append("")
            with pytest.raises(IndexLockedError, match="is being published by another process"):
                publish(IndexFolder(index), uri)
            with pytest.raises(EngineError, match=r"is publishing to .*; wait"):
                publish(IndexFolder(grown), uri)
        upsert(*given)

    with monkeypatch.context() as patch:
        lease = Milvus.upsert
        patch.setattr(
            Milvus,
            "upsert",
            lambda *given: lease(*given) if given[1] == "blobs" else meanwhile(lease, *given),
        )
        publish(IndexFolder(index), uri)
    assert refused
    other = index_at(tmp_path / "other", [story(1)], FakeEmbedder("other"))
    with pytest.raises(ModelMismatchError, match="holds vectors of fake"):
        publish(IndexFolder(other), uri)
    assert answers(store_at(uri, PROFILE)) == local(index)
