"""Client for a server that runs over the same index: it has the model and the index loaded already.

The server listens at a socket beside the index, which only its own user may open. It returns what the command would
print. It refuses if it is another version of nutgraf, or does not serve the index's current generation. Whatever goes
wrong, the command answers by itself.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from ... import __version__
from ...index.segments.stamp import manifest_stamp
from ..output.reply import OutputStyle, Reply
from ..servers.local_socket import ROUTE, socket_path

if TYPE_CHECKING:
    from ..query.options import SearchKeywords

_TIMEOUT = 15.0
"""Seconds: longer than the server's own time limit."""


def ask_running_server(folder: Path, question: str, options: SearchKeywords, style: OutputStyle) -> Reply | None:
    """Ask the server over `folder`; None if there is no server, or it gives no valid reply."""
    path = socket_path(folder)
    reranker = options.get("rerank") or "off"  # the server's own default is for its clients
    if reranker not in ("off", "late"):  # a folder of this command, which the server may know by another path
        return None
    if path is None or not os.path.exists(path):  # noqa: PTH110
        return None
    from http.client import HTTPException  # imported late: most commands find no server, and imports cost time

    stamp = manifest_stamp(folder)
    if stamp is None:
        return None
    try:
        request = {
            **options,
            "rerank": reranker,
            "query": question,
            "filters": options["filters"].to_dict(),
            "version": __version__,
            "stamp": stamp,
            "output": style.output,
            "width": style.width,
            "colour": style.colour,
            "shorten": style.shorten,
        }
        return _validated(_post(path, orjson.dumps(request)))
    except (OSError, HTTPException, ValueError, TypeError):
        return None


def _validated(response: Any) -> Reply | None:  # noqa: ANN401  # any JSON value
    """Return the response as a reply, or None: any program could be listening at the socket."""
    fields = ("data", "notices", "exit")
    if not isinstance(response, dict) or [type(response.get(name)) for name in fields] != [str, list, int]:
        return None
    return Reply(**response) if all(isinstance(line, str) for line in response["notices"]) else None


def _post(path: str, body: bytes) -> object:
    import socket
    from http.client import HTTPConnection

    if not hasattr(socket, "AF_UNIX"):  # Windows; the file beside the index is of another machine
        raise OSError("this system has no such sockets")
    connection = HTTPConnection("localhost", timeout=_TIMEOUT)
    connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.sock.settimeout(_TIMEOUT)
        connection.sock.connect(path)
        connection.request("POST", ROUTE, body, {"content-type": "application/json"})
        response = connection.getresponse()
        return orjson.loads(response.read()) if response.status == 200 else None
    finally:
        connection.close()
