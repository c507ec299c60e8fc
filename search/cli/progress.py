"""Progress of long work, on the status line of a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from ..output.console import say
from ..output.status_line import is_watched, status_line


class ProgressBar:
    """A bar with the amount done, the rate and the time left; it prints nothing if stderr is not a terminal.

    Args:
        label: Text before the bar.
        total: Finds the amount of work, in `unit`; called only where the bar can be seen.
        unit: Unit of the work; ``B`` counts bytes.
    """

    def __init__(self, label: str, total: Callable[[], int], unit: str) -> None:
        self._label, self._unit = label, unit
        self._done, self._began = 0, monotonic()
        self._total = total() if is_watched() else 0

    def __enter__(self) -> ProgressBar:
        status_line.show(self._drawn)
        return self

    def __exit__(self, *error: object) -> None:
        status_line.end()

    def advance(self, by: int = 1) -> None:
        """Add `by` units of finished work."""
        self._done += by

    def reach(self, done: int, total: int) -> None:
        """Set the finished work, and what all work is thought to be by now."""
        self._done, self._total = done, total

    def note(self, message: str) -> None:
        """Print a line above the bar, such as ``path:line: reason``, where an editor can jump to."""
        say(message)

    def _drawn(self, columns: int) -> str:
        from tqdm import tqdm  # slow to import, and nobody may watch

        return tqdm.format_meter(
            self._done, self._total, monotonic() - self._began, ncols=columns - 1, prefix=self._label,
            unit=self._unit, unit_scale=self._unit == "B", unit_divisor=1024,
        )  # fmt: skip


class ArticleProgress:
    """Counts the articles of a run, whose number is not known before all files are read: it is projected from bytes.

    Args:
        bar: The bar to move.
        size: Bytes of all files; 0 where it is not known, as of standard input.
    """

    def __init__(self, bar: ProgressBar, size: int) -> None:
        self._bar, self._size, self._read = bar, size, 0

    def count_bytes(self, number: int) -> None:
        """Count bytes that were read."""
        self._read += number

    def count_articles(self, read: int, done: int) -> None:
        """Set the articles that were read, and those of them that are indexed."""
        projected = read * self._size // self._read if self._read else 0
        self._bar.reach(done, max(read, projected) if self._size else 0)


@contextmanager
def waiting(label: str) -> Iterator[None]:
    """Say `label` while the block runs, if it takes long."""
    status_line.show(label)
    yield
