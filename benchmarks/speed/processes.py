"""A process from its start to its end: how long, and how much memory.

The parent must stay small: the kernel counts a child's peak from the moment of its fork, when it still is the parent.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from time import perf_counter


class FailedError(RuntimeError):
    """A process ended badly."""


@dataclass(frozen=True)
class Finished:
    """What a process did.

    Attributes:
        output: Its standard output.
        answered: Seconds from its start to the last of its output.
        seconds: Seconds from its start to its end.
        peak_mb: The most memory it had resident, in MB (of a million bytes).
    """

    output: str
    answered: float
    seconds: float
    peak_mb: float


def run(command: Sequence[str | Path]) -> Finished:
    """Run `command` to its end.

    Raises:
        FailedError: It ended badly; with what it said.
    """
    with TemporaryFile() as errors:
        started = perf_counter()
        child = subprocess.Popen([str(it) for it in command], stdout=subprocess.PIPE, stderr=errors)  # noqa: S603  # ours
        assert child.stdout
        parts, answered = [], 0.0
        while part := os.read(child.stdout.fileno(), 1 << 16):
            parts.append(part)
            answered = perf_counter() - started
        _, status, usage = os.wait4(child.pid, 0)  # not Popen.wait, which does not tell the memory
        seconds = perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        child.stdout.close()
        if child.returncode:
            errors.seek(0)
            told = errors.read().decode(errors="replace")[-2_000:]
            raise FailedError(f"{' '.join(map(str, command))}\nended with {child.returncode}:\n{told}")
    return Finished(b"".join(parts).decode(), answered, seconds, usage.ru_maxrss * 1024 / 1e6)


def disk_mb(folder: Path) -> float:
    """What the files below `folder` take, in MB."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
