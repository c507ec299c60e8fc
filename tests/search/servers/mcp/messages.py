"""Messages that are no JSON-RPC, and the ids that their answers must have."""

from __future__ import annotations

import json
from typing import Any


def question(query: bytes, number: bytes = b"7", tool: bytes = b'"search"', more: bytes = b"") -> bytes:
    """Make a request from the JSON of its parts."""
    params = b'{"name":%s,"arguments":{"query":%s%s}}' % (tool, query, more)
    return b'{"jsonrpc":"2.0","id":%s,"method":"tools/call","params":%s}' % (number, params)


DEEP = b"[" * 50_000
MALFORMED: dict[str, tuple[bytes, Any]] = {
    "the first half of a pair": (question(rb'"otters \ud800"'), 7),
    "the second half of a pair": (question(rb'"otters \udc00"'), 7),
    "two halves in the wrong order": (question(rb'"\udc00\ud800"', b'"seven"'), "seven"),
    "half a pair in a key": (question(b'"a"', more=rb',"\ud800":1'), 7),
    "half a pair far inside": (question(b'"a"', more=rb',"x":[{"y":["\udbff"]}]'), 7),
    "half a pair in the tool's name": (question(b'"a"', tool=rb'"\ud800"'), 7),
    "half a pair in the method": (rb'{"jsonrpc":"2.0","id":7,"method":"\ud800"}', 7),
    "half a pair in an address": (
        rb'{"jsonrpc":"2.0","id":7,"method":"resources/read","params":{"uri":"file:///\ud800"}}',
        7,
    ),
    "half a pair in the id": (question(b'"a"', rb'"a\ud800"'), "a\ud800"),
    "the id at the end": (rb'{"jsonrpc":"2.0","method":"ping","params":{"x":"\ud800","id":5},"id":7}', 7),
    "half a pair in a notification": (rb'{"jsonrpc":"2.0","method":"ping","params":{"x":"\ud800"}}', None),
    "half a pair in a response": (rb'{"jsonrpc":"2.0","id":7,"result":{"x":"\ud800"}}', None),
    "no UTF-8": (question(b'"\xff\xfe"'), 7),
    "half a pair as bytes": (question(b'"\xed\xa0\x80"'), 7),
    "no UTF-8 in the id": (question(b'"a"', b'"\xff"'), None),
    "too deep": (question(DEEP + b"]" * 50_000), 7),
    "too deep and cut": (question(DEEP), 7),
    "a number too long": (question(b"9" * 5_000), 7),
    "an id too long": (question(b'"a"', b"9" * 5_000), None),
    "an id with a fraction": (question(b'"a"', b"1.5"), 1.5),
    "an id that is none": (question(b'"a"', b"true"), None),
    "an id that is no number": (question(b'"a"', b"NaN"), None),
    "quotation marks without end": (b'{"jsonrpc":"2.0","id":7,"method":"' + rb"\"" * 200_000, 7),
    "no JSON": (b"hello", None),
    "cut off": (question(b'"a"')[:-9], 7),
    "several at once": (b"[" + question(b'"a"') + b"]", None),
    "no method": (b'{"jsonrpc":"2.0","id":7}', 7),
    "a method that is none": (b'{"jsonrpc":"2.0","id":7,"method":7}', 7),
    "another version": (b'{"jsonrpc":"1.0","id":7,"method":"ping"}', 7),
}
"""Each message, and the id of its answer."""


def error_in(answer: bytes) -> Any:
    """Check that an answer is an error, and return its id."""
    content = json.loads(answer)
    assert content.keys() == {"jsonrpc", "id", "error"}
    assert content["error"]["code"] in (-32700, -32600)
    assert content["error"]["message"]
    return content["id"]
