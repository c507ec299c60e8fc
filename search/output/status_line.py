"""A line on a terminal that says what a command is doing, and goes away before anything else is printed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, RLock, Thread
from time import monotonic

from .manner import manner

_DELAY = 0.2
"""Seconds before anything is said: quick commands say nothing."""
_INTERVAL = 0.25
"""Seconds between two updates."""
_ERASE = "\r\x1b[K"


class StatusLine:
    """The line. Nothing is drawn where stderr is no terminal, or only what is wrong is wanted."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._ended = Event()
        self._thread: Thread | None = None
        self._tell: Callable[[int], str] = lambda _: ""
        self._is_drawn = False

    def show(self, tell: str | Callable[[int], str]) -> None:
        """Say from now on what `tell` is, or returns.

        Args:
            tell: What is done, as in "reading the archive", to which the seconds are added; or a function that takes
                the columns there are, and returns the line.
        """
        began = monotonic()
        with self._lock:
            self._tell = tell if callable(tell) else lambda _: f"{tell} ...{_seconds(monotonic() - began)}"
            if self._thread is None and is_watched():
                self._ended.clear()
                self._thread = Thread(target=self._run, daemon=True)
                self._thread.start()

    def end(self) -> None:
        """Erase the line, and draw it no more until `show`."""
        with self._lock:
            self._ended.set()
            self._thread = None
            self._erase()

    @contextmanager
    def erased(self) -> Iterator[None]:
        """Erase the line while the block prints."""
        with self._lock:
            self._erase()
            yield

    def _run(self) -> None:
        ended, wait = self._ended, _DELAY
        while not ended.wait(wait):
            with self._lock, suppress(OSError, ValueError):  # stderr was closed
                if not ended.is_set() and not manner.quiet:
                    self._draw()
            wait = _INTERVAL

    def _draw(self) -> None:
        columns = terminal_columns() or 80
        sys.stderr.write(f"{_ERASE}{self._tell(columns)[: columns - 1]}")
        sys.stderr.flush()
        self._is_drawn = True

    def _erase(self) -> None:
        if self._is_drawn:
            self._is_drawn = False
            with suppress(OSError, ValueError):
                sys.stderr.write(_ERASE)
                sys.stderr.flush()


status_line = StatusLine()
"""The only one: a process has one terminal."""


def is_watched() -> bool:
    """True where somebody sees what stderr says, on a terminal that can erase a line."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and not manner.quiet


def terminal_columns() -> int | None:
    """The width of the terminal that stderr is, at least 20 columns; None where it is none, or does not tell."""
    try:
        return max(os.get_terminal_size(sys.stderr.fileno()).columns, 20) if sys.stderr.isatty() else None
    except (OSError, ValueError):
        return None


def _seconds(seconds: float) -> str:
    return f" {seconds:.0f} s" if seconds >= 1 else ""
