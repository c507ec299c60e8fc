"""Search as in OpenAI's vector stores: pages have OpenAI's form, and its own client reads them."""

from __future__ import annotations

import pytest
from material.timed_stories import NOON, STORIES
from nutgraf.search.servers.http.openai_vector_store import StoreSearch
from running.servers import serving
from small_indexes.fakes import index_at


def test_options_that_change_nothing_are_let_pass():
    unknown = {"query": "a", "rewrite_query": True, "stream": False, "metadata": None, "max_num_results": None}
    weights = {"ranker": "auto", "hybrid_search": {"embedding_weight": 0.7, "text_weight": 0.3}}
    body = StoreSearch.model_validate({**unknown, "ranking_options": weights})
    assert body.options() == StoreSearch(query="a").options()


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    index = index_at(tmp_path_factory.mktemp("store") / "index", STORIES)
    with serving(index, "--workers", 1) as served, served.client() as client:
        yield client


def search(client, **body):
    return client.post("/v1/vector_stores/vs_any/search", json=body)


def test_a_page_is_as_openai_has_it_and_its_hits_are_passages(client):
    page = search(
        client, query="the river", max_num_results=3, filters={"type": "eq", "key": "source", "value": "herald"}
    )
    assert page.status_code == 200
    page = page.json()
    assert list(page) == ["object", "search_query", "data", "has_more", "next_page", "verdicts"]
    assert (page["object"], page["search_query"], page["has_more"]) == (
        "vector_store.search_results.page",
        ["the river"],
        False,
    )
    assert 0 < len(page["data"]) <= 3
    for hit in page["data"]:
        assert 0 <= hit["score"] <= 1
        assert hit["attributes"]["source"] == "Herald"
        shown = client.get(f"/passages/{hit['file_id'].replace('#', '%23')}").json()
        assert [each["text"] for each in hit["content"]] == [each["text"] for each in shown["passages"]]
        assert hit["file_id"] == f"{hit['attributes']['article_id']}#p{hit['attributes']['paragraph']}"


def test_a_time_from_a_result_works_as_a_filter(client):
    [first, *_] = search(client, query="the river", filters={"type": "gt", "key": "published", "value": 1e9}).json()[
        "data"
    ]
    time = first["attributes"]["published"]
    both = [{"type": how, "key": "published", "value": time} for how in ("gte", "lte")]
    again = search(client, query="the river", filters={"type": "and", "filters": both}).json()["data"]
    assert again
    assert all(hit["attributes"]["published"] == time for hit in again)


def test_a_threshold_leaves_out_what_is_below_it(client):
    everything = search(client, query="the river", max_num_results=50).json()["data"]
    middle = sorted(hit["score"] for hit in everything)[len(everything) // 2]
    kept_hits = search(
        client, query="the river", max_num_results=50, ranking_options={"score_threshold": middle}
    ).json()["data"]
    assert kept_hits == [hit for hit in everything if hit["score"] >= middle]


def test_a_list_of_one_question_is_that_question(client):
    assert search(client, query=["the river"]).json() == search(client, query="the river").json()


def test_several_questions_take_turns_and_a_passage_comes_once(client):
    river, mayor = (search(client, query=each, max_num_results=4).json() for each in ("the river", "the mayor"))
    both = search(client, query=["the river", "the mayor", "the river"], max_num_results=4).json()
    assert both["search_query"] == ["the river", "the mayor"]
    assert both["verdicts"] == river["verdicts"] + mayor["verdicts"]
    ids = [hit["file_id"] for hit in both["data"]]
    firsts = [page["data"][0]["file_id"] for page in (river, mayor)]
    assert {*ids} == {hit["file_id"] for page in (river, mayor) for hit in page["data"]}
    assert {*ids[: len({*firsts})]} == {*firsts}
    assert len(ids) == len({*ids})


def test_a_name_that_nothing_has_is_told_in_the_verdict(client):
    page = search(client, query="the river", filters={"type": "eq", "key": "source", "value": "Heralt"}).json()
    assert page["data"] == []
    assert page["verdicts"][0]["reason"] == "no article has the source 'Heralt', but 'Herald'"


def test_a_refusal_has_the_usual_shape(client):
    answer = search(client, query="a", filters={"type": "eq", "key": "url", "value": "b"})
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "invalid_request"


@pytest.fixture(scope="module")
def stores(client):
    openai = pytest.importorskip("openai", reason="no client of OpenAI: `pip install openai` brings it")
    with openai.OpenAI(base_url=f"{client.base_url}/v1", api_key="any", max_retries=0) as theirs:
        yield theirs.vector_stores


def test_openai_s_own_client_finds_the_store_and_searches_it(stores):
    [store] = stores.list(limit=10)
    assert store.status == "completed"
    assert store.file_counts.total == len(STORIES)
    assert stores.retrieve(store.id) == store
    assert stores.retrieve("vs_any").id == "vs_any"
    herald = {"type": "ne", "key": "source", "value": "Herald"}
    recent = {"type": "gte", "key": "published", "value": NOON.timestamp()}
    page = stores.search(
        store.id, query=["the river", "the mayor"], rewrite_query=True, max_num_results=50,
        filters={"type": "and", "filters": [herald, {"type": "or", "filters": [recent]}]},
        ranking_options={"ranker": "auto", "score_threshold": 0.0},
    )  # fmt: skip
    hits = list(page)
    assert hits
    assert all(hit.attributes.get("source") != "Herald" for hit in hits)
    assert all(hit.attributes["published"] >= NOON.timestamp() for hit in hits)
    assert all(hit.content[0].text for hit in hits)


def test_openai_s_own_client_lists_the_articles_as_files_page_by_page(stores):
    for order, first in (("desc", NOON.replace(day=30, hour=0)), ("asc", NOON.replace(year=1969))):
        files = list(stores.files.list("vs_any", limit=4, order=order))
        assert {it.id for it in files} == {it.id for it in STORIES}
        assert len(files) == len(STORIES)
        assert files[0].attributes["published"] == first.timestamp()
        assert "published" not in files[-1].attributes
    assert list(stores.files.list("vs_any", filter="failed")) == []
    [one] = stores.files.list("vs_any", limit=1).data
    assert stores.files.retrieve(one.id, vector_store_id="vs_any") == one
    assert (one.status, one.vector_store_id) == ("completed", "vs_any")


def test_openai_s_own_client_reads_the_file_that_a_hit_names(stores):
    [hit] = stores.search("vs_any", query="the river", max_num_results=1)
    file = stores.files.retrieve(hit.file_id, vector_store_id="vs_any")
    assert file.attributes == hit.attributes
    [part] = stores.files.content(hit.file_id, vector_store_id="vs_any")
    assert part.text == hit.content[0].text
    whole = stores.files.content(hit.attributes["article_id"], vector_store_id="vs_any")
    assert [it.text for it in whole] == ["The mayor spoke.", "The river rose."]


def test_a_file_that_is_not_there_is_told_to_openai_s_client(stores):
    import openai

    with pytest.raises(openai.NotFoundError, match=r"no article or passage with that id, but 's3'"):
        stores.files.retrieve("s3#", vector_store_id="vs_any")
    with pytest.raises(openai.UnprocessableEntityError, match="not in the list"):
        list(stores.files.list("vs_any", after="nobody"))
    with pytest.raises(openai.UnprocessableEntityError, match="before"):
        list(stores.files.list("vs_any", before="s3"))
