"""The limits that the system puts on the process of parsers, whatever code is running then, as far as it has them.

Windows has no limit of memory that a process can set itself, and does not tell that a reader is gone: there the limit
of time ends the process.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import time
from types import ModuleType
from typing import BinaryIO

_SIGALRM = getattr(signal, "SIGALRM", None)
_OUT_OF_TIME = 1
"""Exit code of `faulthandler` when the time is over. A parser's own failure has another one."""


def prepare() -> None:
    """Take back what the process inherited and what would keep the limits from working; it leaves no core file."""
    if hasattr(signal, "pthread_sigmask"):
        ends = (signal.SIGALRM, signal.SIGIO)
        for number in ends:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ends)
    if resource := _resource():
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_memory(count: int) -> None:
    """Let the process have no more than `count` bytes of memory."""
    if resource := _resource():
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        if most != resource.RLIM_INFINITY:
            count = min(count, most)
        resource.setrlimit(resource.RLIMIT_DATA, (count, most))


def end_without_reader(requests: BinaryIO, on: bool) -> None:
    """Have the kernel send a SIGIO when the pipe of requests is closed, or stop it: it would also tell new requests."""
    try:
        import fcntl
    except ModuleNotFoundError:
        return
    flags = fcntl.fcntl(requests, fcntl.F_GETFL)
    fcntl.fcntl(requests, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(requests, fcntl.F_SETFL, flags | os.O_ASYNC if on else flags & ~os.O_ASYNC)


def ended_by_time(code: int) -> bool:
    """True where the exit code of a process says that its time was over."""
    return code == (_OUT_OF_TIME if _SIGALRM is None else -_SIGALRM)


class Clock:
    """The time that is left to the process; when it is over, the process ends."""

    def __init__(self) -> None:
        self._end = 0.0

    def start(self, seconds: float) -> None:
        """Give the process some time from now on."""
        if _SIGALRM is not None:
            signal.setitimer(signal.ITIMER_REAL, seconds)
            return
        self._end = time.monotonic() + seconds
        faulthandler.dump_traceback_later(max(seconds, 1e-6), exit=True)

    def stop(self) -> float:
        """Stop the clock, and return the seconds that were left."""
        if _SIGALRM is not None:
            left, _ = signal.setitimer(signal.ITIMER_REAL, 0)
            return left
        faulthandler.cancel_dump_traceback_later()
        return self._end - time.monotonic()


def _resource() -> ModuleType | None:
    try:
        import resource
    except ModuleNotFoundError:
        return None
    return resource
