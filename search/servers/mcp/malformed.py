"""Malformed messages: the SDK would drop one without an answer, and its client would wait for ever."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import orjson
from mcp_types import INVALID_REQUEST, PARSE_ERROR, JSONRPCNotification, jsonrpc_message_adapter
from pydantic import ValidationError

LARGEST_MESSAGE = 1_000_000
"""Bytes."""
_LONGEST_ID = 1_000
"""Bytes; a longer id is not repeated, as few clients read numbers of any length."""
_MOST_TOKENS = 500_000
"""Tokens to look at for an id, which take a tenth of a second."""
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[{}\[\]:,]|[^\s"{}\[\]:,]++', re.DOTALL)
_ID = re.compile(
    rb'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+"|-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?'
)
"""A string or a number in JSON. A string may hold half of a surrogate pair, spelled as an escape."""
_ID_KEY, _OF_RESPONSES = b'"id"', (b'"result"', b'"error"')


def refusal_of_malformed(message: bytes) -> bytes | None:
    """Return the answer to a message that is malformed: a JSON-RPC error under its id. None for any other message.

    JSON that is not UTF-8, or that holds half of a surrogate pair, is malformed.
    """
    if len(message) > LARGEST_MESSAGE:
        return _error(message, INVALID_REQUEST, f"the message is longer than {LARGEST_MESSAGE:,} bytes")
    try:
        parsed = jsonrpc_message_adapter.validate_json(message, by_name=False)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        if first["type"] == "json_invalid":
            return _error(message, PARSE_ERROR, f"the message is not JSON in UTF-8: {first['ctx']['error']}")
        return _error(message, INVALID_REQUEST, "the message is not a JSON-RPC request")
    if isinstance(parsed, JSONRPCNotification) and _ID_KEY in dict(_members(message)):
        return _error(message, INVALID_REQUEST, "the id of a request is a string or a whole number")
    return None


def _error(message: bytes, code: int, problem: str) -> bytes:
    error = orjson.dumps({"code": code, "message": problem})
    return b'{"jsonrpc":"2.0","id":%s,"error":%s}' % (_request_id(message), error)


def _request_id(message: bytes) -> bytes:
    """Return the id of a malformed request as it is spelled there; null where it has none, or is a response."""
    members = dict(_members(message))
    found = members.get(_ID_KEY, b"null")
    return found if _is_id(found) and members.keys().isdisjoint(_OF_RESPONSES) else b"null"


def _members(message: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield each key of the object in `message` with its value, or the beginning of that, as far as can be told."""
    depth, key, before = 0, b"", b""
    for match in islice(_TOKEN.finditer(message), _MOST_TOKENS):
        token = match[0]
        if depth == 1 and before == b":":
            yield key, token
        if token in (b"{", b"["):
            depth += 1
            if depth == 1 and token == b"[":
                return
        elif token in (b"}", b"]"):
            depth -= 1
        elif depth == 1 and token == b":":
            key = before
        before = token


def _is_id(token: bytes) -> bool:
    try:
        token.decode()
    except UnicodeDecodeError:
        return False
    return len(token) <= _LONGEST_ID and bool(_ID.fullmatch(token))
