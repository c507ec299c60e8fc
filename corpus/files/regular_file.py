"""Open a regular file on any system, without ever waiting for a pipe, and read it at any place."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from threading import Lock

_FLAGS = sum(
    # A pipe opens at once with O_NONBLOCK; on a regular file it has no effect. O_BINARY and O_NOINHERIT are Windows'.
    getattr(os, name, 0)
    for name in ("O_RDONLY", "O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY", "O_NOINHERIT")
)
_SEEKING = Lock()


def open_regular_file(path: str | os.PathLike[str], *, follow_links: bool = True) -> int | None:
    """Open a file for reading.

    Returns:
        Its descriptor; None where the path is a pipe, a device, a socket or a folder.

    Raises:
        OSError: The file cannot be opened, or it is a link and `follow_links` is False.
    """
    if not hasattr(os, "O_NONBLOCK"):  # Windows: it has hardly any pipes with a path, and opens no folder
        if not follow_links and os.path.islink(path):  # noqa: PTH114  # a path may be text
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), os.fspath(path))
        if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116
            return None
    # A check alone could miss a file that changes after it.
    descriptor = os.open(path, _FLAGS | (0 if follow_links else getattr(os, "O_NOFOLLOW", 0)))
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    return None


def _seek_and_read(descriptor: int, count: int, start: int) -> bytes:
    """`read_at` for Windows, where the position belongs to the descriptor, and so to all threads."""
    with _SEEKING:
        os.lseek(descriptor, start, os.SEEK_SET)
        return os.read(descriptor, count)


read_at: Callable[[int, int, int], bytes] = getattr(os, "pread", _seek_and_read)
"""Read from a descriptor up to so many bytes from a position on; safe for any number of threads.

Raises:
    OSError: The disk cannot read them.
"""
