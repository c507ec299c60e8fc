"""A lock on a file between processes, which the kernel releases when its holder ends."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NO_LOCKS = {errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP}


class HeldError(Exception):
    """Another process holds the lock."""


@contextmanager
def file_lock(path: Path, *, wait: bool) -> Iterator[None]:
    """Hold the lock on the file at `path`, which is made if it does not exist, and stays.

    Args:
        path: The file.
        wait: True to wait while another process holds the lock.

    Raises:
        HeldError: Another process holds the lock, and `wait` is False.
        OSError: The file cannot be written, or its file system has no locks.
    """
    from filelock import FileLock, Timeout  # imported here, as a search does not need it and should start quickly

    # Without the fallback: a soft lock stays for ever when its process is killed.
    lock = FileLock(path, fallback_to_soft=False)
    try:
        lock.acquire(timeout=-1 if wait else 0)
    except Timeout:
        raise HeldError from None
    except (OSError, NotImplementedError) as error:
        if isinstance(error, OSError) and error.errno not in _NO_LOCKS:
            raise
        reason = "this file system has no locks; use a folder on a local disk, or mount it with locks"
        raise OSError(errno.ENOLCK, reason, str(path)) from error
    try:
        yield
    finally:
        lock.release()
