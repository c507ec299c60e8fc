"""How a server ends: told to, killed, or before it has begun; with nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import threading
from pathlib import Path

import httpx
import pytest
from nutgraf.corpus.article import Article
from nutgraf.search.servers.local_socket import SOCKET
from served import Served, alive, index_at, serving, wait_until

STORIES = [Article(id=f"s{number}", text=f"The mayor of town {number} spoke about the river.") for number in range(5)]


@pytest.fixture
def index(tmp_path) -> Path:
    return index_at(tmp_path / "index", STORIES)


@pytest.fixture
def hold(tmp_path) -> Path:
    """A file: while it is there, questions that say "held" wait."""
    (tmp_path / "hold").touch()
    return tmp_path / "hold"


def questions(served: Served, *texts: str) -> list[threading.Thread]:
    """Threads that ask; each gets `said`, the status or how the connection ended."""

    def ask(text: str) -> None:
        try:
            with served.client() as client:
                said = client.get("/search", params={"q": text}).status_code
        except httpx.TransportError as error:
            said = type(error).__name__
        threading.current_thread().said = said

    threads = [threading.Thread(target=ask, args=(it,)) for it in texts]
    for thread in threads:
        thread.start()
    return threads


def asked_of(served: Served) -> float:
    """How many questions have come; none of them is answered while they are held."""
    return served.figure("nutgraf_questions_together_sum") + served.figure("nutgraf_questions_waiting")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_with_all_its_processes_it_gives_the_answers_under_way(index, hold, number):
    with serving(index, "--workers", 1, FAKE_HOLD=hold) as served:
        family = [served.process.pid, *served.workers()]
        threads = questions(served, "held a", "held b")
        wait_until(lambda: asked_of(served) == 2)
        os.killpg(served.process.pid, number)
        wait_until(lambda: refuses(served))
        hold.unlink()
        assert served.wait() == (130 if number is signal.SIGINT else 0)
        for thread in threads:
            thread.join()
        assert [it.said for it in threads] == [200, 200]
        assert not (index / SOCKET).exists()
        wait_until(lambda: not any(map(alive, family)), 2)
    assert len(served.lines) == 1


def test_whoever_takes_longer_than_it_has_to_end_is_sent_away(index, hold):
    limits = json.dumps({"shutdown_timeout": 0.3})
    with serving(index, "--workers", 1, FAKE_HOLD=hold, FAKE_LIMITS=limits) as served:
        threads = questions(served, "held a")
        wait_until(lambda: asked_of(served) == 1)
        assert served.stop() == 0
        threads[0].join()
    assert threads[0].said == 503
    assert not any("Traceback" in line for line in served.lines)


def refuses(served: Served) -> bool:
    try:
        served.connect().close()
    except ConnectionRefusedError:
        return True
    return False


def test_a_second_ctrl_c_waits_for_nothing(index, hold):
    with serving(index, "--workers", 1, FAKE_HOLD=hold) as served:
        family = [served.process.pid, *served.workers()]
        threads = questions(served, "held a")
        wait_until(lambda: asked_of(served) == 1)
        served.process.send_signal(signal.SIGINT)
        wait_until(lambda: refuses(served))
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(5) == 130
        wait_until(lambda: not any(map(alive, family)), 2)
        threads[0].join()
        assert threads[0].said != 200
    assert len(served.lines) == 1


def test_a_server_that_is_killed_takes_its_workers_along_and_its_socket_is_no_hindrance(index, hold):
    with serving(index, "--workers", 2, FAKE_HOLD=hold) as served:
        threads = questions(served, "held a")
        wait_until(lambda: asked_of(served) == 1)
        workers = served.workers()
        assert len(workers) == 2
        served.process.kill()
        hold.unlink()
        wait_until(lambda: not any(map(alive, workers)), 2)
        threads[0].join()
    assert (index / SOCKET).exists()
    assert not any("Traceback" in line for line in served.lines)
    with serving(index, "--workers", 1) as after:
        assert (index / SOCKET).exists()
    assert not (index / SOCKET).exists()
    assert len(after.lines) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_while_it_starts_it_ends_soon_and_quietly(index, hold, number):
    served = Served(index, "--workers", 1, FAKE_HOLD=hold, FAKE_WARM_UP=1)
    try:
        wait_until(lambda: served.workers() and (index / SOCKET).exists())
        family = [served.process.pid, *served.workers()]
        os.killpg(served.process.pid, number)
        assert served.process.wait(10) == (130 if number is signal.SIGINT else 0)
        wait_until(lambda: not any(map(alive, family)), 2)
    finally:
        served.process.kill()
        served.wait()
        served.process.stdout.close()
        served.process.stderr.close()
    assert served.lines == []
    assert not (index / SOCKET).exists()
