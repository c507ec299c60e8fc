"""Cache the digests of large files, so that a file is read in full only once while it stays the same.

A file counts as unchanged while its device, inode, size and times of last change stay the same. The cache lies in the
user's cache folder, one small file for each cached file. A missing or damaged cache only means reading a file again.
"""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path

from .cache_dir import cache_folder

_MIN_AGE = 0.1
"""Seconds. A file that changed more recently is not cached: file clocks tick slowly, so another change might not
show in its times."""
_MAX_DIGESTS = 4_096
"""Cached digests; a large index has some hundred files."""


def cached_digest(path: Path, state: os.stat_result) -> str | None:
    """Return the digest of the file at `path` if it was cached for this `state`, otherwise None."""
    try:
        signature, digest = _cache_file(path).read_text("ascii").split("\n")
    except (OSError, ValueError):
        return None
    return digest if signature == _signature(state) else None


def cache_digest(path: Path, state: os.stat_result, digest: str) -> None:
    """Cache the digest of the file at `path`; `state` was taken before the file was read."""
    if time.time() - state.st_ctime < _MIN_AGE:
        return
    cache_file = _cache_file(path)
    with suppress(OSError):  # the disk is full or read-only: the file is then read again next time
        cache_file.parent.mkdir(parents=True, exist_ok=True)
        part = cache_file.with_name(f"{cache_file.name}.{os.getpid()}")
        part.write_text(f"{_signature(state)}\n{digest}", "ascii")
        part.replace(cache_file)
        _evict_oldest(cache_file.parent)


def _evict_oldest(folder: Path) -> None:
    """Delete the older half when there are too many: most belong to files that no longer exist."""
    if len(names := os.listdir(folder)) > _MAX_DIGESTS:  # noqa: PTH208  # faster than iterdir; runs for each new digest
        for old in sorted((folder / name for name in names), key=lambda file: file.stat().st_mtime)[
            : _MAX_DIGESTS // 2
        ]:
            old.unlink(missing_ok=True)


def _cache_file(path: Path) -> Path:
    name = hashlib.blake2b(os.fsencode(path.resolve()), digest_size=16).hexdigest()
    return cache_folder() / "digests" / name


def _signature(state: os.stat_result) -> str:
    return f"{state.st_dev} {state.st_ino} {state.st_size} {state.st_mtime_ns} {state.st_ctime_ns}"
