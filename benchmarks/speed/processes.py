"""Run a process, and measure its time and peak memory.

The parent must stay small: the kernel counts a child's peak from the fork on, when the child is still a copy of it.
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
    """A process ended with an error."""


@dataclass(frozen=True)
class Finished:
    """Result of a process.

    Attributes:
        output: Its standard output.
        answered: Seconds from its start to the last of its output.
        seconds: Seconds from its start to its end.
        peak_mb: Its peak resident memory, in MB (of a million bytes).
    """

    output: str
    answered: float
    seconds: float
    peak_mb: float


def run(command: Sequence[str | Path]) -> Finished:
    """Run `command` to its end.

    Raises:
        FailedError: The command failed; the message has the end of its output on stderr.
    """
    with TemporaryFile() as errors:
        started = perf_counter()
        child = subprocess.Popen([str(it) for it in command], stdout=subprocess.PIPE, stderr=errors)  # noqa: S603  # ours
        assert child.stdout
        parts, answered = [], 0.0
        while part := os.read(child.stdout.fileno(), 1 << 16):
            parts.append(part)
            answered = perf_counter() - started
        _, status, usage = os.wait4(child.pid, 0)  # Popen.wait does not return the memory used
        seconds = perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        child.stdout.close()
        if child.returncode:
            errors.seek(0)
            output = errors.read().decode(errors="replace")[-2_000:]
            raise FailedError(f"{' '.join(map(str, command))}\nended with {child.returncode}:\n{output}")
    return Finished(b"".join(parts).decode(), answered, seconds, usage.ru_maxrss * 1024 / 1e6)


def disk_mb(folder: Path) -> float:
    """Return the size of all files below `folder`, in MB."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
