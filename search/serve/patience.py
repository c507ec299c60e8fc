"""HTTP connections that are given up: uvicorn waits for ever for a client that does not finish its headers, or read."""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol


def impatient(seconds: float) -> type[H11Protocol]:
    """uvicorn's protocol, with so much patience for headers, and for taking what was sent."""

    class ImpatientProtocol(H11Protocol):
        _headers: asyncio.TimerHandle | None = None
        _taking: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._headers = self.loop.call_later(seconds, transport.abort)

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self.conn.their_state is not h11.IDLE:
                self._headers = _cancel(self._headers)
            elif self._headers is None and self.conn.trailing_data[0]:  # of the next request of this connection
                self._headers = self.loop.call_later(seconds, self.transport.abort)

        def connection_lost(self, exc: Exception | None) -> None:
            self._headers, self._taking = _cancel(self._headers), _cancel(self._taking)
            super().connection_lost(exc)

        def pause_writing(self) -> None:
            super().pause_writing()
            self._taking = self.loop.call_later(seconds, self.transport.abort)

        def resume_writing(self) -> None:
            self._taking = _cancel(self._taking)
            super().resume_writing()

    return ImpatientProtocol


def _cancel(timer: asyncio.TimerHandle | None) -> asyncio.TimerHandle | None:
    """Nothing to wait for any more."""
    if timer:
        timer.cancel()
    return None
