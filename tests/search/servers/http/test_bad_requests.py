"""Requests that are refused, each in words that name the field, and what may be said in several ways."""

from __future__ import annotations

import json

import httpx
import pytest
from running.servers import code_of

QUESTION = "what did the mayor say about the river?"


def posted(client, body: bytes | str, kind: str | None = "application/json", to: str = "/search") -> httpx.Response:
    return client.post(to, content=body, headers={"content-type": kind} if kind else {})


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
    ("asked", "told"),
    [
        ("", "q: is missing"),
        ("q=", "q: must not be empty"),
        ("q=river&k=0", "k: must be at least 1"),
        ("q=river&k=101", "k: must be at most 100"),
        ("q=river&k=x", "k: must be a whole number"),
        ("q=river&mode=magic", "mode: must be 'hybrid', 'dense' or 'bm25'"),
        ("question=river", "question: there is no such field, but q; /openapi.json lists them"),
        ("query=river", "query: there is no such field, but q; /openapi.json lists them"),
    ],
)
def test_what_is_wrong_is_told_in_the_words_of_the_command_line(client, asked, told):
    assert client.get(f"/search?{asked}").json()["error"]["message"] == told


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"query": "river"', "the body is no JSON: it is broken at character 17"),
        (b"[]", "the body must be an object"),
        (b'{"query": "river", "filters": "x"}', "filters: must be an object"),
    ],
)
def test_what_is_wrong_with_a_body_is_told_in_plain_words(client, body, told):
    """It said `16: JSON decode error`, asked for a header that was there, and quoted pydantic."""
    assert posted(client, body).json()["error"]["message"] == told


@pytest.mark.parametrize(
    ("method", "path", "told"),
    [
        ("GET", "/nowhere", "there is nothing at this address; /openapi.json lists what there is"),
        ("GET", "/search/?q=river", "there is nothing at this address; /openapi.json lists what there is"),
        ("PUT", "/search", "this address takes GET, HEAD, POST"),
        ("GET", "/context", "this address takes POST"),
        ("GET", "/articles/plain%23p0", "that is a passage of the article 'plain'"),
        ("GET", "/passages/plain", "that is an article; its first passage is 'plain#p0'"),
    ],
)
def test_a_wrong_address_is_told_with_what_there_is(client, method, path, told):
    """It named the id that was asked for as one that was likely meant."""
    assert client.request(method, path).json()["error"]["message"] == told


def test_a_misspelt_field_is_told_before_the_one_that_is_missing_for_it(client):
    refused = client.post("/search", json={"qeury": QUESTION})
    assert refused.json()["error"]["message"].startswith("qeury: there is no such field")


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
