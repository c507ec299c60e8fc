"""Requests and responses over HTTP: the real server over stories with the worst ids allowed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import quote

import httpx
import nutgraf
import orjson
import pytest
from nutgraf.corpus.article import Article
from nutgraf.index.filter import Filter
from nutgraf.search.library.lookup import look_up
from nutgraf.search.query.period import first_moment, last_moment
from prometheus_client.parser import text_string_to_metric_families
from running.processes import wait_until
from running.servers import ServerProcess, code_of, request, serving
from running.servers import status_of as status
from small_indexes.fakes import FakeEmbedder, index_at

IDS = [
    "plain", "a/b", "a/b/c", "/etc/passwd", "../up", "a/../b", "a/./b", "d#e", "d#p0", "f%g", "f%2Fg", "h i", " h",
    "k?l=1&m", "\u00fcber/\u4e2d\u6587", "\U0001f600", "e\u0301", "x" * 300, "search", "a//b", "a/", "+",
    ";a=b", "\\", "'\"<b>",
]  # fmt: skip
STORIES = [
    Article(
        id=name,
        title=f"Story {number}",
        text=f"The mayor of town {number} spoke about the river.\n\nA storm came.\n\nIt was the {number}th in a row.",
        published=datetime(2023, 4, 1 + number, 12, tzinfo=UTC),
        source=("Herald", "Gazette")[number % 2],
        categories=("News",),
        authors=("Ada Berg",),
        extra={"number": str(number)},
    )
    for number, name in enumerate(IDS)
]
BROKEN = request("POST", "/search", "Content-Type: application/json", "Transfer-Encoding: chunked", body=b"zz\r\n")
"""A request whose Content-Length cannot be read."""
QUESTION = "what did the mayor say about the river?"


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> Path:
    return index_at(tmp_path_factory.mktemp("app") / "index", STORIES)


@pytest.fixture(scope="module")
def served(index) -> Iterator[ServerProcess]:
    with serving(index, "--workers", 1) as served:
        yield served


@pytest.fixture(scope="module")
def client(served) -> Iterator[httpx.Client]:
    with served.client() as client:
        yield client


@pytest.fixture(scope="module")
def searcher(index):
    return nutgraf.open(index, embedder=FakeEmbedder())


def posted(client, body: bytes | str, kind: str | None = "application/json", to: str = "/search") -> httpx.Response:
    return client.post(to, content=body, headers={"content-type": kind} if kind else {})


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


BAD = [
    {"k": 0}, {"k": -1}, {"k": 101}, {"k": 10**18}, {"k": 1.5}, {"k": True}, {"k": "5"}, {"k": [5]},
    {"neighbours": 11}, {"neighbours": -1}, {"mode": "magic"}, {"literal": "yes"}, {"collapse": 1},
    {"max_per_article": 0}, {"max_per_article": 101}, {"query": ""}, {"query": "a" * 2_001}, {"query": None},
    {"query": 5}, {"query": ["a"]}, {"q": "a"}, {"limit": 5}, {"filters": []}, {"filters": "source"},
    {"filters": {"outlet": ["Herald"]}}, {"filters": {"source": 5}}, {"filters": {"source": [5]}},
    {"filters": {"source": ["a"] * 51}}, {"filters": {"source": ["a" * 1_001]}}, {"filters": {"since": "soon"}},
    {"filters": {"since": 2023}}, {"filters": {"since": True}}, {"filters": {"since": "2023-13"}},
    {"filters": {"since": "20230230"}}, {"filters": {"since": "2023-02-30"}}, {"filters": {"since": ""}},
    {"filters": {"since": "0000"}}, {"filters": {"until": "10000"}},
    {"filters": {"until": "9999-12-31T23:59:59-23:00"}},
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD, ids=lambda it: repr(it)[:60])
def test_what_is_out_of_bounds_is_refused_and_the_field_named(client, bad):
    answer = client.post("/search", json={"query": QUESTION, **bad})
    assert (answer.status_code, code_of(answer)) == (422, "invalid_request")
    [field] = bad
    assert field in answer.json()["error"]["message"]
    assert len(answer.content) < 700


@pytest.mark.parametrize(
    "body",
    [{"filters": {"source": "Herald", "since": "2023-04-05"}}, {"source": "Herald", "since": "2023-04-05"},
     {"source": ["Herald"], "filters": {"since": "2023-04-05"}}],
)  # fmt: skip
@pytest.mark.parametrize(("path", "part"), [("/search", "hits"), ("/context", "citations")])
def test_a_name_stands_for_a_list_of_one_and_filters_may_stand_beside_the_question(client, path, part, body):
    plain = {"query": QUESTION, "filters": {"source": ["Herald"], "since": "2023-04-05"}}
    given, expected = (client.post(path, json=each).json() for each in ({"query": QUESTION, **body}, plain))
    assert given["filters"] == expected["filters"] == plain["filters"]
    assert given[part] == expected[part]


def test_null_is_what_is_left_out(client):
    asked = {"query": QUESTION, "k": None, "mode": None, "source": None, "filters": {"since": None}}
    assert client.post("/search", json=asked).json() == client.post("/search", json={"query": QUESTION}).json()
    assert client.post("/search", json={"query": QUESTION, "filters": None}).status_code == 200


def test_a_filter_given_twice_and_a_field_that_is_not_there_are_told_in_words(client):
    twice = client.post("/search", json={"query": QUESTION, "source": "a", "filters": {"source": "b"}})
    assert twice.json()["error"]["message"] == "source stands beside filters and among them; leave one out"
    unknown = client.post("/search", json={"query": QUESTION, "outlet": "Herald"})
    assert unknown.json()["error"]["message"] == "outlet: there is no such field, but source; /openapi.json lists them"


@pytest.mark.parametrize(
    "bad",
    [
        "k=0", "k=101", "k=x", "k=", "q=", "since=soon", "since=", "until=2023-13", "source=" + "a" * 1_001,
        "mode=magic", "literal=perhaps", "limit=5", "query=a", "token=a",
    ],
)  # fmt: skip
def test_the_same_holds_in_a_url(client, bad):
    answer = client.get(f"/search?q=river&{bad}" if not bad.startswith("q=") else f"/search?{bad}")
    assert (answer.status_code, code_of(answer)) == (422, "invalid_request")


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2023-04-19", "2023-04-18"),
        ("2024", "2023"),
        ("2023-04-18T10:00:00Z", "2023-04-18T09:59:59Z"),
        ("2023-04-20T00:00:00Z", "2023-04-18"),
        ("2023-04-20", "2023-04-18T23:59:59Z"),
    ],
)
def test_a_span_that_ends_before_it_begins_is_refused_on_every_route_in_the_words_of_the_command(
    client, run, since, until
):
    filters = {"since": since, "until": until}
    bounds = [{"type": "gte", "key": "published", "value": since}, {"type": "lte", "key": "published", "value": until}]
    for answer in (
        client.get("/search", params={"q": "river", **filters}),
        client.post("/search", json={"query": "river", "filters": filters}),
        client.post("/context", json={"query": "river", "filters": filters}),
        client.post(
            "/v1/vector_stores/a/search", json={"query": "river", "filters": {"type": "and", "filters": bounds}}
        ),
    ):
        assert (answer.status_code, code_of(answer)) == (422, "question_refused")
        message = answer.json()["error"]["message"]
        assert run("search", "river", "--since", since, "--until", until).stderr == f"nutgraf: error: {message}\n"


@pytest.mark.parametrize(
    ("since", "until"),
    [("2023-04-18", "2023-04-18"), ("2023-04-19T10:00:00Z", "2023-04-18"), ("2023-04-19", "2023-04-18T20:00:00Z")],
)
def test_a_day_and_a_time_that_may_meet_somewhere_are_answered(client, since, until):
    assert client.get("/search", params={"q": "river", "since": since, "until": until}).status_code == 200


@pytest.mark.parametrize("blank", [" ", "\n\t", "\u200b", "\x00", "\u2028", "\ufeff"])
def test_a_question_that_nobody_sees_is_refused(client, blank):
    for answer in (client.post("/search", json={"query": blank}), client.get("/search", params={"q": blank})):
        assert (answer.status_code, code_of(answer)) == (422, "question_refused")


@pytest.mark.parametrize(
    "question",
    [
        "a" * 2_000,
        "a\x00b",
        "\x1b[31m",
        "a\u202eb",
        "'; DROP TABLE",
        "\U0001f600" * 2_000,
        "\ud83d\ude00",
        "%00",
        "{}",
        "\"'",
    ],
)
def test_any_other_text_is_a_question(client, question):
    answer = client.post(
        "/search", content=json.dumps({"query": question}), headers={"content-type": "application/json"}
    )
    assert answer.status_code == 200
    assert answer.json()["query"] == json.loads(json.dumps(question))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "invalid_request"), (b"{", "invalid_request"), (b"null", "invalid_request"), (b"[]", "invalid_request"),
        (b'"river"', "invalid_request"), (b'{"query": "\\ud800"}', "invalid_request"),
        (b'{"query": "a", "\\ud800": 1}', "invalid_request"),
        (b'{"query": "a", "filters": {"source": ["\\udfff"]}}', "invalid_request"),
        (b'{"query": "a", "k": NaN}', "invalid_request"), (b'{"query": "a", "k": Infinity}', "invalid_request"),
        (b'{"query": "a", "k": 1e400}', "invalid_request"),
        (b'{"query": "a", "k": ' + b"9" * 5_000 + b"}", "bad_request"),
        (b"[" * 100_000, "bad_request"), (b'{"a":' * 100_000, "bad_request"), (b"\xff\xfe", "invalid_request"),
        (b'{"query": "\xff"}', "bad_request"), (b"a" * 999_999, "invalid_request"),
        (b'{"query": "a", ' + b",".join(b'"f%d": 0' % each for each in range(50_000)) + b"}", "invalid_request"),
    ],
    ids=lambda each: repr(each)[:40],
)  # fmt: skip
def test_what_is_no_json_of_ours_is_refused_and_not_said_back(client, body, code):
    answer = posted(client, body)
    assert answer.status_code in (400, 422)
    assert code_of(answer) == code
    assert len(answer.content) < 700


def test_of_two_values_for_a_key_the_last_one_counts_as_in_json_everywhere(client):
    assert posted(client, b'{"query": "a", "query": "the river"}').json()["query"] == "the river"


@pytest.mark.parametrize(
    "kind", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a", "text/json"]
)
def test_what_a_foreign_page_may_send_without_asking_is_never_read_as_json(client, kind):
    answer = posted(client, json.dumps({"query": QUESTION}), kind)
    assert (answer.status_code, code_of(answer)) == (422, "invalid_request")


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/vnd.ours+json"])
def test_json_may_be_called_so_in_several_ways(client, kind):
    assert posted(client, json.dumps({"query": QUESTION}), kind).status_code == 200


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


@pytest.mark.parametrize("path", ["/healthz", "/ready", "/", "/page/page.css", "/search?q=it", "/search", "/nowhere"])
def test_head_is_answered_as_get_without_a_body(client, path):
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


def test_every_answer_bears_its_number_and_what_keeps_a_browser_from_harm(client):
    for path in ("/", "/healthz", "/search?q=river", "/search?q=", "/nowhere", "/page/page.js", "/metrics"):
        answer = client.get(path)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "server" not in answer.headers
        number = answer.headers["x-request-id"]
        if answer.status_code >= 400:
            assert answer.json()["error"]["request_id"] == number


def counted(client) -> dict[str, float]:
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {
        " ".join([sample.name, *(value for name, value in sorted(sample.labels.items()) if name != "le")]): sample.value
        for family in families
        for sample in family.samples
        if sample.labels.get("le", "+Inf") == "+Inf"
    }


def test_metrics_count_what_they_say_and_tell_nothing_that_was_asked(client):
    before = counted(client)
    client.get("/search", params={"q": "a secret question"})
    client.get("/search", params={"q": ""})
    client.get("/articles/secret")
    client.get("/a secret place")
    after = counted(client)
    growth = {name: value - before.get(name, 0) for name, value in after.items() if value != before.get(name)}
    assert growth["nutgraf_requests_total /search 200"] == 1
    assert growth["nutgraf_requests_total /search 422"] == 1
    assert growth["nutgraf_requests_total /articles/{article_id:path} 404"] == 1
    assert growth["nutgraf_requests_total other 404"] == 1
    assert growth["nutgraf_request_seconds_count /search"] == 2
    assert growth["nutgraf_questions_together_count"] == 2
    assert after["nutgraf_questions_waiting"] == 0
    assert after["nutgraf_index_generation"] == 1
    assert "secret" not in client.get("/metrics").text


def test_the_log_tells_neither_questions_nor_what_clients_send(served, client):
    before = len(served.lines)
    client.get("/search", params={"q": "a secret \x1b[31mquestion"})
    assert client.post("/search", json={"query": "a buggy secret \x1b[31mquestion"}).status_code == 500
    served.exchange(b"secret \x1b[31m / HTTP/9\r\n\r\n")
    served.exchange(request("GET", "/secret%1b%0a", "Upgrade: websocket", "X-Secret: a"))
    served.exchange(BROKEN)
    client.get("/healthz")
    wait_until(lambda: len(served.lines) > before)
    logged = "\n".join(served.lines[before:])
    assert "RuntimeError in quick_command.py" in logged
    assert len(served.lines) == before + 1
    for unwanted in ("secret", "\x1b", "Traceback", "HTTP"):
        assert unwanted not in logged


def test_an_internal_error_can_be_found_in_the_log(served, client):
    answer = client.post("/search", json={"query": "another buggy question"})
    assert (answer.status_code, code_of(answer)) == (500, "internal")
    mark = answer.json()["error"]["message"].split()[-1]
    wait_until(lambda: any(f"internal error {mark}: " in line for line in served.lines))


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
