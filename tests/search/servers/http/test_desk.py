"""The routes of the desk: what they return is what a Python program gets, and bad requests are refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import nutgraf
import orjson
import pytest
from nutgraf.corpus.reader import read
from nutgraf.corpus.sample import ARTICLES, UPDATES
from nutgraf.corpus.sourced import SourcedArticle
from nutgraf.search.query.timing.typed import first_moment, last_moment
from running.servers import code_of, serving
from small_indexes.fakes import FakeEmbedder, index_at

QUESTION = "altered readings at the Hallin Dam"


def sampled(path):
    return [item.article for item in read([path], base=path.parent) if isinstance(item, SourcedArticle)]


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> Path:
    folder = index_at(tmp_path_factory.mktemp("desk") / "index", sampled(ARTICLES))
    nutgraf.add(folder, sampled(UPDATES), embedder=FakeEmbedder())
    return folder


@pytest.fixture(scope="module")
def client(index) -> Iterator[httpx.Client]:
    with serving(index, "--workers", 1) as served, served.client() as client:
        yield client


@pytest.fixture(scope="module")
def searcher(index):
    return nutgraf.open(index, embedder=FakeEmbedder())


def got(client, path, **params):
    answer = client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.content


@pytest.mark.parametrize("by", [None, "day", "month"])
def test_a_timeline_is_what_a_program_gets(client, searcher, by):
    expected = searcher.coverage(QUESTION).timeline(by=by).to_dict()
    assert expected["buckets"]
    assert got(client, "/timeline", q=QUESTION, **({"by": by} if by else {})) == orjson.dumps(expected)


def test_outlets_and_words_are_what_a_program_gets(client, searcher):
    only = {"min_relevance": 0.2}
    filters = nutgraf.Filter(source=("northern wire", "Harbour Gazette"))
    covered = searcher.coverage(QUESTION, filters=filters, **only)
    params = {"q": QUESTION, "source": ["northern wire", "Harbour Gazette"], **only}
    assert got(client, "/sources", **params) == orjson.dumps(covered.sources().to_dict())
    assert got(client, "/terms", **params, limit=5) == orjson.dumps(covered.terms(limit=5).to_dict())
    assert len(covered.terms(limit=5).to_dict()["terms"]) == 5


def test_articles_like_one_are_what_a_program_gets(client, searcher):
    expected = searcher.like("courant-dam-memo", k=3).to_dict()
    assert len(expected["articles"]) == 3
    assert got(client, "/like/courant-dam-memo", k=3) == orjson.dumps(expected)


@pytest.mark.parametrize(
    "asked",
    [{}, {"sort": "title", "limit": 3}, {"author": "agnieszka wrotna", "since": "2024-09", "until": "2024-09"}],
    ids=repr,
)
def test_a_list_is_what_a_program_gets(client, searcher, asked):
    conditions = {
        name: read(asked[name]) for name, read in (("since", first_moment), ("until", last_moment)) if name in asked
    }
    filters = nutgraf.Filter(**conditions, author=(asked["author"],) if "author" in asked else ())
    options = {name: asked[name] for name in ("sort", "limit") if name in asked}
    expected = searcher.list_articles(filters=filters, **options).to_dict()
    assert expected["articles"]
    assert got(client, "/articles", **asked) == orjson.dumps(expected)


def test_undated_articles_are_listed_alone(client):
    told = orjson.loads(got(client, "/articles", undated=True))
    assert told["total"] == 2
    assert all(article["published"] is None for article in told["articles"])


def test_citations_are_what_a_program_gets(client, searcher):
    names = ["courant-dam-readings#p0", "wire-dam-review", "nothing"]
    expected = searcher.cite(names, style="csl-json").to_dict()
    assert (len(expected["items"]), expected["unknown"]) == (2, ["nothing"])
    assert got(client, "/cite", id=names, style="csl-json") == orjson.dumps(expected)
    assert "Agnieszka Wrótna" in orjson.loads(got(client, "/cite", id=names[0]))["text"]


def test_changes_tell_what_is_new_and_what_was_edited_in_silence(client, searcher):
    told = orjson.loads(got(client, "/changes"))
    assert {article["id"] for article in told["new"]} == {"wire-dam-court", "gazette-dam-court", "post-dam-returns"}
    edited = {each["article"]["id"]: each for each in told["edited"]}
    assert {name: (it["correction"], it["stealth"]) for name, it in edited.items()} == {
        "courant-dam-readings": (True, False),
        "post-dam-minister": (False, True),
        "mirror-dam-drill": (False, False),
    }
    assert told == searcher.changes().to_dict()
    generation = told["since"]["generation"]
    assert orjson.loads(got(client, "/changes", since=str(generation))) == told
    assert orjson.loads(got(client, "/changes", since="1 January 2000"))["new"]
    bearing = searcher.changes("will the dam safety chief stay in custody?").to_dict()
    assert got(client, "/changes", q="will the dam safety chief stay in custody?") == orjson.dumps(bearing)
    assert {article["id"] for article in bearing["new"]} >= {"wire-dam-court"}
    assert len(bearing["edited"]) < 3


def test_an_article_can_be_read_as_it_was(client):
    told = orjson.loads(got(client, "/versions/post-dam-minister"))
    before, now = told["versions"]
    assert "in June, in general terms" in before["text"]
    assert (before["until"], now["until"]) == (now["from"], None)
    moment = before["from"].replace("Z", "+00:00")
    then = orjson.loads(got(client, "/articles/post-dam-minister", as_of=moment))
    assert "in June, in general terms" in " ".join(passage["text"] for passage in then["passages"])
    today = orjson.loads(got(client, "/articles/post-dam-minister"))
    assert orjson.loads(got(client, "/articles/post-dam-minister", as_of="today")) == today
    assert orjson.loads(got(client, "/articles/post-dam-minister", as_of=moment[:4])) == today  # at the end of the year
    assert today["passages"] != then["passages"]
    assert [passage["id"] for passage in today["passages"]] == [passage["id"] for passage in then["passages"]]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/timeline", 422, "invalid_request"),
        ("/timeline?q=dam&by=hour", 422, "invalid_request"),
        ("/timeline?q=dam&k=3", 422, "invalid_request"),
        ("/timeline?q=dam&min_relevance=2", 422, "invalid_request"),
        ("/sources?q=%E2%80%8B", 422, "question_refused"),
        ("/sources?q=dam&since=2024&until=2023", 422, "question_refused"),
        ("/terms?q=dam&limit=201", 422, "invalid_request"),
        ("/articles?limit=0", 422, "invalid_request"),
        ("/articles?limit=1001", 422, "invalid_request"),
        ("/articles?sort=size", 422, "invalid_request"),
        ("/articles?undated=true&since=2024", 422, "question_refused"),
        ("/cite", 422, "invalid_request"),
        ("/cite?id=", 422, "invalid_request"),
        ("/cite?id=a&style=mla", 422, "invalid_request"),
        ("/like/nothing", 404, "not_found"),
        ("/versions/nothing", 404, "not_found"),
        ("/articles/post-dam-minister?as_of=1999", 404, "not_found"),
        ("/articles/post-dam-minister?as_of=soon", 422, "invalid_request"),
        ("/changes?since=soon", 422, "invalid_request"),
        ("/changes?since=-1", 422, "invalid_request"),
    ],
)
def test_what_cannot_be_asked_is_refused(client, path, status, code):
    answer = client.get(path)
    assert (answer.status_code, code_of(answer)) == (status, code), answer.text


def test_a_name_that_nothing_has_is_told_with_the_nearest(client):
    told = orjson.loads(got(client, "/search", q="dam", source="Harbor Gazete"))
    assert told["verdict"]["reason"] == "no article has the source 'Harbor Gazete', but 'Harbour Gazette'"
