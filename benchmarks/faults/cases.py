"""A case of the suite, and the pool that tries many of them, each in a folder of its own."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

STILL, BUSY = 120, 60
"""A case hangs if it and its command spend nothing of the CPU for so many seconds, or more seconds of it than this.

A clock alone would take a case for hung that waits for its turn on a loaded machine.
"""
_TICK = 0.05
"""Seconds of the CPU below which nothing happened but this look."""


class BrokenPromiseError(Exception):
    """What is promised did not hold; the message says what happened."""


def promise(holds: object, failure: str) -> None:
    """Raise BrokenPromiseError unless it holds."""
    if not holds:
        raise BrokenPromiseError(failure)


@dataclass(frozen=True)
class Case:
    """One fault to survive.

    Attributes:
        part: The part of the suite.
        subject: The command, or what is asked.
        fault: The fault, and where it strikes; with part and subject it names the case.
        attempt: Plays the fault in an empty folder, and returns the kind of the outcome.
    """

    part: str
    subject: str
    fault: str
    attempt: Callable[[Path], str]

    @property
    def name(self) -> str:
        """Names the case on the command line."""
        return f"{self.part}: {self.subject}: {self.fault}"


@dataclass(frozen=True)
class Outcome:
    """The outcome of a case: its kind, or the failure."""

    case: Case
    kind: str
    failure: str = ""


def attempt_all(cases: Sequence[Case], scratch: Path, *, jobs: int, seconds: float) -> Iterator[Outcome]:
    """Try the cases in `jobs` processes, and yield each outcome in their order, less those that had no time left."""
    _Shared.cases, _Shared.scratch, _Shared.until = cases, scratch, time.monotonic() + seconds
    # Forked, so that cases need no pickling, and each process can fork commands in its turn.
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("fork")) as pool:
        for case, tried in zip(cases, pool.map(_attempt, range(len(cases)), chunksize=4), strict=True):
            if tried:
                yield Outcome(case, *tried)


class _Shared:
    """What the processes of the pool inherit."""

    cases: Sequence[Case]
    scratch: Path
    until: float


def _attempt(number: int) -> tuple[str, str] | None:
    if time.monotonic() > _Shared.until:
        return None
    place = _Shared.scratch / f"case-{number}"
    place.mkdir()
    signal.signal(signal.SIGALRM, _Watch().look)
    signal.setitimer(signal.ITIMER_REAL, STILL, STILL)
    try:
        return _Shared.cases[number].attempt(place), ""
    except BrokenPromiseError as failure:
        return "failed", str(failure)
    except Exception as error:  # whatever it is, the other cases go on
        return "failed", f"{type(error).__name__}: {error}"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        shutil.rmtree(place, ignore_errors=True)


class _Watch:
    """Ends a case that hangs."""

    def __init__(self) -> None:
        self._begun = self._last = _cpu()

    def look(self, *_: object) -> None:
        """Raise BrokenPromiseError where nothing, or too much, was computed since the last look."""
        now = _cpu()
        promise(now - self._last > _TICK, f"it hung: it computed nothing for {STILL} s")
        promise(now - self._begun < BUSY, f"it hung: it computed for {now - self._begun:.0f} s")
        self._last = now


def _cpu() -> float:
    """Return the CPU seconds of this process and of its commands: those that ended, and the one that runs."""
    running = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    used = sum(int(Path(f"/proc/{child}/schedstat").read_text().split()[0]) for child in running)
    ended = os.times()
    return used / 1e9 + sum(ended[:4])
