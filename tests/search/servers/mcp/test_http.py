from __future__ import annotations

import asyncio
import http.client
import json

import mcp
import pytest

from .conftest import connected
from .messages import MALFORMED, error_in

QUESTION = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "search", "arguments": {"query": "ferry"}},
}
HEADERS = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}


def send(
    port: int, *, method: str = "POST", path: str = "/mcp", body: bytes | None = None, **headers: str
) -> tuple[int, str, bytes]:
    """Send a request and return status, content type and body; `headers` are spelled with underscores."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        given = HEADERS | {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, json.dumps(QUESTION).encode() if body is None else body, given)
        response = connection.getresponse()
        return response.status, response.headers.get_content_type(), response.read()
    finally:
        connection.close()


@pytest.mark.parametrize("path", ["/mcp", "/mcp/"])
def test_a_question_is_answered_in_json_without_a_session(mcp_port, path):
    status, kind, body = send(mcp_port, path=path)
    assert (status, kind) == (200, "application/json")
    assert json.loads(body)["result"]["structuredContent"]["results"][0]["id"] == "ferry#p0"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_what_a_form_of_a_foreign_page_could_send_is_refused(mcp_port, kind):
    assert send(mcp_port, Content_Type=kind)[0] == 400


@pytest.mark.parametrize("version", [{}, {"MCP_Protocol_Version": "2026-07-28"}], ids=["before 2026", "of 2026"])
def test_it_leaves_the_origin_to_the_server_around_it(mcp_port, version):
    assert send(mcp_port, Origin=f"http://127.0.0.1:{mcp_port}", **version)[0] in (200, 400)


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_there_is_nothing_to_wait_for(mcp_port, method):
    assert send(mcp_port, method=method, body=b"")[0] == 405


def test_a_request_is_bounded(mcp_port):
    assert send(mcp_port, body=b" " * 1_000_001)[0] == 413


@pytest.mark.parametrize("body", [b"", b"hello", b"[]", b"\xff", b'{"jsonrpc": "2.0", "id": 1}', b"[" * 100_000])
def test_what_is_no_request_is_refused_and_ends_nothing(mcp_port, body):
    assert send(mcp_port, body=body)[0] == 400
    assert send(mcp_port)[0] == 200


@pytest.mark.parametrize("headers", [{}, {"MCP_Protocol_Version": "2026-07-28"}], ids=["before 2026", "of 2026"])
@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_request_is_answered_with_an_error_under_its_id(mcp_port, name, headers):
    message, number = MALFORMED[name]
    status, kind, body = send(mcp_port, body=message, **headers)
    assert (status, kind) == (400, "application/json")
    assert error_in(body) == number
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
