"""A served index's bad days: updated, merged, rebuilt, damaged or removed while questions come."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from nutgraf.corpus.article import Article
from nutgraf.index.segments.folder import IndexFolder
from running.processes import wait_until
from running.servers import ServerProcess, code_of, serving
from small_indexes.fakes import index_at


def edition(number: int) -> list[Article]:
    """Make stories that all name their edition."""
    return [
        Article(
            id=f"s{story}",
            title=f"The river, part {story}",
            text=f"Edition {number}: the mayor spoke of a river.\n\nEdition {number}: a storm in town {story}.",
        )
        for story in range(8)
    ]


@pytest.fixture
def changing(tmp_path) -> Iterator[ServerProcess]:
    with serving(index_at(tmp_path / "index", edition(1)), "--workers", 2) as served:
        yield served


class Askers:
    """Threads that ask without pause, and keep the answers for checks afterwards."""

    def __init__(self, served: ServerProcess, threads: int = 3) -> None:
        self._served, self._stop = served, threading.Event()
        self.answers: list[tuple[int, bytes]] = []
        self._threads = [threading.Thread(target=self._ask) for _ in range(threads)]

    def _ask(self) -> None:
        with self._served.client() as client:
            while not self._stop.is_set():
                for path in ("/search?q=the river", "/articles/s3"):
                    response = client.get(path)
                    self.answers.append((response.status_code, response.content))

    def __enter__(self) -> Askers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def more(self) -> None:
        """Wait for six more answers."""
        enough = len(self.answers) + 6
        wait_until(lambda: len(self.answers) >= enough)


def editions_in(answer: dict) -> set[int]:
    passages = answer["hits"] if "hits" in answer else answer["passages"]
    return {int(hit["text"].split(":")[0].split()[1]) for hit in passages}


def test_an_index_that_is_updated_compacted_and_rebuilt_is_answered_from_whole(changing, run):
    index = IndexFolder(changing.index)
    written = {index.manifest().generation: 1}
    with Askers(changing) as askers:
        for number in range(2, 8):
            index_at(changing.index, edition(number))
            for generation in range(max(written) + 1, index.manifest().generation + 1):
                written[generation] = number
            askers.more()
        assert run("rebuild", "--index", changing.index).returncode == 0
        for generation in range(max(written) + 1, index.manifest().generation + 1):
            written[generation] = 7
        askers.more()
    seen = set()
    for status, body in askers.answers:
        assert status == 200, body
        answer = json.loads(body)
        [shown_edition] = editions_in(answer)
        if "index" in answer:
            assert written[answer["index"]["generation"]] == shown_edition
            seen.add(shown_edition)
    assert len(seen) > 3
    assert editions_in(changing.get("/search?q=the river").json()) == {7}
    assert len(changing.lines) == 1


def test_an_index_that_goes_is_told_of_and_one_that_comes_back_is_answered_from(changing):
    aside = changing.index.with_name("aside")
    changing.index.rename(aside)
    for path in ("/search?q=the river", "/ready", "/articles/s3", "/status"):
        answer = changing.get(path)
        assert (answer.status_code, code_of(answer)) == (503, "index_missing")
        assert answer.headers["retry-after"] == "5"
        assert str(changing.index.parent) not in answer.text
    assert changing.get("/healthz").status_code == 200
    assert changing.figure("nutgraf_index_generation") == 0
    shutil.rmtree(aside)
    index_at(changing.index, edition(2))
    assert editions_in(changing.get("/search?q=the river").json()) == {2}
    assert changing.get("/ready").status_code == 200


def test_a_generation_that_is_damaged_is_never_answered_from(changing):
    for name in ("MANIFEST", "articles.jsonl", "rows.safetensors", "words.safetensors", "vectors.safetensors"):
        before = changing.get("/search?q=the river").json()["index"]["generation"]
        intact = editions_in(changing.get("/search?q=the river").json())
        damage_the_next_generation(changing.index, name)
        for _ in range(2):
            answer = changing.get("/search?q=the river")
            if answer.status_code == 200:
                assert (editions_in(answer.json()), answer.json()["index"]["generation"]) == (intact, before), name
            else:
                assert (answer.status_code, code_of(answer)) == (503, "index_damaged"), name
                assert str(changing.index.parent) not in answer.text
        mended = index_at(changing.index.with_name("mended"), edition(3))
        shutil.rmtree(changing.index)
        mended.rename(changing.index)
        assert editions_in(changing.get("/search?q=the river").json()) == {3}, name
    assert not [line for line in changing.lines if "Traceback" in line or not line.startswith("nutgraf: ")]


ASKED = ("/status", "/articles/s3", "/passages/s3%23p0", "/search?q=the river", "/ready")
FETCH = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "fetch", "arguments": {"id": "s3"}}}
MCP_HEADERS = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}


@pytest.mark.parametrize("used", [True, False], ids=["after its first use", "before its first use"])
@pytest.mark.parametrize("name", ["rows.safetensors", "words.safetensors", "vectors.safetensors", "articles.jsonl"])
def test_a_file_that_is_truncated_in_place_costs_one_worker_at_most_for_an_answer(changing, name, used):
    for path in ASKED if used else ():
        assert changing.get(path).status_code == 200
    [truncated] = changing.index.glob(f"segments/*/{name}")
    os.truncate(truncated, 0)
    for path in ASKED * 2:
        answer = changing.get(path)
        if answer.status_code != 200:  # it needs none of what is gone
            assert (answer.status_code, code_of(answer)) == (503, "index_damaged"), (path, answer.text)
            assert "check --repair" in answer.json()["error"]["message"]
    with changing.client() as client:
        assert client.post("/mcp", json=FETCH, headers=MCP_HEADERS).status_code == 200
        assert "nutgraf_index_generation 1.0" in client.get("/metrics").text
        assert client.get("/healthz").status_code == 200
    assert changing.process.poll() is None
    assert all("check --repair" in line or "a worker process died" in line for line in changing.lines[1:])
    mended = index_at(changing.index.with_name("mended"), edition(3))
    shutil.rmtree(changing.index)
    mended.rename(changing.index)
    assert editions_in(changing.get("/search?q=the river").json()) == {3}
    assert changing.get("/status").status_code == 200


def damage_the_next_generation(index: Path, name: str) -> None:
    """Commit a generation with a damaged file."""
    fresh = shutil.copytree(index, index.with_name("fresh"), ignore=shutil.ignore_patterns("serve.sock"))
    index_at(fresh, edition(2))
    damaged = fresh / name if name == "MANIFEST" else max(fresh.glob(f"segments/*/{name}"))
    data = bytearray(damaged.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 8] = b"\xff" * 8
    damaged.write_bytes(data)
    shutil.copytree(fresh / "segments", index / "segments", dirs_exist_ok=True)
    (fresh / "MANIFEST").rename(index / "MANIFEST")
    shutil.rmtree(fresh)
