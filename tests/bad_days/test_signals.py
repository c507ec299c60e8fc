"""Ctrl-C and SIGTERM: a command ends soon and quietly, and the index is as after any commit."""

from __future__ import annotations

import signal
import time

import pytest
from bad_days import news
from bad_days.commands import CommandResult, Process
from bad_days.ledger import Ledger
from bad_days.oracle import assert_tidy, state_of
from processes import wait_until

STOPPED = "nutgraf: stopped; what is indexed so far stays; run the same command again to continue\n"
INDEX = ("index", "news", "--index", "index")
SOON = 2


@pytest.fixture
def stopped(place):
    """Sends a signal, once or more often, to an `index` that embeds; returns its result."""
    news.write(place / "news" / "more.jsonl", map(news.story, range(100, 120)))

    def stopped(*signals: signal.Signals, pause: float = 0) -> CommandResult:
        ledger = place / "ledger"
        ledger.unlink(missing_ok=True)
        process = Process(*INDEX, cwd=place, FAKE_LEDGER=ledger, FAKE_DELAY=0.05, FAKE_BATCHES="18,6,3")
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


@pytest.mark.parametrize("pause", [0, 0.001, 0.003, 0.01, 0.03])
def test_a_second_and_a_third_ctrl_c_do_no_harm(place, forks, stopped, pause):
    done = stopped(signal.SIGINT, signal.SIGINT, signal.SIGINT, pause=pause)
    assert done.code in (130, -signal.SIGINT)
    assert done.stderr in (STOPPED, "")
    assert_goes_on(place, forks)
