"""The end of a request: what a proxy might see elsewhere is refused, and nothing after it is answered."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator

import pytest
from nutgraf.corpus.article import Article
from nutgraf.search.servers.local_socket import SOCKET
from running.servers import ServerProcess, code_of, receive_all, serving, status_of
from small_indexes.fakes import index_at

SMUGGLED = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
BODY = b'{"query": "the river"}'
LENGTH = b"Content-Length: %d" % len(BODY)
CHUNKED = b"Transfer-Encoding: chunked"


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[ServerProcess]:
    index = tmp_path_factory.mktemp("framing") / "index"
    stories = [Article(id=f"s{number}", text=f"The mayor of town {number} spoke.") for number in range(3)]
    with serving(index_at(index, stories), "--workers", 1) as served:
        yield served


@pytest.fixture(params=["TCP", pytest.param("socket file", marks=pytest.mark.unix("AF_UNIX"))])
def exchange(request, served) -> Callable[[bytes], bytes]:
    """Sends bytes over a new connection, and returns all that comes back until it is closed."""

    def exchange(sent: bytes) -> bytes:
        if request.param == "TCP":
            return served.exchange(sent)
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(20)
            line.connect(str(served.index / SOCKET))
            line.sendall(sent)
            return receive_all(line)

    return exchange


def head(*lines: bytes, start: bytes = b"POST /search HTTP/1.1") -> bytes:
    return b"\r\n".join([start, b"Host: localhost", b"Content-Type: application/json", *lines]) + b"\r\n\r\n"


UNCLEAR = {
    "both lengths": head(LENGTH, CHUNKED),
    "both, the other way round": head(CHUNKED, LENGTH),
    "both, and no body": head(b"Content-Length: 0", CHUNKED),
    "in any case": head(b"CONTENT-LENGTH: 22", b"transfer-ENCODING: ChunKed"),
    "without a space": head(b"Content-Length:22", b"Transfer-Encoding:chunked"),
    "with tabs": head(b"Content-Length:\t22", b"Transfer-Encoding:\tchunked\t"),
    "with a space before the colon": head(b"Content-Length: 22", b"Transfer-Encoding : chunked"),
    "with a vertical tab": head(LENGTH, b"Transfer-Encoding:\x0bchunked"),
    "in a folded line": head(LENGTH, b"Transfer-Encoding:\r\n chunked"),
    "after a folded line": head(LENGTH, b"X-Other: a\r\n\tTransfer-Encoding: chunked"),
    "after a bare line feed": head(LENGTH, b"X-Other: a\nTransfer-Encoding: chunked"),
    "after a bare carriage return": head(LENGTH, b"X-Other: a\rTransfer-Encoding: chunked"),
    "in bare line feeds": head(LENGTH, CHUNKED).replace(b"\r\n", b"\n"),
    "a list of codings": head(LENGTH, b"Transfer-Encoding: chunked, identity"),
    "codings alone": head(b"Transfer-Encoding: identity, chunked"),
    "an unknown coding": head(b"Transfer-Encoding: xchunked"),
    "no coding": head(b"Transfer-Encoding:"),
    "two codings": head(CHUNKED, CHUNKED),
    "a coding in quotation marks": head(LENGTH, b'Transfer-Encoding: "chunked"'),
    "chunks in HTTP/1.0": head(CHUNKED, start=b"POST /search HTTP/1.0"),
    "two lengths": head(LENGTH, b"Content-Length: 0"),
    "the same length twice": head(LENGTH, LENGTH),
    "a list of lengths": head(b"Content-Length: 22, 0"),
    "a list of one length": head(b"Content-Length: 22, 22"),
    "a length with a sign": head(b"Content-Length: +22"),
    "a negative length": head(b"Content-Length: -22"),
    "a hexadecimal length": head(b"Content-Length: 0x16"),
    "a length with an underscore": head(b"Content-Length: 2_2"),
    "a length in other digits": head("Content-Length: \u0662\u0662".encode()),
    "an empty length": head(b"Content-Length:"),
    "a length with a space": head(b"Content-Length: 2 2"),
    "a length of many digits": head(b"Content-Length: " + b"9" * 30),
    "both on a question without a body": head(b"Content-Length: 0", CHUNKED, start=b"GET /search?q=river HTTP/1.1"),
    "both where nothing is": head(LENGTH, CHUNKED, start=b"POST /nowhere HTTP/1.1"),
    "both to MCP": head(LENGTH, CHUNKED, start=b"POST /mcp HTTP/1.1"),
    "both to the command line's route": head(LENGTH, CHUNKED, start=b"POST /reply HTTP/1.1"),
    "both with another method": head(LENGTH, CHUNKED, start=b"DELETE / HTTP/1.1"),
    "both in a request to go on": head(LENGTH, CHUNKED, b"Expect: 100-continue"),
    "both in an upgrade": head(LENGTH, CHUNKED, b"Connection: Upgrade", b"Upgrade: websocket"),
}


@pytest.mark.parametrize("name", UNCLEAR)
def test_a_request_whose_end_is_unclear_is_refused_and_nothing_after_it_is_answered(exchange, name):
    for body in (b"0\r\n\r\n", BODY, b""):
        answer = exchange(UNCLEAR[name] + body + SMUGGLED)
        assert (status_of(answer), code_of(answer)) == (400, "bad_request")
        assert b"\r\nconnection: close\r\n" in answer.lower()
        assert answer.count(b"HTTP/1.1 ") == 1


def test_what_was_asked_before_it_is_answered(exchange):
    before = SMUGGLED.replace(b"Connection: close\r\n", b"")
    answer = exchange(before + UNCLEAR["both lengths"] + b"0\r\n\r\n" + SMUGGLED)
    assert [part[:3] for part in answer.split(b"HTTP/1.1 ")[1:]] == [b"200", b"400"]


def test_a_head_that_comes_byte_by_byte_is_refused_as_well(served):
    with served.connect() as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in UNCLEAR["both lengths"]:
            line.sendall(bytes([byte]))
        assert status_of(receive_all(line)) == 400


CLEAR = {
    "a length": head(LENGTH, b"Connection: close") + BODY,
    "a length in any case": head(b"cONTENT-lENGTH:   0022  ", b"Connection: close") + BODY,
    "chunks": head(CHUNKED, b"Connection: close") + b"16;a=b\r\n" + BODY + b"\r\n0\r\nX-Trailer: a\r\n\r\n",
    "chunks in any case": head(b"TRANSFER-encoding: Chunked", b"Connection: close")
    + b"16\r\n"
    + BODY
    + b"\r\n0\r\n\r\n",
    "names that only look alike": head(LENGTH, b"X-Content-Length: 5", b"X-Transfer-Encoding: a", b"Connection: close")
    + BODY,
}


@pytest.mark.parametrize("name", CLEAR)
def test_a_request_with_one_length_is_answered(exchange, name):
    answer = exchange(CLEAR[name])
    assert status_of(answer) == 200
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["hits"]
