"""Measure the memory of several processes together, from the kernel's figures (Linux)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

_EVERY = 0.5  # seconds; each sample costs the measured process a few milliseconds


@dataclass(frozen=True)
class Memory:
    """Memory in MB (of a million bytes), summed over processes.

    Attributes:
        rss: Resident; a page shared by two processes counts twice.
        pss: Resident; a page shared by two processes counts half for each, so the sum is the memory really used.
        anonymous: Resident, and not part of a file.
    """

    rss: float
    pss: float
    anonymous: float


def together(processes: Iterable[int]) -> Memory:
    """Measure the current memory of `processes`; a process that has ended counts as 0."""
    found: Counter[str] = Counter()
    for process in processes:
        with suppress(OSError):
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
            found.update({name: int(kb) for name, kb, *_ in map(str.split, lines)})
    return Memory(*(found[name] * 1024 / 1e6 for name in ("Rss:", "Pss:", "Anonymous:")))


def session(leader: int) -> Iterator[int]:
    """Yield the processes in the session of `leader`: itself and its descendants."""
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            _, _, fields = file.read_text().rpartition(")")  # the process name before it may contain anything
            if int(fields.split()[3]) == leader:
                yield int(file.parent.name)


class Peak:
    """Measures the peak memory of a session's processes in the block, sampled twice a second.

    Attributes:
        rss, pss: In MB, as in `Memory`.
    """

    def __init__(self, leader: int) -> None:
        self._leader = leader

    def __enter__(self) -> Peak:
        self.rss, self.pss, self._over = 0.0, 0.0, Event()
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while True:
            now = together(session(self._leader))
            self.rss, self.pss = max(self.rss, now.rss), max(self.pss, now.pss)
            if self._over.wait(_EVERY):
                return
