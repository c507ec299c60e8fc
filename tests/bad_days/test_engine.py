"""kill -9 of an engine and of publishers: a search sees a generation whole or says in one line what is wrong."""

from __future__ import annotations

import json
import shutil
from functools import partial

import pytest
from bad_days.commands import Forks
from nutgraf.corpus.article import Article
from nutgraf.index.engine.publisher import publish
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.writing.build import remove
from nutgraf.search.library.searcher import Searcher
from running.processes import wait_until
from running.servers import serving
from small_indexes.fakes import FakeEmbedder, index_at
from systems.milvus_lite import EngineProcess, needs_engine, new_archive

pytestmark = [needs_engine, pytest.mark.unix("fork")]
QUESTIONS = ("storm at the harbour", '"mayor of Skarrow" said', "ferry 3")


def story(number, text=""):
    return Article(
        id=f"s{number}",
        title=f"The vote of day {number}" if number % 2 else "",
        text=text or f"A storm hit the harbour, the mayor of Skarrow said.\n\nFerry {number} sank.",
        source=("Herald", "Gazette")[number % 2],
    )


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """An index of two segments."""
    place = tmp_path_factory.mktemp("before") / "index"
    for numbers in (range(12), range(12, 15)):
        index_at(place, map(story, numbers))
    return place


@pytest.fixture(scope="module")
def after(tmp_path_factory, before):
    """The same index with new, changed and removed articles."""
    place = tmp_path_factory.mktemp("after") / "index"
    shutil.copytree(before, place)
    index_at(place, [story(20), story(5, "The harbour is closed, the Herald said of the vote.")])
    remove(IndexFolder(place), ["s1"])
    return place


@pytest.fixture
def engine(tmp_path):
    """A server that can be killed."""
    server = EngineProcess(tmp_path / "engine")
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def publishers(tmp_path_factory):
    """Starts what publishes to an engine or asks it in a few milliseconds each."""
    with Forks(tmp_path_factory.mktemp("publishers"), fake=True, prepare="systems.milvus_lite.import_client") as forks:
        yield forks


def answers(index=None, **options):
    """Whole answers of an index, or of an engine."""
    searcher = Searcher(index, embedder=FakeEmbedder(), **options)
    return [searcher.search(question, k=30).to_dict() for question in QUESTIONS]


@pytest.mark.slow
def test_publish_is_killed_before_each_of_its_writes(engine_server_uri, before, after, publishers, tmp_path):
    expected, possible = answers(after), (answers(before), answers(after))
    seen, code = [], -9
    while code:
        uri = new_archive(engine_server_uri)
        publish(IndexFolder(before), uri)
        command = ("publish", "--index", after, "--to", uri)
        killed = publishers.run(*command, cwd=tmp_path, FAKE_ENGINE_KILL=f"{len(seen) + 1},0")
        code = killed.code
        assert (code, killed.stderr) in ((-9, ""), (0, ""))
        seen.append(possible.index(answers(engine=uri)))
        finished = publishers.run(*command, cwd=tmp_path)
        assert (finished.code, finished.complaints) == (0, "")
        assert answers(engine=uri) == expected
    assert seen == sorted(seen)
    assert len(seen) > 10


def test_an_engine_is_killed_while_asked_and_comes_back(engine, before, after, publishers, tmp_path):
    uri, quick = engine.uri, {"NUTGRAF_ENGINE_TIMEOUT": "5"}
    nutgraf = partial(publishers.run, cwd=tmp_path)
    publish(IndexFolder(before), uri)
    expected = nutgraf("search", "ferry 3", "--format", "json", "--engine", uri)
    with serving(before, "--engine", uri, "--workers", 1, **quick) as server:

        def ask():
            return server.get("/search?q=ferry+3")

        first = ask()
        assert first.status_code == 200
        engine.kill()
        away = ask()
        assert (away.status_code, away.headers["retry-after"]) == (503, "5")
        assert away.json()["error"]["code"] == "engine_away"
        for command in (("search", "ferry 3", "--engine", uri), ("publish", "--index", after, "--to", uri)):
            refused = nutgraf(*command, **quick)
            assert refused.code == 3
            assert refused.line.startswith(f"the engine at {uri} does not answer; ")
        engine.start()
        wait_until(lambda: ask().status_code == 200, 30)
        assert ask().json() == first.json()
        assert nutgraf("search", "ferry 3", "--format", "json", "--engine", uri) == expected

        engine.kill()  # and all is lost that it held
        engine.start(tmp_path / "fresh")
        assert ask().status_code == 503
        assert nutgraf("search", "ferry", "--engine", uri).line.startswith("nothing was published to the engine at ")
        publish(IndexFolder(after), uri)
        wait_until(lambda: ask().status_code == 200, 30)
        assert ask().json()["hits"] == json.loads(
            nutgraf("search", "ferry 3", "--format", "json", "--index", after).stdout
        )["hits"]  # fmt: skip


def test_an_engine_is_killed_while_published_to(engine, before, after, publishers, tmp_path):
    publish(IndexFolder(before), engine.uri)
    command = ("publish", "--index", after, "--to", engine.uri)
    refused = publishers.run(*command, cwd=tmp_path, FAKE_ENGINE_KILL=f"7,{engine.pid}", NUTGRAF_ENGINE_TIMEOUT=5)
    assert refused.code == 3
    assert refused.line.startswith(f"the engine at {engine.uri} does not answer; ")
    engine.start()
    assert answers(engine=engine.uri) == answers(before)
    assert publishers.run(*command, cwd=tmp_path).code == 0
    assert answers(engine=engine.uri) == answers(after)
