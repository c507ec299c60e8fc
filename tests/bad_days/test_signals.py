"""Ctrl-C and SIGTERM: a command ends soon and quietly, and the index is as after any commit."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from bad_days import news
from bad_days.commands import CommandResult, Process
from bad_days.ledger import Ledger
from bad_days.oracle import assert_tidy, state_of
from running.processes import QUICK_COMMAND, clean_environment, wait_until
from running.servers import alive, children_of

STOPPED = "nutgraf: stopped; what is indexed so far stays; run the same command again to continue\n"
INDEX = ("index", "news", "--index", "index")
SOON = 20
"""Seconds until a process has ended, on a machine that others keep busy."""


@pytest.fixture
def stopped(place):
    """Sends a signal, once or more often, to an `index` that embeds; returns its result."""
    news.write(place / "news" / "more.jsonl", map(news.story, range(100, 150)))

    def stopped(*signals: signal.Signals, pause: float = 0) -> CommandResult:
        ledger = place / "ledger"
        ledger.unlink(missing_ok=True)
        process = Process(*INDEX, cwd=place, FAKE_LEDGER=ledger, FAKE_DELAY=0.02, FAKE_BATCHES="18,6,3")
        wait_until(lambda: len(Ledger.read(ledger).batches) > 1, 30)
        before = time.monotonic()
        for number in signals:
            process.send(number)
            time.sleep(pause)
        done = process.wait()
        assert time.monotonic() - before < SOON
        return done

    return stopped


def assert_goes_on(place, forks) -> None:
    assert state_of(place / "index").keys() >= {"s1", "s30"}
    assert forks.run(*INDEX, cwd=place).code == 0
    assert state_of(place / "index").keys() >= {"s1", "s30", "s100", "s119"}
    assert_tidy(place / "index")


def test_ctrl_c_ends_an_index_run_with_a_line(place, forks, stopped):
    done = stopped(signal.SIGINT)
    assert (done.code, done.stderr, done.stdout) == (130, STOPPED, "")
    assert_goes_on(place, forks)


def test_sigterm_ends_an_index_run_without_a_word(place, forks, stopped):
    done = stopped(signal.SIGTERM)
    assert (done.code, done.stderr, done.stdout) == (-signal.SIGTERM, "", "")
    assert_goes_on(place, forks)


@pytest.mark.parametrize("pause", [0, 0.003, 0.03])
def test_a_second_and_a_third_ctrl_c_do_no_harm(place, forks, stopped, pause):
    done = stopped(signal.SIGINT, signal.SIGINT, signal.SIGINT, pause=pause)
    assert done.code in (130, -signal.SIGINT)
    assert done.stderr in (STOPPED, "")
    assert_goes_on(place, forks)


BACKGROUND, NOHUP = "in the background of a shell", "under nohup in the background"
IGNORED = {
    BACKGROUND: ["sh", "-c", 'exec 3<&0; "$@" <&3 & wait', "sh"],
    NOHUP: ["sh", "-c", 'exec 3<&0; nohup "$@" <&3 & wait', "sh"],
}
"""Ways to start a command that ignores SIGINT."""


@pytest.fixture
def ignoring(place):
    """Starts a command in its own session, by way of a shell that makes it ignore SIGINT; yields shell and command."""
    shells: list[subprocess.Popen[str]] = []

    def ignoring(way: str, *arguments: str, **environment: object) -> tuple[subprocess.Popen[str], int]:
        shell = subprocess.Popen(
            [*IGNORED[way], sys.executable, "-c", QUICK_COMMAND, *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=place,
            env=clean_environment(**environment), start_new_session=True, preexec_fn=_as_at_a_terminal,
        )  # fmt: skip
        shells.append(shell)
        wait_until(lambda: children_of(shell.pid))
        return shell, children_of(shell.pid)[0]

    yield ignoring
    for shell in shells:
        with shell, contextlib.suppress(ProcessLookupError):
            os.killpg(shell.pid, signal.SIGKILL)


def _as_at_a_terminal() -> None:
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def ignores(process: int, number: signal.Signals) -> bool:
    status = Path(f"/proc/{process}/status").read_text()
    return bool(int(status.partition("SigIgn:")[2].split()[0], 16) >> (number - 1) & 1)


@pytest.mark.parametrize(
    ("command", "way"), [("index", BACKGROUND), ("index", NOHUP), ("serve", NOHUP), ("mcp", NOHUP)]
)
def test_sigterm_ends_what_ignores_ctrl_c(place, ignoring, command, way):
    news.write(place / "news" / "more.jsonl", map(news.story, range(100, 150)))
    ledger, hold = place / "ledger", place / "hold"
    hold.touch()
    arguments = {"serve": ("serve", "--port", "0", "--workers", "1"), "mcp": ("mcp",), "index": ("index", "news")}
    shell, process = ignoring(
        way, *arguments[command], "--index", "index",
        FAKE_LEDGER=ledger, FAKE_DELAY=0.02, FAKE_BATCHES="18,6,3", FAKE_HOLD=hold,
    )  # fmt: skip
    {"serve": await_server, "mcp": ask_mcp, "index": await_batches}[command](shell, ledger)
    for number in (signal.SIGINT, signal.SIGHUP) if "nohup" in way else (signal.SIGINT,):
        assert ignores(process, number)
        os.kill(process, number)
    time.sleep(0.2)
    assert alive(process)
    os.kill(process, signal.SIGTERM)
    wait_until(lambda: not alive(process), SOON)
    os.killpg(shell.pid, signal.SIGTERM)
    out, err = shell.communicate(timeout=10)
    assert "Traceback" not in out + err


def await_server(shell: subprocess.Popen[str], _: Path) -> None:
    while "serving index" not in shell.stderr.readline():
        pass


def ask_mcp(shell: subprocess.Popen[str], _: Path) -> None:
    """Ask a question that is not answered."""
    about = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "a test", "version": "1"}}
    question = {"name": "search", "arguments": {"query": "held"}}
    for number, (method, params) in enumerate([("initialize", about), ("tools/call", question), ("ping", {})]):
        line = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
        shell.stdin.write(f"{json.dumps(line)}\n")
    shell.stdin.flush()
    for _ in range(2):
        shell.stdout.readline()


def await_batches(_: subprocess.Popen[str], ledger: Path) -> None:
    wait_until(lambda: len(Ledger.read(ledger).batches) > 1, 30)
