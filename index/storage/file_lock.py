"""A lock on a file between processes, which the kernel releases when its holder ends."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .durable import name_in_errors

_HELD = {errno.EWOULDBLOCK, errno.EACCES}
"""Errors of `flock` for a lock that another process holds; Windows shares mounted by Linux answer EACCES."""
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}
"""Errors of `flock` on a file system that has no locks."""

_NOT_REGULAR = {errno.ENXIO, errno.ENODEV, errno.ELOOP, errno.EISDIR}
"""Errors of opening a socket, a device without a driver, a link, or a folder."""
_REPLACE = "not a regular file; remove it and run the command again"


class HeldError(Exception):
    """Another process holds the lock."""


@contextmanager
def file_lock(path: Path, *, wait: bool) -> Iterator[None]:
    """Hold the lock on the file at `path`, which is created if it does not exist and then stays.

    Args:
        path: The file.
        wait: True to wait while another process holds the lock.

    Raises:
        HeldError: Another process holds the lock, and `wait` is False.
        OSError: The file cannot be written, or its file system has no locks.
    """
    with name_in_errors(path):
        descriptor = _open(path)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError as error:
            os.close(descriptor)
            if error.errno in _HELD:
                raise HeldError from None
            if error.errno in _NO_LOCKS:
                raise OSError(
                    error.errno, "this file system has no locks; use a folder on a local disk, or mount it with locks"
                ) from None
            raise
    try:
        yield
    finally:
        os.close(descriptor)  # releases the lock


def _open(path: Path) -> int:
    """Open the file for writing, which some file systems demand for a lock.

    It is created only where it is missing: in a folder that all may write, Linux refuses to create the file of another.
    """
    flags = os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        descriptor = os.open(path, flags | os.O_CREAT, 0o666)
    except OSError as error:
        if error.errno in _NOT_REGULAR:
            raise OSError(error.errno, _REPLACE) from None
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, _REPLACE)
    return descriptor
