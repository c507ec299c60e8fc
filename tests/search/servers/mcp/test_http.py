from __future__ import annotations

import asyncio
import http.client
import json

import mcp
import pytest

from .conftest import connected, listening

QUESTION = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "search", "arguments": {"query": "ferry"}},
}
HEADERS = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}


def send(port: int, *, method: str = "POST", body: bytes | None = None, **headers: str) -> tuple[int, str, bytes]:
    """Send a request and return status, content type and body; `headers` are spelled with underscores."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        given = HEADERS | {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, "/mcp", json.dumps(QUESTION).encode() if body is None else body, given)
        response = connection.getresponse()
        return response.status, response.headers.get_content_type(), response.read()
    finally:
        connection.close()


def test_a_question_is_answered_in_json_without_a_session(mcp_port):
    status, kind, body = send(mcp_port)
    assert (status, kind) == (200, "application/json")
    assert json.loads(body)["result"]["structuredContent"]["results"][0]["id"] == "ferry#p0"


@pytest.fixture(scope="module")
def open_port(mcp_index):
    """A server for other machines: it listens on all addresses and accepts one name."""
    with listening(mcp_index, ["news.example"], ["https://desk.example"]) as port:
        yield port


def test_on_a_loopback_only_its_own_names_are_answered(mcp_port):
    for own in (f"localhost:{mcp_port}", f"127.0.0.1:{mcp_port}", "localhost"):
        assert send(mcp_port, Host=own)[0] == 200
    for foreign in ("evil.example", f"evil.example:{mcp_port}", f"127.0.0.1.evil.example:{mcp_port}", ""):
        assert send(mcp_port, Host=foreign)[0] == 421
    for origin in ("https://evil.example", "null", f"http://localhost:{mcp_port}"):
        assert send(mcp_port, Origin=origin)[0] == 403


def test_on_an_open_address_only_the_names_and_origins_given_are_answered(open_port):
    assert send(open_port, Host="news.example")[0] == 200
    assert send(open_port, Host="news.example:8765", Origin="https://desk.example")[0] == 200
    for foreign in ("evil.example", f"127.0.0.1:{open_port}", "0.0.0.0", "news.example.evil.example"):
        assert send(open_port, Host=foreign)[0] == 421
    for origin in ("https://evil.example", "https://desk.example.evil.example", "http://desk.example"):
        assert send(open_port, Host="news.example", Origin=origin)[0] == 403


@pytest.mark.parametrize("version", ["2025-06-18", "2026-07-28"])
def test_the_names_are_asked_for_in_every_version_of_the_protocol(mcp_port, version):
    assert send(mcp_port, Host="evil.example", MCP_Protocol_Version=version)[0] == 421
    assert send(mcp_port, Origin="https://evil.example", MCP_Protocol_Version=version)[0] == 403


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_what_a_form_of_a_foreign_page_could_send_is_refused(mcp_port, kind):
    assert send(mcp_port, Content_Type=kind)[0] == 400


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_there_is_nothing_to_wait_for(mcp_port, method):
    assert send(mcp_port, method=method, body=b"")[0] == 405


def test_a_request_is_bounded(mcp_port):
    assert send(mcp_port, body=b" " * 1_000_001)[0] == 413


@pytest.mark.parametrize("body", [b"", b"hello", b"[]", b"\xff", b'{"jsonrpc": "2.0", "id": 1}', b"[" * 100_000])
def test_what_is_no_request_is_refused_and_ends_nothing(mcp_port, body):
    assert send(mcp_port, body=body)[0] == 400
    assert send(mcp_port)[0] == 200


def test_half_a_character_is_refused(mcp_port):
    body = json.dumps(QUESTION).replace("ferry", "\\ud800").encode()
    for headers in ({}, {"MCP_Protocol_Version": "2026-07-28"}):
        status, _, body_of_answer = send(mcp_port, body=body, **headers)
        assert status < 500
        assert b"ferry#p0" not in body_of_answer
    assert send(mcp_port)[0] == 200


def test_two_clients_are_answered_side_by_side(mcp_port):
    url = f"http://127.0.0.1:{mcp_port}/mcp"
    questions = {"ferry#p0": "when will the ferry leave?", "river#p0": "are there otters in the river?"}
    with connected(url) as one:

        async def ask_both() -> list:
            async with mcp.Client(url) as other:
                asking = [
                    client.call_tool("search", {"query": question})
                    for _ in range(10)
                    for client, question in zip((one.client, other), questions.values(), strict=True)
                ]
                return await asyncio.gather(*asking)

        first_ids = [result.structured_content["results"][0]["id"] for result in one.wait(ask_both())]
    assert first_ids == [*questions] * 10
