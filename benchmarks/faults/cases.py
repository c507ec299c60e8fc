"""A case of the suite, and the pool that tries many of them, each in a folder of its own."""

from __future__ import annotations

import multiprocessing
import shutil
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

TIMEOUT = 120
"""Seconds after which a case counts as hung."""


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


def attempt_all(cases: Sequence[Case], scratch: Path, *, jobs: int) -> Iterator[Outcome]:
    """Try the cases in `jobs` processes, and yield each outcome in the order of the cases."""
    _Shared.cases, _Shared.scratch = cases, scratch
    # Forked, so that cases need no pickling, and each process can fork commands in its turn.
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("fork")) as pool:
        for case, (kind, failure) in zip(cases, pool.map(_attempt, range(len(cases)), chunksize=4), strict=True):
            yield Outcome(case, kind, failure)


class _Shared:
    """What the processes of the pool inherit."""

    cases: Sequence[Case]
    scratch: Path


def _attempt(number: int) -> tuple[str, str]:
    place = _Shared.scratch / f"case-{number}"
    place.mkdir()
    signal.signal(signal.SIGALRM, _time_out)
    signal.alarm(TIMEOUT)
    try:
        return _Shared.cases[number].attempt(place), ""
    except BrokenPromiseError as failure:
        return "failed", str(failure)
    except Exception as error:  # whatever it is, the other cases go on
        return "failed", f"{type(error).__name__}: {error}"
    finally:
        signal.alarm(0)
        shutil.rmtree(place, ignore_errors=True)


def _time_out(*_: object) -> None:
    raise BrokenPromiseError(f"it hung for {TIMEOUT} s")
