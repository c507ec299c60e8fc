"""What processes have in memory together, as the kernel tells it (Linux)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

_EVERY = 0.5  # seconds: to look costs the process that is looked at a few milliseconds


@dataclass(frozen=True)
class Memory:
    """In MB (of a million bytes), the sum over some processes.

    Attributes:
        rss: Resident; a page that two share is counted twice.
        pss: Resident; of a page that two share each has one half. So this is what they take.
        anonymous: Resident, and no file's.
    """

    rss: float
    pss: float
    anonymous: float


def together(processes: Iterable[int]) -> Memory:
    """What they have now. One that has ended has nothing."""
    found: Counter[str] = Counter()
    for process in processes:
        with suppress(OSError):
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
            found.update({name: int(kb) for name, kb, *_ in map(str.split, lines)})
    return Memory(*(found[name] * 1024 / 1e6 for name in ("Rss:", "Pss:", "Anonymous:")))


def session(leader: int) -> Iterator[int]:
    """The processes of the session that `leader` began: itself, and all that came of it."""
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            _, _, fields = file.read_text().rpartition(")")  # before it stands a name, which may hold anything
            if int(fields.split()[3]) == leader:
                yield int(file.parent.name)


class Peak:
    """The most that the processes of a session have together, for the block: looked at twice a second.

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
