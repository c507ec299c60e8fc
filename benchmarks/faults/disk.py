"""A full disk: each command on a file system in memory with no page to spare, with one, with two, until it is enough.

The last generation must stay, and with more room the command must end its work. It needs the right to mount.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from cases import Case, promise
from generations import Undisturbed
from scenarios import is_told

PAGE = os.sysconf("SC_PAGESIZE")
AMPLE = 32 << 20
"""Bytes that are enough for any of the commands."""
FULL = "no space left on device"


def can_mount(scratch: Path) -> bool:
    """True where this process may mount a file system."""
    try:
        with _mounted(scratch):
            return True
    except PermissionError:
        return False


def cases(undisturbed: Undisturbed) -> Iterator[Case]:
    """Yield a case for each number of pages to spare, up to as many as the command can need."""
    written = sum(len(call.data) // PAGE + 1 for call, _ in undisturbed.calls if call.name == "write")
    made = sum(call.name in ("mkdir", "open") for call, _ in undisturbed.calls)
    for pages in range(written + made):
        attempt = partial(_attempt, undisturbed, pages)
        yield Case("disk", undisturbed.scenario.name, f"{pages} pages to spare", attempt)


def _attempt(undisturbed: Undisturbed, pages: int, place: Path) -> str:
    shutil.copytree(undisturbed.start, place, dirs_exist_ok=True, ignore=shutil.ignore_patterns("index"))
    index, before = place / "index", undisturbed.start / "index"
    index.mkdir()
    with _mounted(index):
        if before.exists():
            shutil.copytree(before, index, dirs_exist_ok=True)
        used = os.statvfs(index)
        room = (used.f_blocks - used.f_bfree) * used.f_frsize + pages * PAGE
        _mount("-o", f"remount,size={room or 1}", index)  # 0 would be no limit
        done = undisturbed.scenario.run(place)
        _mount("-o", f"remount,size={AMPLE}", index)
        ended = done.code in undisturbed.scenario.codes
        promise(ended or (is_told(done) and FULL in done.stderr), f"it ended with {done}")
        last = len(undisturbed.generations) - 1
        return f"{'it was enough' if ended else 'refused'}, {undisturbed.verify(place, last if ended else 0, last)}"


@contextmanager
def _mounted(folder: Path) -> Iterator[None]:
    _mount("-t", "tmpfs", "-o", f"size={AMPLE}", "nutgraf", folder)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)  # noqa: S603, S607  # what was mounted above


def _mount(*arguments: object) -> None:
    done = subprocess.run(["mount", *map(str, arguments)], capture_output=True, text=True, check=False)  # noqa: S603, S607
    if done.returncode:
        raise PermissionError(f"nothing can be mounted here: {done.stderr.strip()}")
