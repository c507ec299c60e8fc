"""What a person sees while waiting: only on a terminal, only when it takes long."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from ..output.console import say

_DELAY = 1.0
"""Seconds before a bar appears."""


class ProgressBar:
    """A progress bar with rate and time left on stderr; nothing where stderr is no terminal.

    Args:
        total: How much there is to do, in `unit`.
        unit: ``B`` counts bytes.
    """

    def __init__(self, what: str, total: int, unit: str) -> None:
        from tqdm import tqdm

        self._bar = tqdm(
            total=total or None,
            desc=what,
            unit=unit,
            unit_scale=True,
            unit_divisor=1024 if unit == "B" else 1000,
            delay=_DELAY,
            leave=False,
            dynamic_ncols=True,
            disable=not sys.stderr.isatty(),
            file=sys.stderr,
        )

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.close()

    def advance(self, by: int) -> None:
        """So much more is done."""
        self._bar.update(by)

    def note(self, message: str) -> None:
        """A line above the bar, such as ``path:line: reason``: an editor can jump there."""
        with self._bar.external_write_mode(file=sys.stderr):
            say(message)


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """A word about what is going on while the block runs."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield
