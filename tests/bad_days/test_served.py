"""A server's bad days: clients that send too much, too slowly or not at all, never read, hang up, or come in crowds."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from bad_days.crowds import HALVES, Crowd, post
from nutgraf.corpus.article import Article
from nutgraf.search.servers.local_socket import SOCKET
from running.processes import wait_until
from running.servers import ServerProcess, code_of, receive_all, request, serving, status_of
from small_indexes.fakes import index_at

READING = 1.0
LIMITS = {"read_timeout": READING, "keep_alive": 1, "connections": 450, "shutdown_timeout": 3}
STORIES = [Article(id=f"s{number}", text=f"The mayor of town {number} spoke about the river.") for number in range(8)]
MEGABYTE = b"a" * 1_000_000
CLOSED = READING + 20
"""Seconds until a connection is closed on a machine that others keep busy: the limit, and much more."""


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[ServerProcess]:
    place = tmp_path_factory.mktemp("served")
    limits = json.dumps(LIMITS)
    with serving(
        index_at(place / "index", STORIES), "--workers", 2, FAKE_LIMITS=limits, FAKE_HOLD=place / "hold"
    ) as served:
        yield served


@pytest.fixture(autouse=True)
def answers_afterwards(served) -> Iterator[None]:
    """Assert after each test that the server still answers, and has logged nothing unexpected."""
    before = len(served.lines)
    yield
    assert served.get("/search?q=the river").status_code == 200
    assert not [line for line in served.lines[before:] if "Traceback" in line or not line.startswith("nutgraf: ")]


def flood(line: socket.socket, head: bytes, piece: bytes, times: int) -> bytes:
    """Send `piece` up to `times` times, while the server reads; return its response."""
    answer = b""
    line.settimeout(CLOSED)
    line.sendall(head)
    try:
        for _ in range(times):
            line.sendall(piece)
            with contextlib.suppress(BlockingIOError):  # `select` takes no descriptor beyond 1,023
                answer += line.recv(1 << 16, socket.MSG_DONTWAIT)
        return answer + receive_all(line)
    except (ConnectionResetError, BrokenPipeError):
        return answer


@pytest.mark.parametrize(
    ("head", "piece", "code"),
    [
        (post("Content-Length: 300000000"), MEGABYTE, "too_large"),
        (post("Transfer-Encoding: chunked"), b"f4240\r\n" + MEGABYTE + b"\r\n", "too_large"),
        (post("Content-Length: 2"), MEGABYTE, "invalid_request"),
        (request("GET", "/healthz", "Content-Length: 300000000"), MEGABYTE, "too_large"),
    ],
    ids=["by its length", "in chunks", "beyond its length", "where no body belongs"],
)
def test_a_body_of_300_megabytes_is_refused_and_takes_no_memory(served, head, piece, code):
    before = served.peak(anew=True)
    with served.connect() as line:
        answer = flood(line, head, piece, 300)
    if answer:  # a client still sending at the close may never see it
        code_given = code_of(answer.partition(b"}}")[0] + b"}}")
        assert code_given in (code, "timeout")  # a busy machine may take too long to read it
    assert served.peak() - before < 30_000_000


def still_open(lines: list[socket.socket]) -> list[socket.socket]:
    """Return the connections that the server has not closed."""
    return [line for line in lines if not _is_closed(line)]


def _is_closed(line: socket.socket) -> bool:
    try:
        return line.recv(1 << 16, socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def test_400_connections_that_do_not_go_on_are_closed_and_hold_up_nobody(served):
    with contextlib.ExitStack() as stack:
        lines = [stack.enter_context(served.connect()) for _ in range(400)]
        started = time.monotonic()
        for number, line in enumerate(lines):
            line.sendall(list(HALVES.values())[number % len(HALVES)])
        answered = 0
        while lines := still_open(lines):
            assert served.get("/healthz").status_code == 200
            answered += 1
            assert time.monotonic() - started < CLOSED, len(lines)
    assert answered  # while they were open


def test_who_sends_a_byte_now_and_then_is_given_no_more_time(served):
    dripping = ("half a header", "the second one half", "half a body", "a body that nobody reads")
    with contextlib.ExitStack() as stack:
        lines = {drip: stack.enter_context(served.connect()) for drip in dripping}
        for drip, line in lines.items():
            line.sendall(HALVES[drip])
        started = time.monotonic()
        while left := {drip: line for drip, line in lines.items() if still_open([line])}:
            assert time.monotonic() - started < CLOSED, list(left)
            for line in left.values():
                with contextlib.suppress(OSError):
                    line.sendall(b"a")
            time.sleep(0.05)


def test_who_takes_nothing_of_what_was_asked_is_given_up(served):
    many = b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 1_000
    before = served.peak(anew=True)
    with served.connect() as line:
        line.settimeout(CLOSED)
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            line.sendall(many * 100)
    assert served.peak() - before < 30_000_000


@pytest.fixture(scope="module", params=[None, 256, 1_024], ids=lambda it: f"{it or 'enough'} descriptors")
def crowded(request, tmp_path_factory) -> Iterator[ServerProcess]:
    """A server with the usual limits, and 1,200 clients that keep it waiting and come again once they are closed."""
    index = index_at(tmp_path_factory.mktemp("crowded") / "index", STORIES)
    descriptors = {"FAKE_DESCRIPTORS": request.param} if request.param else {}
    with serving(index, "--workers", 1, **descriptors) as served, Crowd(served, 1_200):
        yield served


@pytest.mark.unix("AF_UNIX")
def test_1200_idle_connections_lock_nobody_out_over_either_socket(crowded):
    for number in range(10):
        assert crowded.get(f"/search?q=the river {number}").status_code == 200
        local = httpx.HTTPTransport(verify=False, uds=str(crowded.index / SOCKET))
        with httpx.Client(transport=local, timeout=10) as client:
            assert client.get(f"http://localhost/search?q=the sea {number}").status_code == 200
    assert len(crowded.lines) == 1, crowded.lines


def test_idle_connections_cost_no_time(crowded):
    before = seconds_of(crowded.process.pid)
    time.sleep(0.4)
    assert seconds_of(crowded.process.pid) - before < 0.2


def seconds_of(process: int) -> float:
    """Return the seconds that a process has computed."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_who_comes_when_all_are_being_answered_is_sent_away(tmp_path):
    hold, limits = tmp_path / "hold", json.dumps({"connections": 5})
    hold.touch()
    index = index_at(tmp_path / "index", STORIES)
    with serving(index, "--workers", 1, FAKE_LIMITS=limits, FAKE_HOLD=hold) as served, contextlib.ExitStack() as stack:
        idle = stack.enter_context(served.connect())
        lines = [stack.enter_context(served.connect()) for _ in range(5)]
        assert receive_all(idle) == b""
        for number, line in enumerate(lines):
            line.sendall(request("GET", f"/search?q=held+{number}"))
        time.sleep(0.5)  # an earlier request could make a connection whose question is not read yet give way
        answer = served.exchange(request("GET", "/healthz"))
        assert (status_of(answer), code_of(answer)) == (503, "busy")
        assert b"retry-after: 1" in answer.lower()
        hold.unlink()
        assert [status_of(receive_all(line)) for line in lines] == [200] * 5


async def sent(port: int, path: str) -> bytes:
    """Send a request; return the response."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request("GET", path))
    answer = await reader.read()
    writer.close()
    return answer


@pytest.fixture(scope="module")
def patient(tmp_path_factory) -> Iterator[ServerProcess]:
    """A server that gives clients the usual time to send: one of 400 may be kept from it on a busy machine."""
    index = index_at(tmp_path_factory.mktemp("patient") / "index", STORIES)
    usual = {name: value for name, value in LIMITS.items() if name != "read_timeout"}
    with serving(index, "--workers", 2, FAKE_LIMITS=json.dumps(usual)) as served:
        yield served


def test_of_400_questions_at_once_each_is_answered_or_sent_away(patient):
    async def crowd() -> list[bytes]:
        return await asyncio.gather(*(sent(patient.port, f"/search?q=the+river+{number}") for number in range(400)))

    patient.get("/search?q=the river")
    before = patient.peak(anew=True)
    answers = asyncio.run(crowd())
    for answer in answers:
        assert status_of(answer) in (200, 503)
        assert status_of(answer) == 200 or b"retry-after: " in answer.lower()
    assert sum(status_of(answer) == 200 for answer in answers) > 250
    assert patient.peak() - before < 60_000_000


def test_who_hangs_up_keeps_nothing_waiting(served):
    hold = served.index.parent / "hold"
    hold.touch()
    try:
        before = served.figure("nutgraf_questions_together_sum")
        kept = [served.connect() for _ in range(2)]  # one for each worker
        for number, line in enumerate(kept):
            line.sendall(request("GET", f"/search?q=held+{number}"))
        handed = before + 2
        wait_until(lambda: served.figure("nutgraf_questions_together_sum") == handed)
        gone = [served.connect() for _ in range(100)]
        for number, line in enumerate(gone):
            line.sendall(request("GET", f"/search?q=the+storm+{number}"))
        wait_until(lambda: served.figure("nutgraf_questions_waiting") == 100)
        for line in gone:
            line.close()
        wait_until(lambda: served.figure('nutgraf_requests_total{route="/search",status="499"}') == 100)
    finally:
        hold.unlink()
    assert [status_of(receive_all(line)) for line in kept] == [200, 200]
    for line in kept:
        line.close()
    assert served.get("/search?q=the river").status_code == 200
    assert served.figure("nutgraf_questions_together_sum") == handed + 1
