"""Requests and responses over HTTP: the real server over stories with the worst ids allowed."""

from __future__ import annotations

import json
from datetime import date
from urllib.parse import quote

import nutgraf
import orjson
import pytest
from material.worst_ids import IDS
from nutgraf.index.filter import Filter
from nutgraf.search.library.lookup import look_up
from nutgraf.search.query.timing.typed import first_moment, last_moment
from running.pages import file_path
from running.servers import code_of, request
from running.servers import status_of as status
from small_indexes.fakes import FakeEmbedder

BROKEN = request("POST", "/search", "Content-Type: application/json", "Transfer-Encoding: chunked", body=b"zz\r\n")
"""A request whose Content-Length cannot be read."""
QUESTION = "what did the mayor say about the river?"


@pytest.fixture(scope="module")
def searcher(index):
    return nutgraf.open(index, embedder=FakeEmbedder())


ASKED = [
    {},
    {"k": 3, "mode": "bm25"},
    {"k": 100, "mode": "dense", "neighbours": 2},
    {"literal": True, "collapse": False, "max_per_article": 1},
    {"as_of": "2023-04-06"},
    {"filters": {"source": ["herald", "nobody"], "since": "2023-04-05", "until": "2023-04"}},
    {"filters": {"category": ["News"], "author": ["ADA BERG"], "until": "2023-04-05T12:00:00+00:00"}},
]


@pytest.mark.parametrize("body", ASKED, ids=repr)
def test_an_answer_is_what_a_program_gets_and_both_ways_of_asking_agree(client, searcher, body):
    conditions = body.get("filters", {})
    filters = Filter(
        conditions.get("since") and first_moment(conditions["since"]),
        conditions.get("until") and last_moment(conditions["until"]),
        **{name: tuple(conditions.get(name, ())) for name in ("source", "category", "author")},
    )
    expected = searcher.search(
        QUESTION, **body | {"filters": filters, "as_of": body.get("as_of") and date.fromisoformat(body["as_of"])}
    ).to_dict()
    by_post = client.post("/search", json={"query": QUESTION, **body})
    flat = {name: value for name, value in body.items() if name != "filters"} | conditions
    by_get = client.get("/search", params={"q": QUESTION, **flat})
    assert by_post.status_code == 200
    assert by_post.content == by_get.content == orjson.dumps(expected)
    assert by_post.headers["content-type"] == "application/json"
    assert expected["hits"]


def test_a_block_for_a_prompt_is_what_a_program_gets(client, searcher):
    response = client.post("/context", json={"query": QUESTION, "max_tokens": 300}).json()
    expected = orjson.loads(orjson.dumps(searcher.context(QUESTION, max_tokens=300, k=20, max_per_article=2).to_dict()))
    assert all(each["text"] in response["text"] for each in response["citations"])
    for each in (response, expected):
        each.pop("text")  # its fence is another one each time
    assert response == expected


@pytest.mark.parametrize("name", IDS)
def test_any_id_can_be_looked_up(client, searcher, name):
    response = client.get(f"/articles/{quote(name, safe='')}")
    assert (response.status_code, response.content) == (200, orjson.dumps(look_up(searcher.store, name).to_dict()))
    passage = f"{name}#p1"
    response = client.get(f"/passages/{quote(passage, safe='')}", params={"neighbours": 1})
    assert (response.status_code, response.content) == (
        200,
        orjson.dumps(look_up(searcher.store, passage, reach=1).to_dict()),
    )
    assert [each["paragraph"] for each in response.json()["passages"]] == [0, 1, 2]


@pytest.mark.parametrize("name", ["a/b", "a/../b", "../up", "a/./b", "a//b", "a/", "/etc/passwd"])
def test_an_id_is_no_path_whether_its_slashes_are_escaped_or_not(served, name):
    answer = served.exchange(request("GET", f"/articles/{name}"))
    assert status(answer) == 200
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["article"]["id"] == name


@pytest.mark.parametrize(
    "name", ["", "nobody", "plain#p0", "plain/", "PLAIN", "%00", "%FF", "..", "../../etc/passwd", "d", "x" * 5_000]
)
def test_what_is_no_article_is_not_found(served, name):
    answer = served.exchange(request("GET", f"/articles/{name.replace('#', '%23')}"))
    assert (status(answer), code_of(answer)) == (404, "not_found")


@pytest.mark.parametrize(
    "name", ["", "plain", "plain#p9", "plain#p00", "plain#p-1", f"plain#p{'9' * 5_000}", "d#p0#p", "#p0"]
)
def test_what_is_no_passage_is_not_found(served, name):
    answer = served.exchange(request("GET", f"/passages/{quote(name, safe='')}"))
    assert (status(answer), code_of(answer)) == (404, "not_found")


@pytest.mark.parametrize("around", ["-1", "11", "1e18", "a", ""])
def test_neighbours_have_bounds(client, around):
    answer = client.get("/passages/plain%23p0", params={"neighbours": around})
    assert (answer.status_code, code_of(answer)) == (422, "invalid_request")


def test_the_status_is_what_a_program_gets(client, searcher):
    assert client.get("/status").content == orjson.dumps(searcher.status().to_dict())


def test_it_tells_how_it_is(client):
    assert client.get("/healthz").json() == client.get("/ready").json() == {"status": "ok"}


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/search", "GET, HEAD, POST"),
        ("PUT", "/status", "GET, HEAD"),
        ("GET", "/context", "POST"),
        ("HEAD", "/context", "POST"),
        ("POST", "/articles/a", "GET, HEAD"),
    ],
)
def test_nothing_here_changes_anything(client, method, path, allowed):
    answer = client.request(method, path)
    assert answer.status_code == 405
    assert method == "HEAD" or code_of(answer) == "method_not_allowed"
    assert answer.headers["allow"] == allowed


@pytest.mark.parametrize("path", ["/healthz", "/ready", "/", "page.css", "/search?q=it", "/search", "/nowhere"])
def test_head_is_answered_as_get_without_a_body(client, path):
    path = path if path.startswith("/") else file_path(client.get("/").text, path)
    asked, headed = client.get(path), client.head(path)
    assert (headed.status_code, headed.content) == (asked.status_code, b"")
    own = {"date", "x-request-id", "content-length"}  # an error holds its request's number
    for answer in (asked, headed):
        assert int(answer.headers["content-length"]) == len(asked.content)
    assert {k: v for k, v in headed.headers.items() if k not in own} == {
        k: v for k, v in asked.headers.items() if k not in own
    }


@pytest.mark.parametrize(
    "path",
    ["/nowhere", "/search/", "/docs", "/redoc", "/page/../app.py", "/page/..%2Fapp.py", "/page/", "/page/none", "/%00"],
)
def test_what_is_not_there_is_not_found(served, path):
    answer = served.exchange(request("GET", path))
    assert (status(answer), code_of(answer)) == (404, "not_found")


def test_the_command_line_s_way_in_is_not_for_the_network(client):
    style = {"output": "text", "width": 80, "colour": False}
    body = {"query": "a", "version": nutgraf.__version__, "stamp": [1, 2, 3], **style}
    answer = client.post("/reply", json=body)
    assert (answer.status_code, code_of(answer)) == (404, "not_found")


@pytest.mark.parametrize(
    ("request_", "expected", "code"),
    [
        (b"no http\r\n\r\n", 400, "bad_request"),
        (b"GET / HTTP/1.1\r\n\r\n", 400, "bad_request"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 400, "bad_request"),
        (b"GET /status HTTP/1.0\r\n\r\n", 421, "host_refused"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400, "bad_request"),
        (request("GET", "/", "X: " + "a" * 100_000), 431, "headers_too_large"),
        (request("GET", "/?" + "a" * 100_000), 431, "headers_too_large"),
        (request("GET", "/", *["X: a"] * 20_000), 431, "headers_too_large"),
        (BROKEN, 400, "bad_request"),
    ],
    ids=lambda it: repr(it)[:40],
)  # fmt: skip
def test_what_is_no_request_of_ours_is_refused_in_the_usual_shape(served, request_, expected, code):
    answer = served.exchange(request_)
    assert (status(answer), code_of(answer)) == (expected, code)
    head = answer.partition(b"\r\n\r\n")[0].lower()
    assert b"x-content-type-options: nosniff" in head
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["error"]["request_id"].encode() in head
