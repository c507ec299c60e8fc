"""Power cuts: every call of a command may be the last, and what was not flushed may be lost, in any order.

The states that the disk may then be in come from `disk_model`. Each must be the last acknowledged generation, or the
one under way, as it stands or after a repair that loses nothing.
"""

from __future__ import annotations

import shutil
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from cases import Case
from disk_model import Change, Fate, Tree, changes_of, fates
from generations import Undisturbed, is_commit

TRIES = 4
"""Random choices of what is lost, after each call."""


@dataclass(frozen=True)
class Cut:
    """A power cut after a call: what is on the disk, and the generations that it may be.

    Attributes:
        point: The call, counted from 1.
        fates: A `Fate` for each change; those after the last byte are lost.
        first: The oldest generation.
        last: The newest one.
    """

    point: int
    fates: bytes
    first: int
    last: int


def cases(undisturbed: Undisturbed) -> Iterator[Case]:
    """Yield a case for each state that a disk may be in after a power cut during a command."""
    start = Tree.read(undisturbed.start / "index")
    made = [call for call, failed in undisturbed.calls if not failed]
    changes = changes_of(start, made)
    commits = [number for number, call in enumerate(made, 1) if is_commit(call)]
    for number, cut in enumerate(_cuts(changes, commits, len(made))):
        call = made[cut.point - 1]
        fault = f"state {number}, a power cut after {call.name} {call.path}"
        attempt = partial(_attempt, undisturbed, start, changes, cut)
        yield Case("power", undisturbed.scenario.name, fault, attempt)


def _cuts(changes: Sequence[Change], commits: Sequence[int], calls: int) -> Iterator[Cut]:
    """Yield each state once, with the first point at which it may come about."""
    random = Random(0)  # noqa: S311  # the same states in each run
    seen = set[tuple[bytes, int, int]]()
    flushed_at = {change.call: change.flushed for change in changes}
    for point in range(1, calls + 1):
        last = sum(number <= point for number in commits)
        first = sum((flushed_at[number] or calls + 1) <= point for number in commits)
        made = changes[: bisect_right(changes, point, key=lambda change: change.call)]
        pending = [number for number, change in enumerate(made) if not change.is_flushed(point)]
        is_data = [bool(made[number].data) for number in pending]
        for chosen in fates(pending, is_data, random, TRIES):
            state = bytearray([Fate.KEPT]) * len(made)
            for number, fate in zip(pending, chosen, strict=True):
                state[number] = fate
            cut = Cut(point, bytes(state).rstrip(bytes([Fate.LOST])), first, last)
            if (cut.fates, first, last) not in seen:
                seen.add((cut.fates, first, last))
                yield cut


def _attempt(undisturbed: Undisturbed, start: Tree, changes: Sequence[Change], cut: Cut, place: Path) -> str:
    tree = start.copy()
    for change, fate in zip(changes, cut.fates, strict=False):
        if fate != Fate.LOST:
            tree.apply(change, Fate(fate))
    shutil.copytree(undisturbed.start, place, dirs_exist_ok=True, ignore=shutil.ignore_patterns("index"))
    tree.write(place / "index")
    return undisturbed.verify(place, cut.first, cut.last, may_repair=True)
