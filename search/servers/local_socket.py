"""The socket beside the index, where a server listens for the command line. Only its own user may open it."""

from __future__ import annotations

import os
from pathlib import Path

SOCKET = "serve.sock"
ROUTE = "/reply"
_LONGEST = 100
"""The most bytes of a socket's path, a little below the limit of every system."""


def socket_path(folder: Path) -> str | None:
    """Return the path of the socket, absolute or relative, whichever is shorter; None where it is too long."""
    path = folder / SOCKET
    shortest = min((os.path.abspath(path), os.path.relpath(path)), key=len)  # noqa: PTH100  # no links resolved
    return shortest if len(os.fsencode(shortest)) <= _LONGEST else None
