"""Progress display: only on a terminal, and only if the work takes long."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ..output.console import manner, say

_DELAY = 1.0
"""Seconds before a bar appears."""


class ProgressBar:
    """A progress bar on stderr with rate and time left; prints nothing if stderr is not a terminal.

    Args:
        label: Text before the bar.
        total: Finds the amount of work, in `unit`; called only where the bar can be seen.
        unit: Unit of the work; ``B`` counts bytes.
    """

    def __init__(self, label: str, total: Callable[[], int], unit: str) -> None:
        from tqdm import tqdm

        is_visible = _is_watched()
        self._bar = tqdm(
            total=(is_visible and total()) or None,
            desc=label,
            unit=unit,
            unit_scale=True,
            unit_divisor=1024 if unit == "B" else 1000,
            delay=_DELAY,
            leave=False,
            dynamic_ncols=True,
            disable=not is_visible,
            file=sys.stderr,
        )

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.close()

    def advance(self, by: int) -> None:
        """Add `by` units of finished work."""
        self._bar.update(by)

    def note(self, message: str) -> None:
        """Print a line above the bar, such as ``path:line: reason``, where an editor can jump to."""
        with self._bar.external_write_mode(file=sys.stderr):
            say(message)


@contextmanager
def waiting(label: str) -> Iterator[None]:
    """Show a spinner with a label while the block runs."""
    if not _is_watched():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(label):
        yield


def _is_watched() -> bool:
    return sys.stderr.isatty() and not manner.quiet
