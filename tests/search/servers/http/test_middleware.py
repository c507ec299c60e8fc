"""The gate by itself, before an app that answers everybody: who is let through, and what every answer bears."""

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
    """An app that reads the whole of a body, and says how long it was."""
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
        self.body = b"".join(it.get("body", b"") for it in messages[1:])

    @property
    def code(self) -> str:
        return json.loads(self.body)["error"]["code"] if self.status != 200 else "let through"


def asked(
    gate: RequestGuard,
    *headers: tuple[str, str],
    path: str = "/search",
    server: Any = HERE,
    body: Any = (b"",),
    query: str = "",
) -> Answer:
    """What `gate` answers to a request."""
    parts, said = list(body), []

    async def receive() -> Any:
        if not parts:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts) or body is ENDLESS}

    async def send(message: Any) -> None:
        said.append(message)

    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": query.encode(),
        "server": server, "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
    }  # fmt: skip
    asyncio.run(asyncio.wait_for(gate(scope, receive, send), 20))
    return Answer(said)


ENDLESS = (b"a",)


@pytest.fixture
def gate() -> RequestGuard:
    return RequestGuard(everybody, Limits())


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:8765", "127.0.0.1", "127.0.0.1:1", "localhost", "localhost:1", "LocalHost:80", "localhost.", "[::1]"],
)  # fmt: skip
def test_whoever_asks_for_this_machine_is_let_through_whatever_the_port(gate, host):
    assert asked(gate, ("host", host)).code == "let through"


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "localhost.evil.example", "evil.example:8765", "127.0.0.1.evil.example", "evil.localhost", "",
        "user@localhost", "localhost@evil.example", "localhost:80@evil.example", "localhost/", "localhost:port", "[::1",
        "::1", "[::2]", "2130706433", "0.0.0.0", "localhost evil.example", "localhost,evil.example", "l\u00f6calhost",
        "localhost:999999",
    ],
)  # fmt: skip
def test_another_name_is_refused(gate, host):
    answer = asked(gate, ("host", host))
    assert (answer.status, answer.code) == (421, "host_refused")


def test_no_host_and_two_hosts_are_refused(gate):
    assert asked(gate).code == "host_refused"
    assert asked(gate, OURS, OURS).code == "host_refused"
    assert asked(gate, OURS, ("host", "evil.example")).code == "host_refused"


def test_the_address_that_was_reached_is_ours_in_both_families(gate):
    assert asked(gate, ("host", "192.0.2.7:8765"), server=("192.0.2.7", 8765)).code == "let through"
    assert asked(gate, ("host", "[2001:db8::7]:8765"), server=("2001:db8::7", 8765)).code == "let through"
    assert asked(gate, ("host", "192.0.2.8:8765"), server=("192.0.2.7", 8765)).code == "host_refused"


def test_a_name_that_is_allowed_is_let_through_and_no_name_that_ends_in_it():
    gate = RequestGuard(everybody, Limits(), hosts=("archive.example",))
    assert asked(gate, ("host", "archive.example:443")).code == "let through"
    assert asked(gate, ("host", "ARCHIVE.example.")).code == "let through"
    assert asked(gate, ("host", "my.archive.example")).code == "host_refused"
    assert asked(gate, ("host", "localhost")).code == "host_refused"


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8765", "http://127.0.0.1:8765".upper(), "https://127.0.0.1:8765"])
def test_a_page_of_our_own_may_ask(gate, origin):
    assert asked(gate, OURS, ("origin", origin)).code == "let through"


@pytest.mark.parametrize(
    "origin",
    [
        "null", "", "http://evil.example", "http://127.0.0.1", "http://127.0.0.1:8766", "http://localhost:8765",
        "http://u@127.0.0.1:8765", "http://127.0.0.1:8765@evil.example", "http://127.0.0.1:8765.evil.example",
        "127.0.0.1:8765", "http://[", "http://[::1", "http://[v1.a]", "file://", "*", "http://evil.example#127.0.0.1:8765",
        "http://evil.example\\127.0.0.1:8765", "\xff",
    ],
)  # fmt: skip
def test_a_page_of_another_origin_may_not(gate, origin):
    answer = asked(gate, OURS, ("origin", origin))
    assert (answer.status, answer.code) == (403, "origin_refused")


def test_a_name_that_was_pointed_at_us_brings_its_page_nowhere(gate):
    evil = "evil.example:8765"
    assert asked(gate, ("host", evil), ("origin", f"http://{evil}")).code == "host_refused"


def test_an_origin_that_is_allowed_may_ask_but_not_beside_another_one():
    gate = RequestGuard(everybody, Limits(), origins=("https://desk.example",))
    ours, evil = ("origin", "https://desk.example"), ("origin", "https://evil.example")
    assert asked(gate, OURS, ours).code == "let through"
    assert asked(gate, OURS, ours, ("sec-fetch-site", "cross-site")).code == "let through"
    for others in (evil, ("origin", "http://desk.example"), ("origin", "https://desk.example:444")):
        assert asked(gate, OURS, others).code == "origin_refused"
    assert asked(gate, OURS, ours, evil).code == "origin_refused"
    assert asked(gate, OURS, evil, ours).code == "origin_refused"


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
def test_a_link_may_lead_here_but_no_image_or_script_of_another_site(gate, site, mode, code):
    assert asked(gate, OURS, ("sec-fetch-site", site), ("sec-fetch-mode", mode)).code == code


@pytest.mark.parametrize("given", [f"Bearer {TOKEN}", f"bearer {TOKEN}", f"BEARER   {TOKEN} "])
def test_the_token_opens(given):
    assert asked(RequestGuard(everybody, Limits(), token=TOKEN), OURS, ("authorization", given)).code == "let through"


@pytest.mark.parametrize(
    "given",
    [
        None, "", "Bearer", "Bearer ", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN}a",
        "Bearer \xff", f"Bearer {TOKEN.upper()}", f"Bearer x {TOKEN}", f"Bearer\t{TOKEN}",
    ],
)  # fmt: skip
def test_whatever_is_not_the_token_does_not_and_learns_nothing(given):
    headers = [OURS] if given is None else [OURS, ("authorization", given)]
    answer = asked(RequestGuard(everybody, Limits(), token=TOKEN), *headers)
    assert (answer.status, answer.code) == (401, "unauthorized")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert TOKEN not in str(vars(answer))


def test_a_token_in_the_url_does_not_open():
    assert asked(RequestGuard(everybody, Limits(), token=TOKEN), OURS, query=f"token={TOKEN}").code == "unauthorized"


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
    assert asked(RequestGuard(everybody, Limits(), token=TOKEN), OURS, path=path).code == code


def test_the_socket_beside_the_index_needs_neither_name_nor_token():
    gate = RequestGuard(everybody, Limits(), token=TOKEN)
    assert asked(gate, ("host", "any"), server=("/index/serve.sock", None)).code == "let through"
    assert asked(gate, ("host", "any"), ("origin", "http://evil.example"), server=("/s", None)).code == "origin_refused"


@pytest.mark.parametrize("length", ["1000001", "300000000", "9" * 5000])
def test_a_length_that_is_too_long_is_refused_before_anything_is_read(gate, length):
    answer = asked(gate, OURS, ("content-length", length), body=())
    assert (answer.status, answer.code) == (413, "too_large")


@pytest.mark.parametrize("length", ["-1", "1e3", "0x10", "\xb2", "", "1, 1"])
def test_a_length_that_is_no_number_is_refused(gate, length):
    assert asked(gate, OURS, ("content-length", length)).code == "bad_request"


def test_a_body_is_counted_whatever_its_length_was_said_to_be(gate):
    part = b"a" * 100_000
    assert asked(gate, OURS, body=[part] * 10).body == b"1000000"
    assert asked(gate, OURS, body=[part] * 11).code == "too_large"
    assert asked(gate, OURS, ("content-length", "5"), body=[part] * 3_000).code == "too_large"


def test_a_body_that_does_not_end_is_given_up_however_it_drips():
    quick = RequestGuard(everybody, Limits(read_timeout=0.1))
    answer = asked(quick, OURS, body=ENDLESS)
    assert (answer.status, answer.code) == (408, "timeout")


def test_headers_and_address_have_a_length_together(gate):
    assert asked(gate, OURS, ("x", "a" * 31_000)).code == "let through"
    answer = asked(gate, OURS, ("x", "a" * 33_000))
    assert (answer.status, answer.code) == (431, "headers_too_large")
    assert asked(gate, OURS, query="q" * 33_000).code == "headers_too_large"
    assert asked(gate, OURS, *[("x", "")] * 40_000).code == "headers_too_large"


def test_every_answer_bears_what_keeps_a_browser_from_harm(gate):
    for answer in (asked(gate, OURS), asked(gate), asked(RequestGuard(everybody, Limits(), token=TOKEN), OURS)):
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert len(answer.headers["x-request-id"]) == 32


def test_an_error_bears_the_number_of_its_request(gate):
    answer = asked(gate)
    assert json.loads(answer.body)["error"]["request_id"] == answer.headers["x-request-id"]
    assert asked(gate).headers["x-request-id"] != answer.headers["x-request-id"]


def test_an_app_that_breaks_is_answered_for_and_what_was_asked_is_not_told(caplog):
    async def broken(*_: Any) -> None:
        raise RuntimeError("a secret")

    answer = asked(RequestGuard(broken, Limits()), OURS)
    assert (answer.status, answer.code) == (500, "internal")
    [line] = caplog.messages
    mark = json.loads(answer.body)["error"]["message"].split()[-1]
    assert line.startswith(f"internal error {mark}: RuntimeError in test_middleware.py:")
    assert "secret" not in line + answer.body.decode()


def test_each_request_is_observed_with_what_it_was_answered():
    seen = []
    watched = RequestGuard(
        everybody, Limits(), on_request=lambda scope, status, seconds: seen.append((scope["path"], status, seconds))
    )
    asked(watched, OURS)
    asked(watched)
    assert [it[:2] for it in seen] == [("/search", 200), ("/search", 421)]
    assert all(0 <= it[2] < 5 for it in seen)
