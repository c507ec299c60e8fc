"""Searching an engine through the library, the commands and the server: the answers of the index, and clear errors."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time

import pytest
from nutgraf.corpus.article import Article
from nutgraf.corpus.errors import EngineError, ModelMismatchError
from nutgraf.index.engine.publisher import publish
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.search.library import engine_follower
from nutgraf.search.library.searcher import Searcher
from nutgraf.search.query.question import QuestionError
from nutgraf.search.servers.refusals import refusal_of
from running.processes import QUICK_COMMAND, clean_environment
from small_indexes.fakes import FakeEmbedder, index_at
from systems.milvus_lite import engine_server, needs_engine, new_archive

pytestmark = needs_engine
STORIES = [
    Article(id=f"s{number}", title="Storm", text=f"Storm {number} hit the harbour.\n\nFerry {number} sank off Skarrow.")
    for number in range(9)
]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    return index_at(tmp_path_factory.mktemp("archive") / "index", STORIES)


@pytest.fixture
def uri(engine_server_uri, index):
    uri = new_archive(engine_server_uri)
    publish(IndexFolder(index), uri)
    return uri


def test_it_follows_what_is_published_and_stays_where_it_is_told_to(uri, index, tmp_path, monkeypatch):
    monkeypatch.setattr(engine_follower, "_LOOKS_EVERY", 0)
    following = Searcher(engine=uri, embedder=FakeEmbedder())
    staying = Searcher(engine=uri, embedder=FakeEmbedder(), follow=False)
    assert following.search("ferry").to_dict() == Searcher(index, embedder=FakeEmbedder()).search("ferry").to_dict()
    place = index_at(tmp_path / "next", STORIES)
    index_at(place, [Article(id="new", text="A ferry came back to Skarrow.")])
    publish(IndexFolder(place), uri)
    assert "new#p0" in [hit.id for hit in following.search("ferry came back").hits]
    assert "new#p0" not in [hit.id for hit in staying.search("ferry came back").hits]
    assert staying.refresh()
    assert staying.search("ferry came back").to_dict() == following.search("ferry came back").to_dict()


def test_look_ups_lists_coverage_and_status_are_those_of_the_index(uri, index):
    here, there = Searcher(index, embedder=FakeEmbedder()), Searcher(engine=uri, embedder=FakeEmbedder())
    assert there.article("s3") == STORIES[3]
    assert there.passages("s3") == here.passages("s3")
    assert there.list_articles(limit=4).to_dict() == here.list_articles(limit=4).to_dict()
    assert there.coverage("ferry").sources().to_dict() == here.coverage("ferry").sources().to_dict()
    assert there.like("s3").to_dict() == here.like("s3").to_dict()
    assert there.verify("ferry 3 sank", "s3#p1") == here.verify("ferry 3 sank", "s3#p1")
    assert there.status().to_dict() == here.status().to_dict() | {"settings": {}, "last_run": None}
    assert there.scrub_in_background() is None
    with pytest.raises(QuestionError, match="no history") as lacking:
        there.versions("s3")
    assert refusal_of(lacking.value).message == str(lacking.value)


def test_what_is_wrong_is_told_in_one_line(uri, engine_server_uri):
    with pytest.raises(ModelMismatchError, match="holds vectors of fake"):
        Searcher(engine=uri, embedder=FakeEmbedder("other")).search("ferry")
    with pytest.raises(EngineError, match="nothing was published"):
        Searcher(engine=new_archive(engine_server_uri))
    with pytest.raises(EngineError, match="is no address of an engine"):
        Searcher(engine="ftp://here")
    with pytest.raises(ValueError, match="folder of an index, or the address"):
        Searcher()


def test_an_engine_that_is_away_is_a_503_and_comes_back_by_itself(index, tmp_path, monkeypatch):
    monkeypatch.setenv("NUTGRAF_ENGINE_TIMEOUT", "2")
    monkeypatch.setattr(engine_follower, "_LOOKS_EVERY", 0)
    with engine_server(tmp_path / "engine") as uri:
        publish(IndexFolder(index), uri)
        searcher = Searcher(engine=uri, embedder=FakeEmbedder())
        expected = searcher.search("ferry").to_dict()
    with pytest.raises(EngineError, match="does not answer") as away:
        searcher.search("ferry")
    refusal = refusal_of(away.value)
    assert (refusal.status, refusal.code) == (503, "engine_away")
    assert uri not in refusal.message
    with engine_server(tmp_path / "engine", int(uri.rpartition(":")[2])):
        assert asked_until_it_answers(searcher) == expected


def asked_until_it_answers(searcher):
    """The client of the engine waits up to a few seconds before it tries the address again."""
    for _ in range(100):
        try:
            return searcher.search("ferry").to_dict()
        except EngineError:
            time.sleep(0.1)
    raise AssertionError("it did not come back")


def test_the_commands_publish_and_ask_an_engine(run, tmp_path, engine_server_uri):
    uri = new_archive(engine_server_uri)
    (tmp_path / "a.jsonl").write_text("".join(json.dumps({"id": it.id, "text": it.text}) + "\n" for it in STORIES))
    run("index", "a.jsonl")
    done = run("publish", "--to", uri)
    assert done.stdout == "1 segment written; generation 1 is published: 9 articles, 18 passages\n"
    asked = run("search", "ferry", "--format", "json", "--engine", uri)
    assert (asked.returncode, asked.stdout) == (0, run("search", "ferry", "--format", "json").stdout)
    assert run("show", "s3", NUTGRAF_ENGINE=uri).stdout == run("show", "s3").stdout
    away = run("search", "ferry", "--engine", "http://127.0.0.1:9", NUTGRAF_ENGINE_TIMEOUT="1")
    assert away.returncode == 3
    assert re.fullmatch(r"nutgraf: error: the engine at http://127.0.0.1:9 does not answer; .*\n", away.stderr)


def test_an_assistant_is_served_out_of_an_engine(uri):
    about = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "a test", "version": "1"}}
    asked = [("search", {"query": "ferry 3"}), ("changes", {"since": "2020-01-01"})]
    lines = [
        {"id": 0, "method": "initialize", "params": about},
        {"method": "notifications/initialized"},
        *(
            {"id": number, "method": "tools/call", "params": {"name": name, "arguments": arguments}}
            for number, (name, arguments) in enumerate(asked, 1)
        ),
    ]
    command = [sys.executable, "-c", QUICK_COMMAND, "mcp", "--engine", uri]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env=clean_environment(), **pipes) as process:
        process.stdin.write(b"".join(json.dumps({"jsonrpc": "2.0"} | line).encode() + b"\n" for line in lines))
        process.stdin.flush()
        found = [json.loads(process.stdout.readline()) for _ in range(3)]
        process.stdin.close()
    answers = {it["id"]: it["result"] for it in found}
    assert answers[1]["structuredContent"]["results"][0]["id"].startswith("s3")
    assert "an engine has no history" in answers[2]["content"][0]["text"]
