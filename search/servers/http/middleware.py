"""Middleware before the app: checks host, origin, token and size of each request, and sets response headers."""

from __future__ import annotations

import hmac
import re
from asyncio import CancelledError, timeout
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..limits import Limits
from ..refusals import Refusal, refusal_of

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
WITHOUT_TOKEN = re.compile(r"/(?:page/.*|healthz|)")
"""Paths that need no token: the page holds no news, and asks its reader for the token."""
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9.-]+?)\.?(?::\d{1,5})?", re.IGNORECASE)
RESPONSE_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
"""Headers of every response."""
_NO_STATUS = 0

RequestObserver = Callable[[Scope, int, float], Any]
"""Called after each request with its scope, its response's status (0 for no response), and its duration in seconds."""


@dataclass(frozen=True)
class RequestGuard:
    """ASGI middleware that refuses requests which may not reach the app.

    A foreign web page can make a browser send requests to this server. It can even use a host name of its own that it
    has pointed at this machine (DNS rebinding). So the Host header must hold one of `hosts`, and the Origin header, if
    there is one, must be this server's own or one of `origins`.

    Attributes:
        app: The app that answers the requests let through.
        limits: Limits of headers and bodies.
        hosts: Accepted host names in lower case, IPv6 addresses in brackets; the port does not matter.
        origins: Foreign origins whose pages may send requests, for example ``https://newsroom.example``.
        token: The bearer token that requests must have; None for none.
        on_request: Called after each request.
    """

    app: ASGIApp
    limits: Limits
    hosts: Sequence[str] = LOOPBACK
    origins: Sequence[str] = ()
    token: str | None = None
    on_request: RequestObserver = lambda *_: None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = monotonic(), _NO_STATUS
        scope.setdefault("state", {})["request_id"] = request_id = uuid4().hex

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in {**RESPONSE_HEADERS, "x-request-id": request_id}.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            self._check(scope)
            await self.app(scope, self._limited(receive), send_with_headers)
        except Refusal as refusal:
            await send_refusal(refusal, request_id, send_with_headers)
        except CancelledError:  # the server stops, and waits no longer
            if status == _NO_STATUS:
                await send_refusal(Refusal("busy", "the server is stopping"), request_id, send_with_headers)
        except Exception as error:  # Starlette raises it again after its response: uvicorn would log it twice
            if status == _NO_STATUS:
                await send_refusal(refusal_of(error), request_id, send_with_headers)
        finally:
            self.on_request(scope, status, monotonic() - started)

    def _check(self, scope: Scope) -> None:
        """Raise Refusal for a request that may not reach the app."""
        headers = Headers(scope=scope)
        size = len(scope["raw_path"]) + len(scope["query_string"])
        if size + sum(len(name) + len(value) for name, value in scope["headers"]) > self.limits.headers:
            raise Refusal(
                "headers_too_large", f"the request's headers are too long; the limit is {self.limits.headers:,} bytes"
            )
        by_socket = scope.get("server", (None, None))[1] is None  # a socket file, which only our own user may open
        if not by_socket:
            self._check_host(scope, headers)
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        holds_news = not WITHOUT_TOKEN.fullmatch(path)
        if holds_news:  # a browser sends the origin with a script's request, and a proxy may have changed the host
            self._check_origin(headers)
        if holds_news and self.token and not by_socket:
            self._check_token(headers)
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()):
            raise Refusal("bad_request", "the header Content-Length is not a number; send the body's size in bytes")
        if len(length) > len(str(self.limits.body)) + 1 or int(length) > self.limits.body:
            raise _too_large(self.limits)

    def _check_host(self, scope: Scope, headers: Headers) -> None:
        given = headers.getlist("host")
        name = _HOST.fullmatch(given[0].strip()) if len(given) == 1 else None
        # Nobody can point an address elsewhere, so the address that the client connected to is always accepted.
        address = scope["server"][0]
        accepted = (*self.hosts, bracketed(address))
        if not name or name[1].lower() not in accepted:
            message = "this server does not accept that host name; the operator can allow it with --allow-host"
            raise Refusal("host_refused", message)

    def _check_origin(self, headers: Headers) -> None:
        origins = headers.getlist("origin")
        if origins:
            if len(origins) == 1 and (
                origins[0] in self.origins or _is_same_origin(origins[0], headers.get("host", ""))
            ):
                return
            message = "pages of that origin may not use this server; the operator can allow it with --allow-origin"
            raise Refusal("origin_refused", message)
        cross_site = headers.get("sec-fetch-site") in ("cross-site", "same-site")
        if cross_site and headers.get("sec-fetch-mode") != "navigate":  # a link may lead here, an image may not
            raise Refusal("origin_refused", "pages of other sites may not use this server")

    def _check_token(self, headers: Headers) -> None:
        assert self.token
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), self.token.encode()):
            raise Refusal("unauthorized", "this server requires a token; send the header Authorization: Bearer TOKEN")

    def _limited(self, receive: Receive) -> Receive:
        """Wrap `receive`, to raise Refusal for a body that is too long or takes too long."""
        read, deadline, complete = 0, monotonic() + self.limits.read_timeout, False

        async def limited() -> Message:
            nonlocal read, complete
            if complete:
                return await receive()
            try:
                async with timeout(max(0, deadline - monotonic())):
                    message = await receive()
            except TimeoutError:
                raise Refusal("timeout", "the request's body took too long to arrive; send it again") from None
            read += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            if read > self.limits.body:
                raise _too_large(self.limits)
            return message

        return limited


def bracketed(host: str) -> str:
    """Put an IPv6 address into brackets, as URLs and the header ``Host`` have it; other hosts stay."""
    return f"[{host}]" if ":" in host else host


def _is_same_origin(origin: str, host: str) -> bool:
    """Return True where a page of `origin` comes from `host`."""
    try:
        return urlsplit(origin).netloc.lower() == host.lower() != ""
    except ValueError:  # `origin` is not a URL
        return False


def _too_large(limits: Limits) -> Refusal:
    return Refusal("too_large", f"the request's body is too long; the limit is {limits.body:,} bytes")


async def send_refusal(refusal: Refusal, request_id: str, send: Send) -> None:
    """Send an error response."""
    body = refusal.body(request_id)
    headers = {**refusal.headers(), "content-length": str(len(body))}
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": refusal.status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})
