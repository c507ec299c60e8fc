"""Checks the files of a long-lived searcher again and again: a disk may rot after they were checked."""

from __future__ import annotations

from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .follower import GenerationFollower

_PAUSE = 3_600.0
"""Seconds between two passes."""
_BYTES_PER_SECOND = 32 << 20
"""Slow enough that no question feels it: a hundredth of one core. A million passages take a minute."""


class Scrubber(Thread):
    """A background thread that reads every block of the generation held, and compares it with its checksum.

    It tells damage in the log ``nutgraf``. The follower then opens the file anew, so a question that needs the damaged
    block is refused, and every other question is answered.

    Args:
        follower: Holds the generation.
    """

    def __init__(self, follower: GenerationFollower) -> None:
        super().__init__(name="nutgraf-scrubber", daemon=True)
        self._follower = follower
        self._stopped = Event()

    def run(self) -> None:
        """Make passes until `stop` is called."""
        while not self._stopped.is_set():
            for size in self._follower.held.snapshot.scrub():
                if self._stopped.wait(size / _BYTES_PER_SECOND):
                    return
            self._stopped.wait(_PAUSE)

    def stop(self) -> None:
        """End the thread after the block that it reads now."""
        self._stopped.set()
