"""Embedding on a real Ray cluster of several nodes: one is killed in mid-job, and nothing is lost or counted twice."""

import importlib.util
import json
import os
import subprocess
import sys
from contextlib import contextmanager

import nutgraf
import pytest
from running.processes import TESTS, clean_environment
from small_indexes.fakes import FakeEmbedder

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not importlib.util.find_spec("ray"), reason="no Ray: pip install 'nutgraf[ray]'"),
]


@contextmanager
def network_namespace():
    """A network of its own, with loopback alone; skips where there are no rights for one."""
    name = f"nutgraf-{os.getpid()}"
    if subprocess.run(["ip", "netns", "add", name], capture_output=True).returncode:
        pytest.skip("no rights for a network namespace, in which Ray listens")
    try:
        subprocess.run(["ip", "netns", "exec", name, "ip", "link", "set", "lo", "up"], check=True)
        yield ["ip", "netns", "exec", name]
    finally:
        subprocess.run(["ip", "netns", "delete", name], check=True)


def on_cluster(source, to, **environment):
    with network_namespace() as inside:
        done = subprocess.run(
            [*inside, sys.executable, str(TESTS / "systems" / "ray_cluster.py"), str(source), str(to)],
            env=clean_environment(RAY_worker_niceness=0, **environment),  # else other tests beside it starve it
            capture_output=True, text=True, timeout=900,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    [told] = [line for line in done.stdout.splitlines() if line.startswith("{")]  # Ray may tell of the killed node, too
    return json.loads(told)


@pytest.fixture
def news(tmp_path):
    news = tmp_path / "news"
    news.mkdir()
    for file in range(4):
        stories = [
            {"id": f"s{file}-{n}", "title": f"Story {n}", "text": f"Otters at mill {n} of {file}.\n\nA storm."}
            for n in range(8)
        ]
        (news / f"{file}.jsonl").write_text("".join(json.dumps(it) + "\n" for it in stories))
    return news


def answers(index):
    searcher = nutgraf.open(index, embedder=FakeEmbedder())
    found = [searcher.search(question, k=20).to_dict() for question in ("otters at mill 3", "a storm came", "story 7")]
    assert all(it["hits"] for it in found)
    return [{**it, "generation": 0, "index": {**it["index"], "generation": 0}} for it in found]


def test_a_node_is_killed_and_the_whole_json_is_that_of_one_index(news, tmp_path):
    done = on_cluster(news, tmp_path / "parts")
    assert (len(done["killed"]), len(done["nodes"]), len(done["blocks"]), done["articles"]) == (1, 2, 16, 32)
    assert done["devices"] == ["None"]
    folders = sorted(path for path in (tmp_path / "parts").iterdir() if not path.name.startswith("."))
    assert [path.name for path in folders] == done["blocks"]
    assert nutgraf.adopt(tmp_path / "index", folders).new == 32
    nutgraf.add_files(tmp_path / "once", [news], embedder=FakeEmbedder())
    assert answers(tmp_path / "index") == answers(tmp_path / "once")
    assert nutgraf.check(tmp_path / "index") == []


def test_gpus_embed_where_there_are_some(news, tmp_path):
    done = on_cluster(news, tmp_path / "parts", NUTGRAF_TESTS_GPUS="1")
    assert (done["devices"], done["articles"]) == (["cuda"], 32)
