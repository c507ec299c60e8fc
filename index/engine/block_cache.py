"""Keeps what was fetched for the last questions, so that all parts of a question read it once."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, Protocol, TypeVar

import numpy as np

from ..types import Rows

_KEPT = 16
"""Blocks of a few hundred passages each, about a megabyte."""


class Block(Protocol):
    """Columns of things with numbers, int64, ascending."""

    @property
    def rows(self) -> Rows:
        """The numbers."""
        ...


B = TypeVar("B", bound=Block)


class BlockCache(Generic[B]):
    """Blocks, the last one first. Safe for any number of threads.

    Args:
        fetch: Reads things by their numbers, each once; what is not there is left out.
        take: Selects things of a block by position, ascending.
        joined: Merges blocks without a thing in common, in the order of numbers.
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

    def get(self, rows: Rows) -> B:
        """Return the things with these numbers, which ascend, each once."""
        with self._lock:
            blocks = list(self._blocks)
        parts: list[B] = []
        missing = rows
        for block in blocks:
            places = np.searchsorted(block.rows, missing)
            held = block.rows.take(places, mode="clip") == missing if len(block.rows) else np.zeros(len(missing), bool)
            if missing is rows and held.all() and len(block.rows) == len(rows):
                return block
            if held.any():
                parts.append(self._take(block, places[held]))
                missing = missing[~held]
            if not len(missing):
                break
        if len(missing) or not parts:
            parts.append(self._fetch(missing))
        found = parts[0] if len(parts) == 1 else self._joined(parts)
        self.add(found)
        return found
