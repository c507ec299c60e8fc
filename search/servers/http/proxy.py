"""Behind a proxy: reads the scheme and the path that clients use from its headers, if the proxy is a trusted one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import ip_network

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from ....corpus.errors import NutgrafError

THIS_MACHINE = ("127.0.0.0/8", "::1")
_PREFIX = re.compile(r"(?:/[\w.~-]+)+", re.ASCII)


class BehindProxy:
    """ASGI middleware that tells the app the address which clients know, for its links.

    A path under which clients find the server becomes ASGI's ``root_path``; the proxy may have taken it off or not.

    Args:
        app: The app that answers.
        trusted: Addresses and networks of proxies, whose ``X-Forwarded-Proto`` and ``X-Forwarded-Prefix`` count. The
            latter names what a proxy has taken off.
        root_path: The path, as `checked_path` returns it; empty to go by the header.
    """

    def __init__(self, app: ASGIApp, *, trusted: Sequence[str] = THIS_MACHINE, root_path: str = "") -> None:
        self._answer = ProxyHeadersMiddleware(app, list(trusted))  # type: ignore[arg-type]  # its own name for ASGIApp
        self._root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI request."""
        if scope["type"] == "http":
            path, prefix = scope["path"], self._root_path or self._told(scope)
            if path == self._root_path != "":  # below it, the links of the page are relative
                asked = scope["query_string"].decode("latin-1")
                await RedirectResponse(f"{path}/{'?' * bool(asked)}{asked}")(scope, receive, send)
                return
            was_left = self._root_path and path.startswith(f"{prefix}/")
            scope = {**scope, "root_path": prefix, "path": path if was_left else prefix + path}
        await self._answer(scope, receive, send)  # type: ignore[arg-type]

    def _told(self, scope: Scope) -> str:
        """Return the prefix that a trusted proxy tells; empty where there is none, or it is none."""
        host = (scope.get("client") or ("",))[0]
        told = Headers(scope=scope).get("x-forwarded-prefix", "").rstrip("/")
        return told if host in self._answer.trusted_hosts and _PREFIX.fullmatch(told) else ""


def checked_path(path: str) -> str:
    """Return the path of a server behind a proxy as ``/news``, however its slashes were typed; empty for the root.

    Raises:
        NutgrafError: It is no path.
    """
    bare = path.strip("/")
    if bare and not _PREFIX.fullmatch(f"/{bare}"):
        raise NutgrafError(f"{path!r} is not a path; write --root-path like /news")
    return f"/{bare}" if bare else ""


def checked_proxy(address: str) -> str:
    """Return the address or network of a proxy.

    Raises:
        NutgrafError: It is neither.
    """
    try:
        ip_network(address)
    except ValueError:
        raise NutgrafError(
            f"{address!r} is not an address; write --trusted-proxy like 10.0.0.5 or 10.0.0.0/8"
        ) from None
    return address
