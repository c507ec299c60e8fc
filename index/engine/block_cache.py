"""Keeps what was fetched for the last questions, so that all parts of a question read it once."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, Protocol, TypeVar

import numpy as np

from ..types import Mask, Rows

_KEPT = 16
"""Blocks of a few hundred passages each, about a megabyte."""


class Block(Protocol):
    """Columns with a value for each of some passages or articles."""

    @property
    def rows(self) -> Rows:
        """int64, ascending: the numbers of the passages or articles."""
        ...


B = TypeVar("B", bound=Block)


class BlockCache(Generic[B]):
    """A cache of the blocks fetched last. Safe for any number of threads.

    Args:
        fetch: Reads passages or articles by their numbers, each once; those that are not there are left out.
        take: Selects some of a block by position, ascending.
        joined: Merges blocks that have none in common, in the order of numbers.
    """

    def __init__(
        self, fetch: Callable[[Rows], B], take: Callable[[B, Rows], B], joined: Callable[[list[B]], B]
    ) -> None:
        self._fetch = fetch
        self._take = take
        self._joined = joined
        self._blocks: list[B] = []
        self._lock = Lock()

    def add(self, block: B) -> None:
        """Keep a block that came with something else."""
        with self._lock:
            self._blocks = [block, *self._blocks[: _KEPT - 1]]

    def located(self, rows: Rows) -> tuple[B, Rows]:
        """Return a block that holds the things with these numbers, in any order, and the place of each in it.

        Nothing is copied where one block holds them all. Of what is not there, the place is that of something else.
        """
        with self._lock:
            blocks = list(self._blocks)
        for block in blocks:
            places, held = _found(block.rows, rows)
            if held.all():
                return block, places
        wanted = np.unique(rows)
        found = self._gathered(wanted, blocks)
        return found, np.searchsorted(found.rows, rows)

    def get(self, rows: Rows) -> B:
        """Return the things with these numbers, which ascend, each once; less those that are not there."""
        block, places = self.located(rows)
        return block if len(block.rows) <= len(rows) else self._take(block, places)

    def _gathered(self, rows: Rows, blocks: list[B]) -> B:
        """Make a block out of what some blocks hold, and fetch the rest."""
        parts: list[B] = []
        for block in blocks:
            places, held = _found(block.rows, rows)
            if held.any():
                parts.append(self._take(block, places[held]))
                rows = rows[~held]
        if len(rows) or not parts:
            parts.append(self._fetch(rows))
        found = parts[0] if len(parts) == 1 else self._joined(parts)
        self.add(found)
        return found


def _found(numbers: Rows, rows: Rows) -> tuple[Rows, Mask]:
    """The place of each row among ascending numbers, and whether it is there."""
    places = np.searchsorted(numbers, rows)
    held = numbers.take(places, mode="clip") == rows if len(numbers) else np.zeros(len(rows), bool)
    return places, held
