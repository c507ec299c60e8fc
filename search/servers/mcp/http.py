"""MCP over HTTP: a route in an app."""

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
    """Serve MCP at `path` of `app`: streamable HTTP, one JSON response for each POST, no sessions.

    Args:
        server: The MCP server that answers.
        app: The app that gets the route.
        hosts: Accepted host names in lower case, IPv6 addresses in brackets; the port does not matter. A request with
            another host name is refused.
        origins: Accepted origins of web pages, as browsers send them. A request from another page is refused.
        path: The path of the route.

    Returns:
        A context for the app's lifespan to enter once.
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
