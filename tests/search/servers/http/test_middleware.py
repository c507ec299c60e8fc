"""The middleware alone, before an app that answers every request: requests let through, and response headers."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from nutgraf.search.servers.http.middleware import RequestGuard
from nutgraf.search.servers.limits import Limits

TOKEN = "a-token-of-twenty-two-characters-or-more"
HERE = ("127.0.0.1", 8765)
OURS = ("host", "127.0.0.1:8765")


async def everybody(_: Any, receive: Any, send: Any) -> None:
    """Read the whole body, and respond with its length."""
    length, more = 0, True
    while more:
        message = await receive()
        length += len(message.get("body", b""))
        more = message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(length).encode()})


class Answer:
    def __init__(self, messages: list[Any]) -> None:
        self.status = messages[0]["status"]
        self.headers = {name.decode(): value.decode() for name, value in messages[0]["headers"]}
        self.body = b"".join(each.get("body", b"") for each in messages[1:])

    @property
    def code(self) -> str:
        return json.loads(self.body)["error"]["code"] if self.status != 200 else "let through"


def send_request(
    guard: RequestGuard,
    *headers: tuple[str, str],
    path: str = "/search",
    server: Any = HERE,
    body: Any = (b"",),
    query: str = "",
) -> Answer:
    """Send a request to `guard`, and return its answer."""
    parts, messages = list(body), []

    async def receive() -> Any:
        if not parts:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts) or body is ENDLESS}

    async def send(message: Any) -> None:
        messages.append(message)

    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": query.encode(),
        "server": server, "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
    }  # fmt: skip
    asyncio.run(asyncio.wait_for(guard(scope, receive, send), 20))
    return Answer(messages)


ENDLESS = (b"a",)


@pytest.fixture
def guard() -> RequestGuard:
    return RequestGuard(everybody, Limits())


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:8765", "127.0.0.1", "127.0.0.1:1", "localhost", "localhost:1", "LocalHost:80", "localhost.", "[::1]"],
)  # fmt: skip
def test_whoever_asks_for_this_machine_is_let_through_whatever_the_port(guard, host):
    assert send_request(guard, ("host", host)).code == "let through"


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "localhost.evil.example", "evil.example:8765", "127.0.0.1.evil.example", "evil.localhost", "",
        "user@localhost", "localhost@evil.example", "localhost:80@evil.example", "localhost/", "localhost:port", "[::1",
        "::1", "[::2]", "2130706433", "0.0.0.0", "localhost evil.example", "localhost,evil.example", "l\u00f6calhost",
        "localhost:999999",
    ],
)  # fmt: skip
def test_another_name_is_refused(guard, host):
    answer = send_request(guard, ("host", host))
    assert (answer.status, answer.code) == (421, "host_refused")


def test_no_host_and_two_hosts_are_refused(guard):
    assert send_request(guard).code == "host_refused"
    assert send_request(guard, OURS, OURS).code == "host_refused"
    assert send_request(guard, OURS, ("host", "evil.example")).code == "host_refused"


def test_the_address_that_was_reached_is_ours_in_both_families(guard):
    assert send_request(guard, ("host", "192.0.2.7:8765"), server=("192.0.2.7", 8765)).code == "let through"
    assert send_request(guard, ("host", "[2001:db8::7]:8765"), server=("2001:db8::7", 8765)).code == "let through"
    assert send_request(guard, ("host", "192.0.2.8:8765"), server=("192.0.2.7", 8765)).code == "host_refused"


def test_a_name_that_is_allowed_is_let_through_and_no_name_that_ends_in_it():
    guard = RequestGuard(everybody, Limits(), hosts=("archive.example",))
    assert send_request(guard, ("host", "archive.example:443")).code == "let through"
    assert send_request(guard, ("host", "ARCHIVE.example.")).code == "let through"
    assert send_request(guard, ("host", "my.archive.example")).code == "host_refused"
    assert send_request(guard, ("host", "localhost")).code == "host_refused"


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8765", "http://127.0.0.1:8765".upper(), "https://127.0.0.1:8765"])
def test_a_page_of_our_own_may_ask(guard, origin):
    assert send_request(guard, OURS, ("origin", origin)).code == "let through"


@pytest.mark.parametrize(
    "origin",
    [
        "null", "", "http://evil.example", "http://127.0.0.1", "http://127.0.0.1:8766", "http://localhost:8765",
        "http://u@127.0.0.1:8765", "http://127.0.0.1:8765@evil.example", "http://127.0.0.1:8765.evil.example",
        "127.0.0.1:8765", "http://[", "http://[::1", "http://[v1.a]", "file://", "*", "http://evil.example#127.0.0.1:8765",
        "http://evil.example\\127.0.0.1:8765", "\xff",
    ],
)  # fmt: skip
def test_a_page_of_another_origin_may_not(guard, origin):
    answer = send_request(guard, OURS, ("origin", origin))
    assert (answer.status, answer.code) == (403, "origin_refused")


def test_a_name_that_was_pointed_at_us_brings_its_page_nowhere(guard):
    evil = "evil.example:8765"
    assert send_request(guard, ("host", evil), ("origin", f"http://{evil}")).code == "host_refused"


def test_an_origin_that_is_allowed_may_ask_but_not_beside_another_one():
    guard = RequestGuard(everybody, Limits(), origins=("https://desk.example",))
    ours, evil = ("origin", "https://desk.example"), ("origin", "https://evil.example")
    assert send_request(guard, OURS, ours).code == "let through"
    assert send_request(guard, OURS, ours, ("sec-fetch-site", "cross-site")).code == "let through"
    for others in (evil, ("origin", "http://desk.example"), ("origin", "https://desk.example:444")):
        assert send_request(guard, OURS, others).code == "origin_refused"
    assert send_request(guard, OURS, ours, evil).code == "origin_refused"
    assert send_request(guard, OURS, evil, ours).code == "origin_refused"


@pytest.mark.parametrize(
    ("site", "mode", "code"),
    [
        ("same-origin", "cors", "let through"),
        ("none", "navigate", "let through"),
        ("cross-site", "navigate", "let through"),
        ("cross-site", "no-cors", "origin_refused"),
        ("same-site", "cors", "origin_refused"),
        ("cross-site", "", "origin_refused"),
    ],
)
def test_a_link_may_lead_here_but_no_image_or_script_of_another_site(guard, site, mode, code):
    assert send_request(guard, OURS, ("sec-fetch-site", site), ("sec-fetch-mode", mode)).code == code


@pytest.mark.parametrize("given", [f"Bearer {TOKEN}", f"bearer {TOKEN}", f"BEARER   {TOKEN} "])
def test_the_token_opens(given):
    assert (
        send_request(RequestGuard(everybody, Limits(), token=TOKEN), OURS, ("authorization", given)).code
        == "let through"
    )


@pytest.mark.parametrize(
    "given",
    [
        None, "", "Bearer", "Bearer ", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN}a",
        "Bearer \xff", f"Bearer {TOKEN.upper()}", f"Bearer x {TOKEN}", f"Bearer\t{TOKEN}",
    ],
)  # fmt: skip
def test_whatever_is_not_the_token_does_not_and_learns_nothing(given):
    headers = [OURS] if given is None else [OURS, ("authorization", given)]
    answer = send_request(RequestGuard(everybody, Limits(), token=TOKEN), *headers)
    assert (answer.status, answer.code) == (401, "unauthorized")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert TOKEN not in str(vars(answer))


def test_a_token_in_the_url_does_not_open():
    assert (
        send_request(RequestGuard(everybody, Limits(), token=TOKEN), OURS, query=f"token={TOKEN}").code
        == "unauthorized"
    )


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/", "let through"), ("/healthz", "let through"), ("/page/page.js", "let through"),
        ("/search", "unauthorized"), ("/metrics", "unauthorized"), ("/openapi.json", "unauthorized"),
        ("/mcp", "unauthorized"), ("/ready", "unauthorized"), ("/healthz/", "unauthorized"), ("//", "unauthorized"),
        ("/page", "unauthorized"), ("/pages/a", "unauthorized"), ("/x/page/a", "unauthorized"), ("", "unauthorized"),
    ],
)  # fmt: skip
def test_what_holds_nothing_is_open(path, code):
    assert send_request(RequestGuard(everybody, Limits(), token=TOKEN), OURS, path=path).code == code


@pytest.mark.parametrize("path", ["/", "/page/page.js", "/healthz"])
def test_what_holds_nothing_is_open_behind_a_proxy_that_changes_the_host(guard, path):
    origin = ("origin", "http://localhost:8081")
    assert send_request(guard, OURS, origin, path=path).code == "let through"
    assert send_request(guard, OURS, origin, path="/search").code == "origin_refused"


def test_the_socket_beside_the_index_needs_neither_name_nor_token():
    guard = RequestGuard(everybody, Limits(), token=TOKEN)
    assert send_request(guard, ("host", "any"), server=("/index/serve.sock", None)).code == "let through"
    assert (
        send_request(guard, ("host", "any"), ("origin", "http://evil.example"), server=("/s", None)).code
        == "origin_refused"
    )


@pytest.mark.parametrize("length", ["1000001", "300000000", "9" * 5000])
def test_a_length_that_is_too_long_is_refused_before_anything_is_read(guard, length):
    answer = send_request(guard, OURS, ("content-length", length), body=())
    assert (answer.status, answer.code) == (413, "too_large")


@pytest.mark.parametrize("length", ["-1", "1e3", "0x10", "\xb2", "", "1, 1"])
def test_a_length_that_is_no_number_is_refused(guard, length):
    assert send_request(guard, OURS, ("content-length", length)).code == "bad_request"


def test_a_body_is_counted_whatever_its_length_was_said_to_be(guard):
    part = b"a" * 100_000
    assert send_request(guard, OURS, body=[part] * 10).body == b"1000000"
    assert send_request(guard, OURS, body=[part] * 11).code == "too_large"
    assert send_request(guard, OURS, ("content-length", "5"), body=[part] * 3_000).code == "too_large"


def test_a_body_that_does_not_end_is_given_up_however_it_drips():
    quick = RequestGuard(everybody, Limits(read_timeout=0.1))
    answer = send_request(quick, OURS, body=ENDLESS)
    assert (answer.status, answer.code) == (408, "timeout")


def test_headers_and_address_have_a_length_together(guard):
    assert send_request(guard, OURS, ("x", "a" * 31_000)).code == "let through"
    answer = send_request(guard, OURS, ("x", "a" * 33_000))
    assert (answer.status, answer.code) == (431, "headers_too_large")
    assert send_request(guard, OURS, query="q" * 33_000).code == "headers_too_large"
    assert send_request(guard, OURS, *[("x", "")] * 40_000).code == "headers_too_large"


def test_every_answer_bears_what_keeps_a_browser_from_harm(guard):
    for answer in (
        send_request(guard, OURS),
        send_request(guard),
        send_request(RequestGuard(everybody, Limits(), token=TOKEN), OURS),
    ):
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert len(answer.headers["x-request-id"]) == 32


def test_an_error_bears_the_number_of_its_request(guard):
    answer = send_request(guard)
    assert json.loads(answer.body)["error"]["request_id"] == answer.headers["x-request-id"]
    assert send_request(guard).headers["x-request-id"] != answer.headers["x-request-id"]


def test_an_app_that_fails_gets_an_error_response_without_the_question(caplog):
    async def broken(*_: Any) -> None:
        raise RuntimeError("a secret")

    answer = send_request(RequestGuard(broken, Limits()), OURS)
    assert (answer.status, answer.code) == (500, "internal")
    [line] = caplog.messages
    mark = json.loads(answer.body)["error"]["message"].split()[-1]
    assert line.startswith(f"internal error {mark}: RuntimeError in test_middleware.py:")
    assert "secret" not in line + answer.body.decode()


def test_each_request_is_reported_with_its_status():
    seen = []
    watched = RequestGuard(
        everybody, Limits(), on_request=lambda scope, status, seconds: seen.append((scope["path"], status, seconds))
    )
    send_request(watched, OURS)
    send_request(watched)
    assert [each[:2] for each in seen] == [("/search", 200), ("/search", 421)]
    assert all(0 <= each[2] < 5 for each in seen)
