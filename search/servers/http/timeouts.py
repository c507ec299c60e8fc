"""Limits of HTTP connections: uvicorn itself waits for ever for a client that stops sending or reading."""

from __future__ import annotations

import asyncio
import sys
from http import HTTPStatus
from typing import Any, Literal, cast
from uuid import uuid4

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from ..refusals import Refusal
from .framing import StrictConnection, UnclearRequest
from .middleware import RESPONSE_HEADERS

_Phase = Literal["request headers", "request body", "response"]


class TimeoutProtocol(H11Protocol):
    """uvicorn's protocol with a timeout for each phase: request headers, rest of a request body, reading the response.

    It refuses requests whose end is unclear, see `framing`. When there are too many connections, the one that has kept
    the server waiting for the longest makes room for a new one.

    Attributes:
        timeout: Seconds for each phase; after that the connection is aborted.
        max_connections: Connections open at once. A further one is refused if the server is at work for all of them.
    """

    timeout: float
    max_connections: int

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401  # as uvicorn has them
        super().__init__(*arguments, **options)
        self.conn = StrictConnection(h11.SERVER)
        self._timers: dict[_Phase, asyncio.TimerHandle] = {}
        self._idle_since = 0.0

    @property
    def waits_for_client(self) -> bool:
        """True where the server has nothing to do before the client sends or reads something."""
        return self.conn.their_state in (h11.IDLE, h11.SEND_BODY) or "response" in self._timers

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """See asyncio, as for the other callbacks."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(0)  # calls `pause_writing` as soon as any byte stays unread
        self._idle_since = self.loop.time()
        self._start_timer("request headers")
        if len(self.connections) > self.max_connections and not self._make_room():
            self._refuse(Refusal("busy", "the server has too many connections; ask again in a moment"))

    def _make_room(self) -> bool:
        """Abort the connection that has been idle for the longest; return False where none is."""
        others = cast("set[TimeoutProtocol]", self.connections - {self})
        idle = [other for other in others if other.waits_for_client and not other.transport.is_closing()]
        if idle:
            min(idle, key=lambda other: other._idle_since).transport.abort()
        return bool(idle)

    def data_received(self, data: bytes) -> None:  # noqa: D102
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            if "request headers" in self._timers:
                self._idle_since = self.loop.time()
            self._stop_timer("request headers")
        elif "request headers" not in self._timers:  # the connection's next request: uvicorn has stopped its own timer
            self._start_timer("request headers")
        if self.conn.their_state is not h11.SEND_BODY:
            self._stop_timer("request body")

    def on_response_complete(self) -> None:  # noqa: D102
        self._idle_since = self.loop.time()
        super().on_response_complete()
        if self.conn.their_state is h11.SEND_BODY:  # the rest of the body is read and dropped, but not for ever
            self._start_timer("request body")

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: D102
        for phase in tuple(self._timers):
            self._stop_timer(phase)
        super().connection_lost(exc)

    def pause_writing(self) -> None:  # noqa: D102
        super().pause_writing()
        self._start_timer("response")

    def resume_writing(self) -> None:  # noqa: D102
        self._stop_timer("response")
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """Refuse bytes that are not HTTP with an error of the usual form."""
        error = sys.exception()
        if isinstance(error, h11.RemoteProtocolError) and error.error_status_hint == 431:
            self._refuse(Refusal("headers_too_large", "the request's headers are too long; shorten them"))
        else:
            self._refuse(Refusal("bad_request", str(error) if isinstance(error, UnclearRequest) else msg))

    def _refuse(self, refusal: Refusal) -> None:
        """Send a refusal without the app, and close the connection."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            request_id = uuid4().hex
            body = refusal.body(request_id)
            headers = {
                **refusal.headers(),
                **RESPONSE_HEADERS,
                "x-request-id": request_id,
                "content-length": str(len(body)),
            }
            headers["connection"] = "close"
            phrase = HTTPStatus(refusal.status).phrase.encode()
            start = h11.Response(status_code=refusal.status, headers=[*headers.items()], reason=phrase)
            for event in (start, h11.Data(data=body), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _start_timer(self, phase: _Phase) -> None:
        self._timers[phase] = self.loop.call_later(self.timeout, self.transport.abort)

    def _stop_timer(self, phase: _Phase) -> None:
        if timer := self._timers.pop(phase, None):
            timer.cancel()


def timeout_protocol(seconds: float, connections: int) -> type[TimeoutProtocol]:
    """Make a `TimeoutProtocol` with a `timeout` of `seconds` and at most `connections` connections."""
    return type("ConfiguredTimeoutProtocol", (TimeoutProtocol,), {"timeout": seconds, "max_connections": connections})
