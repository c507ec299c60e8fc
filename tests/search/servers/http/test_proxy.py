"""Behind a proxy with a path of its own and TLS: addresses are the proxy's, told only by one that is trusted."""

from __future__ import annotations

import asyncio

import pytest
from nutgraf.corpus.article import Article
from nutgraf.corpus.errors import NutgrafError
from nutgraf.search.servers.http.proxy import BehindProxy, checked_path
from nutgraf.search.servers.http.server import Address
from running.pages import file_path
from running.servers import serving
from small_indexes.fakes import index_at
from starlette.requests import Request
from starlette.responses import PlainTextResponse

TOKEN = "0123456789abcdefghijkl"
STORY = Article(id="articles/a", text="The mayor spoke about the river.")
TOLD = {"X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/news/"}


def seen(
    path: str, *, query: str = "", client: str | None = "127.0.0.1", headers: dict[str, str] = TOLD, **options
) -> str:
    """Return the URL under which the app sees a request for `path` from `client`, and what it would route."""
    messages = []

    async def app(scope, receive, send):
        await PlainTextResponse(f"{Request(scope).base_url} {scope['path'].removeprefix(scope['root_path'])}")(
            scope, receive, send
        )

    async def send(message):
        messages.append(message)

    raw = [(name.lower().encode(), value.encode()) for name, value in {"Host": "a.example", **headers}.items()]
    scope = {
        "type": "http", "method": "GET", "scheme": "http", "path": path, "query_string": query.encode(), "headers": raw,
        "client": client and (client, 5), "server": ("127.0.0.1", 80),
    }  # fmt: skip
    asyncio.run(BehindProxy(app, **options)(scope, None, send))
    return messages[1]["body"].decode() or dict(messages[0]["headers"])[b"location"].decode()


def test_a_proxy_of_this_machine_is_believed_and_no_other_unless_it_is_named():
    assert seen("/search") == "https://a.example/news/ /search"
    assert seen("/search", client="::1") == "https://a.example/news/ /search"
    assert seen("/search", client="10.0.0.5") == seen("/search", client=None) == "http://a.example/ /search"
    assert seen("/search", client="10.0.0.5", trusted=("10.0.0.0/8",)) == "https://a.example/news/ /search"
    assert seen("/search", trusted=("10.0.0.5",)) == "http://a.example/ /search"


@pytest.mark.parametrize("prefix", ["//evil.example", '/"><b>', "news", "/a b", "https://evil.example", "/"])
def test_a_prefix_that_is_no_path_is_passed_over(prefix):
    assert seen("/search", headers={"X-Forwarded-Prefix": prefix}) == "http://a.example/ /search"


@pytest.mark.parametrize("path", ["/search", "/news/search"])
def test_a_path_that_is_set_may_have_been_taken_off_or_not(path):
    assert seen(path, headers={}, root_path="/news") == "http://a.example/news/ /search"


def test_the_path_alone_leads_to_the_page_below_it():
    assert seen("/news", headers={}, root_path="/news") == "/news/"
    assert seen("/news", query="q=storm%20in", headers={}, root_path="/news") == "/news/?q=storm%20in"
    assert seen("/newsroom", headers={}, root_path="/news") == "http://a.example/news/ /newsroom"


def test_a_path_is_taken_however_its_slashes_are_typed_and_another_thing_is_refused():
    assert {checked_path(typed) for typed in ("news", "/news", "/news/", "//news//")} == {"/news"}
    assert checked_path("") == checked_path("/") == ""
    for wrong in ("https://a.example/news", "/a b", "/a//b", "/?q"):
        with pytest.raises(NutgrafError, match="write --root-path like /news"):
            Address("127.0.0.1", 0, root_path=wrong)
    with pytest.raises(NutgrafError, match="is not an address; write --trusted-proxy like"):
        Address("127.0.0.1", 0, proxies=("proxy.example",))


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    index = index_at(tmp_path_factory.mktemp("proxy") / "index", [STORY])
    authorized = {"Authorization": f"Bearer {TOKEN}"}
    with (
        serving(index, "--workers", 1, "--root-path", "news", NUTGRAF_TOKEN=TOKEN) as served,
        served.client(headers=authorized) as client,
    ):
        yield client


@pytest.mark.parametrize("prefix", ["", "/news"])
def test_every_door_is_below_the_path(client, prefix):
    html = client.get(f"{prefix}/").text
    assert html.startswith("<!doctype html>")
    assert client.get(f"{prefix}/{file_path(html, 'page.css')}").headers["content-type"].startswith("text/css")
    assert client.get(f"{prefix}/search", params={"q": "the river"}).json()["hits"]
    assert client.get(f"{prefix}/articles/articles/a").json()["article"]["id"] == "articles/a"
    ping = client.post(f"{prefix}/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "ping"}, headers={
        "Accept": "application/json, text/event-stream"})  # fmt: skip
    assert ping.json()["result"] == {}
    [server] = client.get(f"{prefix}/openapi.json").json()["servers"]
    assert server["url"] == f"{str(client.base_url).rstrip('/')}/news"


def test_below_the_path_the_token_is_asked_for_as_everywhere(client):
    no_token = {"Authorization": ""}
    page = client.get("/news/", headers=no_token)
    assert page.status_code == 200
    assert client.get(f"/news/{file_path(page.text, 'page.js')}", headers=no_token).status_code == 200
    assert client.get("/news/healthz", headers=no_token).status_code == 200
    assert client.get("/news/search?q=a", headers=no_token).status_code == 401
    assert client.get("/news/news/", headers=no_token).status_code == 401
