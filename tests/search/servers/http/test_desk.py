"""The routes of the desk: what they return is what a Python program gets, and bad requests are refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import nutgraf
import orjson
import pytest
from fakes import FakeEmbedder, index_at
from nutgraf.corpus.reader import read
from nutgraf.corpus.sample import ARTICLES, UPDATES
from nutgraf.corpus.sourced import SourcedArticle
from served import serving

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
