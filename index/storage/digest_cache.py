"""Digests of large files, remembered: what was read whole once need not be read again while it is the same file.

A file is the same while the system says so: its device, inode, size, and the times of its last change. The memory is in
the user's cache folder, a small file for each file; whatever is wrong with it costs no more than to read once more.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from .cache_dir import cache_folder
from .durable import FileDigest

_MIN_AGE = 0.1
"""Seconds. What has changed so lately might change once more without its time telling: clocks of files tick slowly."""
_MAX_DIGESTS = 4_096
"""Digests that are remembered; a large index has some hundred files."""


def is_intact(path: Path, state: os.stat_result, expected: FileDigest, pieces: Iterable[memoryview]) -> bool:
    """Whether the file at `path` is what was stamped: read, if that was not found before in this `state`.

    Args:
        path: Where it lies.
        state: Of the file, when it was opened.
        expected: Its stamp.
        pieces: Its bytes.
    """
    if cached_digest(path, state) == expected.digest:
        return state.st_size == expected.size
    if FileDigest.of(pieces) != expected:
        return False
    cache_digest(path, state, expected.digest)
    return True


def cached_digest(path: Path, state: os.stat_result) -> str | None:
    """The digest of the file at `path`, if it was remembered in this `state`."""
    try:
        found, digest = _cache_file(path).read_text("ascii").split("\n")
    except (OSError, ValueError):
        return None
    return digest if found == _signature(state) else None


def cache_digest(path: Path, state: os.stat_result, digest: str) -> None:
    """Remember the digest of the file at `path`, which was in this `state` before it was read."""
    if time.time() - state.st_ctime < _MIN_AGE:
        return
    place = _cache_file(path)
    with suppress(OSError):  # no room, or a folder that is not ours: it is read again, then
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_name(f"{place.name}.{os.getpid()}")
        part.write_text(f"{_signature(state)}\n{digest}", "ascii")
        part.replace(place)
        _evict_oldest(place.parent)


def _evict_oldest(folder: Path) -> None:
    """Most are of files that are there no more."""
    if len(names := os.listdir(folder)) > _MAX_DIGESTS:  # noqa: PTH208  # a quick look at each new digest
        for old in sorted((folder / name for name in names), key=lambda it: it.stat().st_mtime)[: _MAX_DIGESTS // 2]:
            old.unlink(missing_ok=True)


def _cache_file(path: Path) -> Path:
    name = hashlib.blake2b(os.fsencode(path.resolve()), digest_size=16).hexdigest()
    return cache_folder() / "digests" / name


def _signature(state: os.stat_result) -> str:
    return f"{state.st_dev} {state.st_ino} {state.st_size} {state.st_mtime_ns} {state.st_ctime_ns}"
