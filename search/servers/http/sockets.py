"""The sockets that the server listens on: a TCP port, and a Unix socket beside the index."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ....corpus.errors import NutgrafError
from ..local_socket import socket_path

BACKLOG = 1_024
"""Connections that the system keeps until the server accepts them."""


@contextmanager
def tcp_listener(host: str, port: int) -> Iterator[socket.socket]:
    """Listen on an address of this machine; port 0 takes any free port.

    Raises:
        NutgrafError: The address is in use, or does not belong to this machine.
    """
    with ExitStack() as stack:
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(
                host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            listener = stack.enter_context(socket.socket(family, kind, protocol))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(BACKLOG)  # at once, so that a second server finds the address in use
        except (OSError, UnicodeError) as error:  # UnicodeError: `host` cannot be a host name
            reason = (getattr(error, "strerror", None) or str(error)).lower()
            raise NutgrafError(f"cannot listen on {host}:{port}: {reason}; see --host and --port") from None
        yield listener


@contextmanager
def unix_listener(folder: Path) -> Iterator[Sequence[socket.socket]]:
    """Listen beside the index for the command line.

    Yields no socket where the system cannot make one there, or another server has it.
    """
    path = socket_path(folder)
    if path is None or not hasattr(socket, "AF_UNIX"):
        yield ()
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        umask = os.umask(0o177)
        try:
            if _is_stale(path):
                os.unlink(path)  # noqa: PTH108
            listener.bind(path)
            listener.listen(BACKLOG)  # at once: a socket that does not listen counts as stale
            inode = os.stat(path).st_ino  # noqa: PTH116
        except OSError:
            inode = None
        finally:
            os.umask(umask)
        try:
            yield (listener,) if inode is not None else ()
        finally:
            if inode is not None and os.path.exists(path) and os.stat(path).st_ino == inode:  # noqa: PTH110, PTH116
                os.unlink(path)  # noqa: PTH108


def _is_stale(path: str) -> bool:
    """Return True where the socket at `path` belongs to a server that died."""
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
