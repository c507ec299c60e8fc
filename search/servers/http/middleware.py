"""The gate before the app: who may ask, how much they may send, and what every answer bears. Plain ASGI."""

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
OPEN = re.compile(r"/(?:page/.*|healthz|)")
"""What a token is not needed for: the page, which holds nothing, asks for it."""
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9.-]+?)\.?(?::\d{1,5})?", re.IGNORECASE)
RESPONSE_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
"""Headers of every answer."""
_NOT_ANSWERED = 0

Observed = Callable[[Scope, int, float], Any]
"""Told of each request: its scope, the status that it was answered with, and the seconds that it took."""


@dataclass(frozen=True)
class RequestGuard:
    """An ASGI app before another one.

    A page of a foreign site may make a browser send requests here, also under a name of its own that it has pointed at
    this machine (DNS rebinding). So the name that was asked for must be one of `hosts`, and where a browser says which
    page asks, that one must be ours.

    Attributes:
        app: What is behind it.
        limits: For bodies.
        hosts: Names that this server goes by, in lower case, IPv6 in brackets; the port is no matter.
        origins: Other origins whose pages may ask, such as ``https://dispatcher.example``.
        token: What each request must bear, if any.
        observed: Told of each request.
    """

    app: ASGIApp
    limits: Limits
    hosts: Sequence[str] = LOOPBACK
    origins: Sequence[str] = ()
    token: str | None = None
    observed: Observed = lambda *_: None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = monotonic(), _NOT_ANSWERED
        scope.setdefault("state", {})["request_id"] = request_id = uuid4().hex

        async def say(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in {**RESPONSE_HEADERS, "x-request-id": request_id}.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            self._refuse(scope)
            await self.app(scope, self._bounded(receive), say)
        except Refusal as refusal:
            await refuse(refusal, request_id, say)
        except CancelledError:  # the server ends, and waits no longer
            if status == _NOT_ANSWERED:
                await refuse(Refusal("busy", "the server is being stopped"), request_id, say)
        except Exception as error:  # it was answered, but is thrown on by Starlette: uvicorn would tell it again
            if status == _NOT_ANSWERED:
                await refuse(refusal_of(error), request_id, say)
        finally:
            self.observed(scope, status, monotonic() - started)

    def _refuse(self, scope: Scope) -> None:
        """Raises Refusal for a request that may not be made."""
        headers = Headers(scope=scope)
        size = len(scope["raw_path"]) + len(scope["query_string"])
        if size + sum(len(name) + len(value) for name, value in scope["headers"]) > self.limits.headers:
            raise Refusal("headers_too_large", f"a request's headers may have {self.limits.headers:,} bytes")
        by_socket = scope.get("server", (None, None))[1] is None  # a file, which only our own user may open
        if not by_socket:
            self._refuse_host(scope, headers)
        self._refuse_origin(headers)
        if self.token and not by_socket and not OPEN.fullmatch(scope["path"]):
            self._refuse_stranger(headers)
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()):
            raise Refusal("bad_request", "Content-Length is no number")
        if len(length) > len(str(self.limits.body)) + 1 or int(length) > self.limits.body:
            raise _too_large(self.limits)

    def _refuse_host(self, scope: Scope, headers: Headers) -> None:
        given = headers.getlist("host")
        name = _HOST.fullmatch(given[0].strip()) if len(given) == 1 else None
        # An address cannot be pointed elsewhere: that on which we were reached is ours.
        reached = scope["server"][0]
        own = (*self.hosts, f"[{reached}]" if ":" in reached else reached)
        if not name or name[1].lower() not in own:
            raise Refusal("host_refused", "this server does not go by that name; see --allow-host")

    def _refuse_origin(self, headers: Headers) -> None:
        origins = headers.getlist("origin")
        if origins:
            if len(origins) == 1 and (origins[0] in self.origins or _is_of(origins[0], headers.get("host", ""))):
                return
            raise Refusal("origin_refused", "pages of that origin may not ask; see --allow-origin")
        fetched = headers.get("sec-fetch-site") in ("cross-site", "same-site")
        if fetched and headers.get("sec-fetch-mode") != "navigate":  # a link may lead here, an image may not
            raise Refusal("origin_refused", "pages of other sites may not ask")

    def _refuse_stranger(self, headers: Headers) -> None:
        assert self.token
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), self.token.encode()):
            raise Refusal("unauthorized", "this server wants a token: Authorization: Bearer TOKEN")

    def _bounded(self, receive: Receive) -> Receive:
        """`receive`, as long as a body is not too long and does not take too long."""
        read, ends, whole = 0, monotonic() + self.limits.reading, False

        async def bounded() -> Message:
            nonlocal read, whole
            if whole:
                return await receive()
            try:
                async with timeout(max(0, ends - monotonic())):
                    message = await receive()
            except TimeoutError:
                raise Refusal("timeout", "the request's body took too long") from None
            read += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if read > self.limits.body:
                raise _too_large(self.limits)
            return message

        return bounded


def _is_of(origin: str, host: str) -> bool:
    """Whether a page of `origin` was had from `host`."""
    try:
        return urlsplit(origin).netloc.lower() == host.lower() != ""
    except ValueError:  # no URL at all
        return False


def _too_large(limits: Limits) -> Refusal:
    return Refusal("too_large", f"a request may have {limits.body:,} bytes")


async def refuse(refusal: Refusal, request_id: str, send: Send) -> None:
    """Answer a request with why it is not."""
    body = refusal.body(request_id)
    given = {**refusal.headers(), "content-length": str(len(body))}
    headers = [(name.encode(), value.encode()) for name, value in given.items()]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
