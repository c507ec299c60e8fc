"""The stamp of a commit, which tells two commits apart without reading a file. Imports nothing that takes time."""

from __future__ import annotations

import os

ManifestStamp = tuple[int, int, int]
"""Inode, modification time in nanoseconds, and size of MANIFEST."""


def manifest_stamp(folder: str | os.PathLike[str]) -> ManifestStamp | None:
    """Take the stamp of the current commit in the index `folder`; None where nothing is committed."""
    try:
        state = os.stat(os.path.join(folder, "MANIFEST"))  # noqa: PTH116, PTH118  # runs for every query, and pathlib is slower
    except OSError:
        return None
    return state.st_ino, state.st_mtime_ns, state.st_size
