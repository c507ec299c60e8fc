from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest
from nutgraf.corpus.errors import ExtraMissingError

from .conftest import command, environment
from .messages import MALFORMED, error_in, question

ABOUT = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "a test", "version": "1"}}
QUESTION = {"method": "tools/call", "params": {"name": "search", "arguments": {"query": "ferry"}}, "jsonrpc": "2.0"}
LINES = [
    {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": ABOUT},
    {"jsonrpc": "2.0", "method": "notifications/initialized"},
    QUESTION | {"id": 2},
]


def ask(process, *lines) -> None:
    process.stdin.write(b"".join(json.dumps(line).encode() + b"\n" for line in lines))
    process.stdin.flush()


@contextmanager
def speaking(index):
    """A process that serves MCP and has answered a question."""
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(command(index), env=environment(), **pipes) as process:
        try:
            ask(process, *LINES)
            process.answers = [json.loads(process.stdout.readline()) for _ in range(2)]
            yield process
        finally:
            process.kill()


@pytest.fixture
def spoken(mcp_index):
    with speaking(mcp_index) as process:
        yield process


@pytest.fixture(scope="module")
def finished(mcp_index):
    """The output and the log of a process that got nonsense, then a question, then the end of stdin."""
    with speaking(mcp_index) as process:
        process.stdin.write(b"hello\n\xff\xfe\n[]\n")
        ask(process, QUESTION | {"id": 4})
        while process.answers[-1].get("id") != 4:
            process.answers.append(json.loads(process.stdout.readline()))
        process.rest, process.complaints = process.communicate(timeout=60)
        yield process


def test_nothing_but_the_protocol_reaches_stdout_whatever_a_library_prints(finished):
    assert [answer["id"] for answer in finished.answers if "id" in answer][:2] == [1, 2]
    assert finished.rest == b""
    for noise in (b"a library prints", b"a library writes", b"a library in C prints"):
        assert noise in finished.complaints


def test_what_is_no_json_ends_nothing(finished):
    assert finished.answers[-1]["result"]["structuredContent"]["results"]


@pytest.fixture(scope="module")
def open_line(mcp_index):
    with speaking(mcp_index) as process:
        yield process


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_request_is_answered_with_an_error_under_its_id_and_the_next_one_is_answered(open_line, name):
    message, number = MALFORMED[name]
    open_line.stdin.write(message + b"\n")
    ask(open_line, {"jsonrpc": "2.0", "id": 8, "method": "ping"})
    assert error_in(open_line.stdout.readline()) == number
    assert json.loads(open_line.stdout.readline()) == {"jsonrpc": "2.0", "id": 8, "result": {}}


def test_a_line_that_is_too_long_is_refused_and_not_kept(open_line):
    open_line.stdin.write(question(b'"%s"' % (b"a" * 5_000_000)) + b"\n")
    ask(open_line, {"jsonrpc": "2.0", "id": 8, "method": "ping"})
    assert error_in(open_line.stdout.readline()) == 7
    assert json.loads(open_line.stdout.readline())["id"] == 8


def test_it_ends_well_when_stdin_is_closed(finished):
    assert finished.returncode == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_at_once_while_it_waits_for_a_question(spoken, number):
    spoken.send_signal(number)
    assert spoken.wait(timeout=10) == 128 + number
    assert b"Traceback" not in spoken.stderr.read()


def test_it_ends_without_a_word_when_nobody_reads_what_it_says(spoken):
    spoken.stdout.close()
    pings = [{"jsonrpc": "2.0", "id": number, "method": "ping"} for number in range(3, 200)]
    ask(spoken, *pings)
    spoken.stdin.close()
    complained = spoken.stderr.read()
    assert spoken.wait(timeout=60) == 0
    assert b"Error" not in complained


def test_without_the_library_it_is_said_how_to_get_it():
    program = "import sys; sys.modules['mcp'] = None; import nutgraf.search.servers.mcp"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False, env=os.environ
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "nutgraf.corpus.errors.ExtraMissingError: the server for MCP needs an optional library; "
        f"install it with: {ExtraMissingError('', 'mcp').command}"
    )
