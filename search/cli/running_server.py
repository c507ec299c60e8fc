"""Asking the server that runs over the same index, if there is one: it has loaded already what a question needs.

The server listens at a socket beside the index, which only its own user may open. It is asked to print what the command
would, and refuses if it is another nutgraf, or if the generation is not the one that the index has now. Whatever goes
wrong, the command answers by itself.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from ... import __version__
from ..output.reply import OutputStyle, Reply
from ..servers.local_socket import ROUTE, socket_path

if TYPE_CHECKING:
    from ..query.options import SearchKeywords

_PATIENCE = 15.0
"""Seconds: more than the server takes at most."""


def ask_running_server(folder: Path, question: str, options: SearchKeywords, style: OutputStyle) -> Reply | None:
    """What a server over `folder` says; None where there is none, or it does not say."""
    path = socket_path(folder)
    if path is None or not os.path.exists(path):  # noqa: PTH110
        return None
    from http.client import HTTPException  # most commands find nobody, and have no time for what they do not need

    try:
        state = (folder / "MANIFEST").stat()
        asked = {
            **options,
            "query": question,
            "filters": options["filters"].to_dict(),
            "version": __version__,
            "stamp": (state.st_ino, state.st_mtime_ns, state.st_size),
            "output": style.output,
            "width": style.width,
            "colour": style.colour,
        }
        return _validated(_post(path, orjson.dumps(asked)))
    except (OSError, HTTPException, ValueError, TypeError):
        return None


def _validated(said: Any) -> Reply | None:  # noqa: ANN401  # whatever JSON can say
    """What was said, if it is a reply: it could be anybody who listens there."""
    if not isinstance(said, dict) or [type(said.get(name)) for name in ("data", "notices", "exit")] != [str, list, int]:
        return None
    return Reply(**said) if all(isinstance(it, str) for it in said["notices"]) else None


def _post(path: str, body: bytes) -> object:
    import socket
    from http.client import HTTPConnection

    connection = HTTPConnection("localhost", timeout=_PATIENCE)
    connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.sock.settimeout(_PATIENCE)
        connection.sock.connect(path)
        connection.request("POST", ROUTE, body, {"content-type": "application/json"})
        answer = connection.getresponse()
        return orjson.loads(answer.read()) if answer.status == 200 else None
    finally:
        connection.close()
