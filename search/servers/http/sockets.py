"""The sockets that the server listens at: its port, and the one beside the index."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ....corpus.errors import NutgrafError
from ..local_socket import socket_path

_BACKLOG = 256


@contextmanager
def listening_at(host: str, port: int) -> Iterator[socket.socket]:
    """A socket at an address of this machine; port 0 is any that is free.

    Raises:
        NutgrafError: The address is taken, or not this machine's.
    """
    with ExitStack() as stack:
        try:
            family, kind, protocol, _, place = socket.getaddrinfo(
                host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            listening = stack.enter_context(socket.socket(family, kind, protocol))
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(place)
            listening.listen(_BACKLOG)  # at once, so that the place is seen to be taken
        except (OSError, UnicodeError) as error:  # of a name that cannot be one
            reason = (getattr(error, "strerror", None) or str(error)).lower()
            raise NutgrafError(f"cannot listen on {host}:{port}: {reason}; see --host and --port") from None
        yield listening


@contextmanager
def listening_beside(folder: Path) -> Iterator[Sequence[socket.socket]]:
    """A socket beside the index, for the command line; none where there cannot be one, or another server has it."""
    path = socket_path(folder)
    if path is None or not hasattr(socket, "AF_UNIX"):
        yield ()
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        before = os.umask(0o177)
        try:
            if _is_left_over(path):
                os.unlink(path)  # noqa: PTH108
            listening.bind(path)
            listening.listen(_BACKLOG)  # at once: what does not listen is taken for left over
            own = os.stat(path).st_ino  # noqa: PTH116
        except OSError:
            own = None
        finally:
            os.umask(before)
        try:
            yield (listening,) if own is not None else ()
        finally:
            if own is not None and os.path.exists(path) and os.stat(path).st_ino == own:  # noqa: PTH110, PTH116
                os.unlink(path)  # noqa: PTH108


def _is_left_over(path: str) -> bool:
    """Whether a socket there is that of a server which died."""
    if not Path(path).is_socket():
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(path)
        except ConnectionRefusedError:
            return True
        except OSError:
            return False
    return False
