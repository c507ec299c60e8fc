"""Kills and errors at each call of each command: the k-th call kills the process, tears a write, or fails.

The number of commits before the call is known from the undisturbed run. So a killed command must leave exactly that
generation, with its answers to the last digit; one that an error stopped, that one or a later one.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cases import Case, promise
from generations import Undisturbed
from intercept import Call
from scenarios import is_told

KILL, TORN, LASTING = "kill", "torn write", " from there on"
ERRORS = ("EIO", "ENOSPC", "EDQUOT", "EMFILE", "ENOMEM", "EACCES", "EROFS")
READ_ERRORS = {"read": ("EIO",), "open to read": ("EIO", "EMFILE", "ENOMEM", "EACCES"), "mmap": ("ENOMEM",)}
"""Errors of the calls that change nothing."""
CHANGE_FAULTS = (KILL, *ERRORS, f"ENOSPC{LASTING}", f"EROFS{LASTING}")


@dataclass
class Fault:
    """Strikes at one call, counted from 1."""

    kind: str
    number: int
    calls: int = 0

    def before(self, call: Call) -> None:
        """Kill this process or raise the error, where the call is the one."""
        self.calls += 1
        lasts = self.kind.endswith(LASTING)
        if self.calls != self.number and not (lasts and self.calls > self.number and call.changes):
            return
        if self.kind == TORN:
            os.write(call.file, call.data[: len(call.data) // 2])
        if self.kind in (KILL, TORN):
            os.kill(os.getpid(), signal.SIGKILL)
        code = getattr(errno, self.kind.removesuffix(LASTING))
        named = () if call.file >= 0 else (f"index/{call.path}",)  # as by the kernel: no name where a file is open
        raise OSError(code, os.strerror(code), *named)

    def after(self, call: Call) -> None:
        """The call was made."""


def cases(undisturbed: Undisturbed) -> Iterator[Case]:
    """Yield a case for each fault at each call of a command."""
    for number, (call, _) in enumerate(undisturbed.calls, 1):
        for kind in _faults(call):
            told = f"{kind} at call {number}, {call.name} {call.path}"
            yield Case("calls", undisturbed.scenario.name, told, partial(_attempt, undisturbed, kind, number))


def _faults(call: Call) -> tuple[str, ...]:
    if not call.changes:
        return READ_ERRORS[call.name]
    return (*CHANGE_FAULTS, TORN) if call.name == "write" else CHANGE_FAULTS


def _attempt(undisturbed: Undisturbed, kind: str, number: int, place: Path) -> str:
    shutil.copytree(undisturbed.start, place, dirs_exist_ok=True)
    done = undisturbed.scenario.run(place, Fault(kind, number))
    first, last = undisturbed.commits_before(number - 1), len(undisturbed.generations) - 1
    if kind in (KILL, TORN):
        promise(done.code == -signal.SIGKILL, f"it was not killed: {done}")
        return f"killed, {undisturbed.verify(place, first, first)}"
    ended = done.code in undisturbed.scenario.codes
    promise(ended or is_told(done), f"it ended with {done}")
    if undisturbed.scenario.reads:
        promise(not ended or done.stdout == undisturbed.stdout, f"it answered otherwise: {done}")
        return "right answer" if ended else "refused"
    return f"{'went on' if ended else 'refused'}, {undisturbed.verify(place, last if ended else first, last)}"
