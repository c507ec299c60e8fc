"""MCP over HTTP: a route in an app."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import RequestBodyLimitMiddleware, TransportSecuritySettings
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .malformed import LARGEST_MESSAGE, refusal_of_malformed


def mount(server: Server, app: Starlette) -> AbstractAsyncContextManager[None]:
    """Serve MCP at ``/mcp`` of `app`: streamable HTTP, one JSON response for each POST, no sessions.

    Clients may write the path with a slash at its end. It checks neither hosts nor origins, as the app of
    `nutgraf serve` does that for all its routes.

    Args:
        server: The MCP server that answers.
        app: The app that gets the route.

    Returns:
        A context for the app's lifespan to enter once.
    """
    unchecked = TransportSecuritySettings(
        enable_dns_rebinding_protection=False
    )  # the default may know no origin at all
    sessions = StreamableHTTPSessionManager(server, json_response=True, stateless=True, security_settings=unchecked)
    answering = RequestBodyLimitMiddleware(RefusalOfMalformed(sessions.handle_request), LARGEST_MESSAGE)
    # Without sessions there is nothing to GET or DELETE, and the SDK would keep a GET open for ever.
    app.router.routes += [Route(each, answering, methods=["POST"]) for each in ("/mcp", "/mcp/")]
    return sessions.run()


@dataclass(frozen=True, slots=True)
class RefusalOfMalformed:
    """ASGI middleware that answers malformed messages.

    Attributes:
        app: The app that answers the others.
    """

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whose body `receive` must give as one message."""
        message = await receive()
        if message["type"] == "http.request" and (refusal := refusal_of_malformed(message["body"])):
            await Response(refusal, 400, media_type="application/json")(scope, receive, send)
            return
        unread = [message]

        async def receive_again() -> Message:
            return unread.pop() if unread else await receive()

        await self.app(scope, receive_again, send)
