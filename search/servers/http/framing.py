"""Refuses a request whose end a proxy in front of this server might see elsewhere (request smuggling).

A request that is two requests to another program smuggles the second one past the checks of a proxy. h11 accepts some
requests that are read in different ways: both lengths at once, a length given twice, folded lines, bare line feeds.
"""

from __future__ import annotations

import re
from typing import Any

import h11

_HEAD_END = re.compile(rb"\n\r?\n")
_BARE_LINE_FEED = re.compile(rb"(?<!\r)\n")
_FOLDED_LINE = re.compile(rb"\n[ \t]")
_LENGTH = re.compile(rb"\n(content-length|transfer-encoding)[ \t]*:[ \t]*([^\r\n]*)", re.IGNORECASE)
_DIGITS = re.compile(rb"[0-9]+")


class UnclearRequest(h11.RemoteProtocolError):
    """A request whose end is unclear. Its message is for the client."""


class StrictConnection(h11.Connection):
    """An h11 connection that refuses requests whose end is unclear. Nothing after one is read."""

    def next_event(self) -> Any:  # noqa: ANN401  # as h11 has it
        """See h11.

        Raises:
            UnclearRequest: Another program might see the end of the next request elsewhere.
            h11.RemoteProtocolError: It is no request.
        """
        if self.their_state is h11.IDLE:
            _refuse_unclear(self.trailing_data[0])
        return super().next_event()


def _refuse_unclear(received: bytes) -> None:
    """Raise UnclearRequest if the headers at the start of `received` are complete, and leave the length unclear."""
    end = _HEAD_END.search(received)
    if not end:
        return
    head = received[: end.end()]
    if _BARE_LINE_FEED.search(head):
        raise UnclearRequest("a line of the request's headers does not end in CR LF")
    if _FOLDED_LINE.search(head):
        raise UnclearRequest("a header of the request goes on in the next line; write it in one line")
    lengths = [(name.lower(), value.strip()) for name, value in _LENGTH.findall(head)]
    if len(lengths) > 1:
        raise UnclearRequest("the request gives its length twice; send one Content-Length, or Transfer-Encoding alone")
    for name, value in lengths:
        if name == b"content-length" and not _DIGITS.fullmatch(value):
            raise UnclearRequest("the header Content-Length is not a number; send the body's size in bytes")
        is_chunked = value.lower() == b"chunked" and head.partition(b"\r\n")[0].endswith(b" HTTP/1.1")
        if name == b"transfer-encoding" and not is_chunked:
            raise UnclearRequest("only Transfer-Encoding: chunked is supported, and only in HTTP/1.1")
