"""Read a whole file of the index that may be anything by now: unreadable, a folder, a pipe."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from .durable import read_pieces, unreadable

T = TypeVar("T")

_OF_THE_PROCESS = {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EINTR, errno.EAGAIN}
"""Errors that say nothing of the file: the process or the machine lacks something."""
_FORBIDDEN = {errno.EACCES, errno.EPERM}


def unreadable_reason(error: OSError) -> str:
    """Describe why a file cannot be read, to be read after its name.

    Raises:
        OSError: `error` itself, where it says nothing of the file.
    """
    if error.errno in _OF_THE_PROCESS:
        raise error
    return f"cannot be read ({os.strerror(error.errno or errno.EIO).lower()})"


def is_damage(error: OSError) -> bool:
    """True where the file itself is at fault; False where a right or a resource is missing."""
    return error.errno not in _OF_THE_PROCESS | _FORBIDDEN


@contextmanager
def unreadable_as_damage(path: Path) -> Iterator[None]:
    """Turn an OSError in the block into the error for a damaged file at `path`, where the file itself is at fault.

    Raises:
        FileNotFoundError: There is no such file.
        IndexFormatError: It cannot be read.
        OSError: The process may not read it, or cannot open any more files.
    """
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        if is_damage(error):
            raise unreadable(path, error) from error
        raise


def retried(read: Callable[[], T]) -> T:
    """Call `read`, and once more where it raises an OSError: an error that passes is no damage."""
    with suppress(OSError):
        return read()
    return read()


def read_whole(path: Path) -> bytes:
    """Read a file.

    Raises:
        FileNotFoundError: There is none.
        IndexFormatError: It cannot be read, or is no regular file.
        OSError: The process may not read it, or cannot open any more files.
    """
    with unreadable_as_damage(path):
        return b"".join(read_pieces(path))
