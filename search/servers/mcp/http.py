"""MCP over HTTP: one more route of an app."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager

from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette
from starlette.routing import Route

_LARGEST_REQUEST = 1_000_000
"""Bytes."""


def mount(
    server: Server, app: Starlette, *, hosts: Sequence[str], origins: Sequence[str], path: str = "/mcp"
) -> AbstractAsyncContextManager[None]:
    """Speak MCP at `path` of `app`: streamable HTTP, one JSON answer for each POST, no sessions.

    Args:
        server: What is spoken to.
        app: Gets one more route.
        hosts: Names that the server goes by, in lower case, IPv6 in brackets; the port is no matter. A request to
            another is refused.
        origins: Of the pages that may ask, as browsers send them. A request from another page is refused.
        path: Where.

    Returns:
        What is to be entered once, by the app's lifespan, and left when it ends.
    """
    security = TransportSecuritySettings(
        enable_dns_rebinding_protection=True,
        allowed_hosts=[spelled for host in hosts for spelled in (host, f"{host}:*")],
        allowed_origins=list(origins),
    )
    sessions = StreamableHTTPSessionManager(
        server,
        json_response=True,
        stateless=True,
        security_settings=security,
        max_request_body_size=_LARGEST_REQUEST,
    )
    # Without sessions there is nothing to GET or DELETE, and the SDK would keep a GET open for ever.
    app.router.routes.append(Route(path, sessions.asgi_app, methods=["POST"]))
    return sessions.run()
