"""Where a server listens for the command line: a socket beside the index, which only its own user may open."""

from __future__ import annotations

import os
from pathlib import Path

SOCKET = "serve.sock"
ROUTE = "/reply"
_LONGEST = 100
"""Bytes that the path of a socket may have, a little less than any system allows."""


def socket_path(folder: Path) -> str | None:
    """Where the socket of an index is: the shorter way there; None where that is too long for a socket."""
    path = folder / SOCKET
    shortest = min((os.path.abspath(path), os.path.relpath(path)), key=len)  # noqa: PTH100  # no links resolved
    return shortest if len(os.fsencode(shortest)) <= _LONGEST else None
