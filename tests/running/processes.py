"""What every test that starts a process needs; the standard library alone, as the server of forks imports it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

TESTS = Path(__file__).parent.parent
QUICK_COMMAND = "from running.quick_command import main; main()"
"""A program for ``python -c``: the command line with the quick model."""
TIMEOUT = 60
"""Seconds to wait before a test counts as failed."""


def clean_environment(**others: object) -> dict[str, str]:
    """Return the environment without the settings that a developer may have made, and with `others`."""
    theirs = {"NUTGRAF_INDEX", "NUTGRAF_DEBUG", "NUTGRAF_TOKEN", "NO_COLOR", "COLUMNS"}
    kept = {name: value for name, value in os.environ.items() if name not in theirs}
    return kept | {"PYTHONPATH": str(TESTS)} | {name: str(value) for name, value in others.items()}


def wait_until(happened: Callable[[], object], seconds: float = TIMEOUT) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "the condition did not come true in time"
        time.sleep(0.002)


def killed_at_flush(last: int, work: Callable[[], object]) -> int:
    """Run `work` in a fork of this process that is killed at its flush number `last`; return how it ended."""
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    flush, numbers = os.fsync, count()

    def flush_or_die(descriptor: int) -> None:
        if next(numbers) == last:
            os.kill(os.getpid(), signal.SIGKILL)
        flush(descriptor)

    os.fsync = flush_or_die
    try:
        work()
        os._exit(0)
    finally:
        os._exit(1)
