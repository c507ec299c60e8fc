"""The address, the socket beside the index, and the requests that a server accepts."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from nutgraf.corpus.article import Article
from nutgraf.corpus.errors import NutgrafError
from nutgraf.search.servers.http.server import Address
from nutgraf.search.servers.http.sockets import tcp_listener, unix_listener
from nutgraf.search.servers.local_socket import SOCKET
from running.servers import ServerProcess, code_of, serving
from small_indexes.fakes import index_at

TOKEN = "a-token-of-twenty-two-characters-or-more"
ORIGIN = "https://desk.example"
STORIES = [Article(id=f"s{number}", text=f"The mayor of town {number} spoke about the river.") for number in range(5)]


@pytest.fixture
def index(tmp_path) -> Path:
    return index_at(tmp_path / "index", STORIES)


# The requests it accepts


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.0.2.1", "archive.example", "", "127.0.0.1.evil.example", "localhost."]
)
def test_without_a_token_nobody_else_is_listened_to(host):
    with pytest.raises(NutgrafError, match="token"):
        Address(host, 0)
    assert Address(host, 0, token=TOKEN).token == TOKEN


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "::1", "localhost"])
def test_this_machine_needs_no_token(host):
    assert Address(host, 0).is_loopback


@pytest.mark.parametrize("token", ["", "a" * 21, "\u00fc" * 30])
@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_token_that_is_easily_guessed_is_refused_and_not_said(host, token):
    with pytest.raises(NutgrafError) as refused:
        Address(host, 0, token=token)
    assert not token or token not in str(refused.value)


@pytest.mark.parametrize("origin", ["*", "null", "desk.example", "https://desk.example/", "https://a@b", "ftp://a", ""])
def test_what_no_browser_sends_as_an_origin_is_refused(origin):
    with pytest.raises(NutgrafError, match="origin"):
        Address("127.0.0.1", 0, origins=(origin,))


@pytest.mark.parametrize(
    ("arguments", "environment", "code", "message"),
    [
        (["--host", "0.0.0.0"], {}, 2, "NUTGRAF_TOKEN"),
        (["--host", "0.0.0.0"], {"NUTGRAF_TOKEN": "short"}, 2, "22 ASCII characters"),
        (["--host", "192.0.2.1"], {"NUTGRAF_TOKEN": TOKEN}, 2, "cannot listen on 192.0.2.1:0"),
        (["--host", "a" * 70 + ".example"], {"NUTGRAF_TOKEN": TOKEN}, 2, "cannot listen on"),
        (["--index", "nowhere"], {}, 3, "no index in nowhere"),
    ],
)
def test_an_index_that_cannot_be_served_is_explained_in_a_line(run, index, arguments, environment, code, message):
    where = [] if "--index" in arguments else ["--index", index]
    done = run("serve", "--port", 0, *where, *arguments, **environment)
    assert done.returncode == code
    assert done.stdout == ""
    assert done.stderr.startswith("nutgraf: error: ")
    assert done.stderr.count("\n") == 1
    assert message in done.stderr


@pytest.fixture(scope="module")
def guarded(tmp_path_factory) -> Iterator[ServerProcess]:
    place = tmp_path_factory.mktemp("guarded")
    (place / "token").write_text(f"{TOKEN}\n")
    named = ("--allow-host", "archive.example", "--allow-origin", ORIGIN, "--token-file", place / "token")
    with serving(index_at(place / "index", STORIES), "--workers", 1, *named) as served:
        yield served


@pytest.fixture
def send(guarded):
    with guarded.client() as client:

        def send(
            path: str = "/status", method: str = "GET", token: str | None = TOKEN, **headers: str
        ) -> httpx.Response:
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            return client.request(method, path, headers=given | ({"authorization": f"Bearer {token}"} if token else {}))

        yield send


def test_a_port_that_is_taken_is_told_of(run, index, guarded):
    done = run("serve", "--index", index, "--port", guarded.port)
    assert done.returncode == 2
    assert f"cannot listen on 127.0.0.1:{guarded.port}: address already in use" in done.stderr


def test_the_token_of_a_file_is_wanted_and_never_told(guarded, send):
    assert send().status_code == 200
    for wrong in (None, TOKEN[:-1], "short"):
        assert (send(token=wrong).status_code, code_of(send(token=wrong))) == (401, "unauthorized")
    assert send("/", token=None).status_code == 200
    assert send("/healthz", token=None).status_code == 200
    assert code_of(send("/openapi.json", token=None)) == "unauthorized"
    assert TOKEN not in "".join(guarded.lines)


def test_a_name_that_was_allowed_is_its_own(send):
    assert send(host="archive.example").status_code == 200
    assert code_of(send(host="evil.example")) == "host_refused"


def test_a_page_of_an_origin_that_was_allowed_may_ask_and_read(send):
    preflight = send(
        "/search", "OPTIONS", token=None, origin=ORIGIN, access_control_request_method="POST",
        access_control_request_headers="authorization,content-type",
    )  # fmt: skip
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == ORIGIN
    assert "POST" in preflight.headers["access-control-allow-methods"]
    allowed = {part.strip().lower() for part in preflight.headers["access-control-allow-headers"].split(",")}
    assert allowed >= {"authorization", "content-type"}
    for response in (send(origin=ORIGIN), send(origin=ORIGIN, token=None), send("/nowhere", origin=ORIGIN)):
        assert response.headers["access-control-allow-origin"] == ORIGIN
        assert "origin" in response.headers["vary"].lower()
        assert "access-control-allow-credentials" not in response.headers


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://desk.example", f"{ORIGIN}.evil.example"])
def test_a_page_of_any_other_origin_may_neither_ask_nor_read(send, origin):
    for response in (
        send(origin=origin),
        send("/search", "OPTIONS", origin=origin, access_control_request_method="POST"),
    ):
        assert response.status_code in (400, 403)
        assert "access-control-allow-origin" not in response.headers


PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
MCP_HEADERS = {"Accept": "application/json, text/event-stream", "Authorization": f"Bearer {TOKEN}"}


def test_mcp_is_answered_under_every_name_and_to_every_page_that_the_other_routes_accept(index):
    pytest.importorskip("mcp")
    named = ("--allow-host", "archive.example", "--allow-origin", ORIGIN)
    with serving(index, "--workers", 1, "--host", "0.0.0.0", *named, NUTGRAF_TOKEN=TOKEN) as served:
        own = f"127.0.0.2:{served.port}"  # reached without being named, as an address in a local network is
        accepted = [{}, {"Host": "archive.example"}, {"Host": own, "Origin": f"http://{own}"}, {"Origin": ORIGIN}]
        refused = [
            ({"Host": "evil.example"}, 421), ({"Host": own, "Origin": "http://evil.example"}, 403),
            ({"Host": own, "Origin": "http://127.0.0.2"}, 403), ({"Authorization": "Bearer guess"}, 401),
        ]  # fmt: skip
        with httpx.Client(base_url=f"http://{own}", trust_env=False, verify=False) as client:
            for headers, status in [*((headers, 200) for headers in accepted), *refused]:
                for version in ("2025-06-18", "2026-07-28"):
                    sent = MCP_HEADERS | {"MCP-Protocol-Version": version} | headers
                    answer = client.post("/mcp", json=PING, headers=sent)
                    if status == 200:
                        assert answer.status_code not in (401, 403, 421), (headers, answer.text)
                    else:
                        assert (answer.status_code, code_of(answer) != "") == (status, True)


@pytest.mark.unix("sched_getaffinity")
def test_there_is_a_worker_for_each_core_that_it_may_use(index):
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        served = ServerProcess(index)
    finally:
        os.sched_setaffinity(0, before)
    try:
        served.ready()
        assert len(served.workers()) == 1
    finally:
        served.stop()
        served.process.stderr.close()


# The socket beside the index


def by_socket(index: Path) -> httpx.Response:
    with httpx.Client(transport=httpx.HTTPTransport(verify=False, uds=str(index / SOCKET))) as client:
        return client.get("http://localhost/healthz")


@pytest.mark.unix("AF_UNIX")
def test_the_socket_is_for_its_own_user_and_another_server_lets_it_be(run, index):
    with serving(index, "--workers", 1) as served:
        there = (index / SOCKET).stat()
        assert stat.S_ISSOCK(there.st_mode)
        assert stat.S_IMODE(there.st_mode) == 0o600
        with unix_listener(index) as beside:
            assert beside == ()
        assert (index / SOCKET).stat().st_ino == there.st_ino
        assert run("check", "--index", index).returncode == 0
        assert run("rebuild", "--index", index).returncode == 0
        assert by_socket(index).status_code == 200
        assert served.stop() == 0
    assert not (index / SOCKET).exists()


@pytest.mark.unix("AF_UNIX")
def test_a_socket_that_another_server_put_there_since_is_left_alone(index):
    with unix_listener(index):
        (index / SOCKET).unlink()
        theirs = unix_listener(index)
        assert theirs.__enter__()
    assert (index / SOCKET).exists()
    theirs.__exit__(None, None, None)
    assert not (index / SOCKET).exists()


def test_a_file_that_is_no_socket_is_not_taken_for_one(index):
    (index / SOCKET).write_text("mine")
    with unix_listener(index) as beside:
        assert beside == ()
    assert (index / SOCKET).read_text() == "mine"


def test_where_a_socket_cannot_be_there_is_none(tmp_path):
    for folder in (tmp_path / ("deep" * 30), tmp_path / "nowhere"):
        with unix_listener(folder) as beside:
            assert beside == ()


@pytest.mark.unix("AF_UNIX")
def test_a_socket_is_taken_from_its_first_moment(index):
    with unix_listener(index) as first, unix_listener(index) as second:
        assert first
        assert second == ()
    with tcp_listener("127.0.0.1", 0) as first, pytest.raises(NutgrafError, match="in use"):
        tcp_listener("127.0.0.1", first.getsockname()[1]).__enter__()
