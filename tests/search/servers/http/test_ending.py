"""The end of a server, stopped, killed, or stopped while it starts: it leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest
from nutgraf.corpus.article import Article
from nutgraf.search.servers.local_socket import SOCKET
from running.processes import wait_until
from running.servers import ServerProcess, alive, serving
from small_indexes.fakes import index_at

STORIES = [Article(id=f"s{number}", text=f"The mayor of town {number} spoke about the river.") for number in range(5)]


@pytest.fixture
def index(tmp_path) -> Path:
    return index_at(tmp_path / "index", STORIES)


@pytest.fixture
def hold(tmp_path) -> Path:
    """A file; while it exists, questions with the word "held" wait."""
    (tmp_path / "hold").touch()
    return tmp_path / "hold"


def questions(served: ServerProcess, *texts: str) -> list[threading.Thread]:
    """Ask each text in a thread, which gets `outcome`: the status, or the error of the connection."""

    def ask(text: str) -> None:
        try:
            with served.client() as client:
                outcome = client.get("/search", params={"q": text}).status_code
        except httpx.TransportError as error:
            outcome = type(error).__name__
        threading.current_thread().outcome = outcome

    threads = [threading.Thread(target=ask, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    return threads


def questions_received(served: ServerProcess) -> float:
    """Return the number of questions received; held ones are not answered yet."""
    return served.figure("nutgraf_questions_together_sum") + served.figure("nutgraf_questions_waiting")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_to_all_processes_stops_it_after_the_unfinished_answers(index, hold, number):
    with serving(index, "--workers", 1, fork=False, FAKE_HOLD=hold) as served:
        family = [served.process.pid, *served.workers()]
        threads = questions(served, "held a", "held b")
        wait_until(lambda: questions_received(served) == 2)
        os.killpg(served.process.pid, number)
        wait_until(lambda: refuses(served))
        hold.unlink()
        assert served.wait() == (130 if number is signal.SIGINT else 0)
        for thread in threads:
            thread.join()
        assert [thread.outcome for thread in threads] == [200, 200]
        assert not (index / SOCKET).exists()
        wait_until(lambda: not any(map(alive, family)))
    assert len(served.lines) == 1


def test_a_question_that_outlasts_the_shutdown_timeout_is_refused(index, hold):
    limits = json.dumps({"shutdown_timeout": 0.3})
    with serving(index, "--workers", 1, FAKE_HOLD=hold, FAKE_LIMITS=limits) as served:
        threads = questions(served, "held a")
        wait_until(lambda: questions_received(served) == 1)
        assert served.stop() == 0
        threads[0].join()
    assert threads[0].outcome == 503
    assert not any("Traceback" in line for line in served.lines)


def refuses(served: ServerProcess) -> bool:
    try:
        served.connect().close()
    except ConnectionRefusedError:
        return True
    return False


def test_a_second_ctrl_c_ends_it_at_once(index, hold):
    with serving(index, "--workers", 1, fork=False, FAKE_HOLD=hold) as served:
        family = [served.process.pid, *served.workers()]
        threads = questions(served, "held a")
        wait_until(lambda: questions_received(served) == 1)
        served.process.send_signal(signal.SIGINT)
        wait_until(lambda: refuses(served))
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(5) == 130
        wait_until(lambda: not any(map(alive, family)))
        threads[0].join()
        assert threads[0].outcome != 200
    assert len(served.lines) == 1


@pytest.mark.unix("AF_UNIX")
def test_the_workers_of_a_killed_server_end_and_its_socket_does_not_hinder_the_next_one(index, hold):
    with serving(index, "--workers", 2, FAKE_HOLD=hold) as served:
        threads = questions(served, "held a")
        wait_until(lambda: questions_received(served) == 1)
        workers = served.workers()
        assert len(workers) == 2
        served.process.kill()
        hold.unlink()
        wait_until(lambda: not any(map(alive, workers)))
        threads[0].join()
    assert (index / SOCKET).exists()
    assert not any("Traceback" in line for line in served.lines)
    with serving(index, "--workers", 1) as after:
        assert (index / SOCKET).exists()
    assert not (index / SOCKET).exists()
    assert len(after.lines) == 1


@pytest.mark.parametrize(
    "stopped", [pytest.param(False, id="at work"), pytest.param(True, id="stopped", marks=pytest.mark.unix("SIGSTOP"))]
)
def test_the_workers_of_a_killed_server_end_in_the_middle_of_a_question(index, hold, stopped):
    with serving(index, "--workers", 2, FAKE_HOLD=hold) as served:
        threads = questions(served, "held a", "held b")
        wait_until(lambda: questions_received(served) == 2)
        workers = served.workers()
        assert len(workers) == 2
        for worker in workers if stopped else ():
            os.kill(worker, signal.SIGSTOP)
        served.process.kill()
        wait_until(lambda: not any(map(alive, workers)))
        assert hold.exists()
        for thread in threads:
            thread.join()
    assert len(served.lines) == 1


def test_a_worker_ends_with_its_parent_where_the_kernel_does_not_see_to_it(tmp_path):
    program = (
        "import os, sys, time, multiprocessing as mp; from nutgraf.search.servers.http import orphans\n"
        "def work(pipe):\n"
        "    sys.platform = 'other'\n"
        "    orphans.end_with_parent()\n"
        "    pipe.send(os.getpid())\n"
        "    time.sleep(60)\n"
        "if __name__ == '__main__':\n"
        "    ours, theirs = mp.Pipe()\n"
        "    mp.get_context('spawn').Process(target=work, args=(theirs,)).start()\n"
        "    print(ours.recv(), flush=True)\n"
        "    time.sleep(60)\n"
    )
    (tmp_path / "program.py").write_text(program)
    with subprocess.Popen([sys.executable, tmp_path / "program.py"], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        worker = int(parent.stdout.readline())
        assert alive(worker)
        parent.kill()
        wait_until(lambda: not alive(worker))


@pytest.mark.unix("AF_UNIX")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_while_it_starts_ends_it_soon_and_quietly(index, hold, number):
    served = ServerProcess(index, "--workers", 1, FAKE_HOLD=hold, FAKE_WARM_UP=1)
    try:
        wait_until(lambda: served.workers() and (index / SOCKET).exists())
        family = [served.process.pid, *served.workers()]
        os.killpg(served.process.pid, number)
        assert served.process.wait(10) == (130 if number is signal.SIGINT else 0)
        wait_until(lambda: not any(map(alive, family)))
    finally:
        served.process.kill()
        served.wait()
        served.process.stderr.close()
    assert served.lines == []
    assert not (index / SOCKET).exists()
