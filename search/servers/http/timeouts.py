"""HTTP connections that are given up: uvicorn waits for ever for a client that does not finish its request, or read."""

from __future__ import annotations

import asyncio
import sys
from http import HTTPStatus
from typing import Literal
from uuid import uuid4

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from ..refusals import Refusal
from .middleware import RESPONSE_HEADERS

_Awaited = Literal["headers", "rest of a body", "taking"]


class TimeoutProtocol(H11Protocol):
    """uvicorn's protocol, with so much patience for headers, for the rest of a body, and for taking what was sent.

    Attributes:
        patience: Seconds for each of these.
        at_most: Connections open at once; whoever comes beyond is sent away.
    """

    patience: float
    at_most: int

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """See asyncio, as for all of these."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(0)  # so that we are told of the least that is not taken
        self._timers: dict[_Awaited, asyncio.TimerHandle] = {}
        self._await("headers")
        if len(self.connections) > self.at_most:
            self._refuse(Refusal("busy", "there are too many connections; ask again in a moment"))

    def data_received(self, data: bytes) -> None:  # noqa: D102
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._came("headers")
        elif "headers" not in self._timers:  # of the next request of this connection: uvicorn has stopped its clock
            self._await("headers")
        if self.conn.their_state is not h11.SEND_BODY:
            self._came("rest of a body")

    def on_response_complete(self) -> None:  # noqa: D102
        super().on_response_complete()
        if self.conn.their_state is h11.SEND_BODY:  # what is left of it is read, and dropped, but not for ever
            self._await("rest of a body")

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: D102
        for awaited in tuple(self._timers):
            self._came(awaited)
        super().connection_lost(exc)

    def pause_writing(self) -> None:  # noqa: D102
        super().pause_writing()
        self._await("taking")

    def resume_writing(self) -> None:  # noqa: D102
        self._came("taking")
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP gets an error of the usual shape, too."""
        error = sys.exception()
        if isinstance(error, h11.RemoteProtocolError) and error.error_status_hint == 431:
            self._refuse(Refusal("headers_too_large", "a request's headers may not be so long"))
        else:
            self._refuse(Refusal("bad_request", msg))

    def _refuse(self, refusal: Refusal) -> None:
        """Answer without the app, and hang up."""
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

    def _await(self, awaited: _Awaited) -> None:
        self._timers[awaited] = self.loop.call_later(self.patience, self.transport.abort)

    def _came(self, awaited: _Awaited) -> None:
        if timer := self._timers.pop(awaited, None):
            timer.cancel()


def impatient(seconds: float, connections: int) -> type[TimeoutProtocol]:
    """`TimeoutProtocol` with so much `patience`, and `at_most` so many connections."""
    return type("Impatient", (TimeoutProtocol,), {"patience": seconds, "at_most": connections})
