"""Read a whole file of the index that may be anything by now: unreadable, a folder, a pipe."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

from .durable import open_regular, unreadable

_PIECE = 1 << 20
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


def read_pieces(path: Path) -> Iterator[bytes]:
    """Yield a file in pieces of a mebibyte.

    Raises:
        IndexFormatError: It is no regular file.
        OSError: It cannot be read.
    """
    with os.fdopen(open_regular(path), "rb", buffering=0) as file:
        while piece := file.read(_PIECE):
            yield piece


def read_whole(path: Path) -> bytes:
    """Read a file.

    Raises:
        FileNotFoundError: There is none.
        IndexFormatError: It cannot be read, or is no regular file.
        OSError: The process may not read it, or cannot open any more files.
    """
    try:
        return b"".join(read_pieces(path))
    except FileNotFoundError:
        raise
    except OSError as error:
        if is_damage(error):
            raise unreadable(path, error) from error
        raise
