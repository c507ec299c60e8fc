"""Search as in OpenAI's vector stores: conditions hold exactly or are refused, and pages have OpenAI's form."""

from __future__ import annotations

import operator
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nutgraf.corpus.article import Article
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.segments.snapshot import Snapshot
from nutgraf.search.query.period import first_moment, last_moment
from nutgraf.search.servers.http.openai_filter import Comparison, Compound, to_filter
from nutgraf.search.servers.http.openai_vector_store import StoreSearch
from nutgraf.search.servers.refusals import Refusal
from pydantic import ValidationError
from running.servers import serving
from small_indexes.fakes import index_at

NOON = datetime(2023, 4, 18, 12, tzinfo=UTC)
TICK = timedelta(microseconds=1)
TIMES = [
    None,
    NOON - TICK,
    NOON,
    NOON + TICK,
    NOON.replace(hour=0),
    NOON.replace(day=30, hour=0),
    NOON.replace(year=1969),
]
NAMES = ["Herald", "Gazette", ""]
STORIES = [
    Article(
        id=f"s{number}",
        title="A title" if number % 5 else "",
        language=("", "en", "en-GB")[number % 3],
        text="The mayor spoke.\n\nThe river rose.",
        published=time,
        source=source,
        categories=(category,) if category else (),
    )
    for number, (time, source, category) in enumerate(
        (time, source, category) for time in TIMES for source in NAMES for category in ("News", "")
    )
]
OPERATORS = ("eq", "ne", "gt", "gte", "lt", "lte", "in", "nin")


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory) -> Snapshot:
    return IndexFolder(index_at(tmp_path_factory.mktemp("store") / "index", STORIES)).open()


names = st.sampled_from(
    [*NAMES, "herald", "HERALD", "News", "Nobody", "a" * 1_001, "2023", "s3", "S4", "A title", "a TITLE", "en", "EN"]
)
dates = st.sampled_from(
    ["2023", "2023-04", "2023-04-18", "2023-04-18T12:00:00Z", "2023-04-18T12:00:00.000001Z", "soon"]
)
seconds = st.sampled_from([each.timestamp() for each in TIMES if each]) | st.sampled_from(
    [0, 1e300, float("inf"), float("nan")]
)
values = names | dates | seconds | st.booleans() | st.lists(names | seconds, max_size=3)
KEYS = ("source", "category", "categories", "author", "authors", "published", "title", "article_id", "language", "url")
keys = st.sampled_from([*KEYS, "Source"])
comparisons = st.builds(Comparison, type=st.sampled_from(OPERATORS), key=keys, value=values)
conditions = st.recursive(
    comparisons,
    lambda inner: st.builds(Compound, type=st.sampled_from(["and", "and", "or"]), filters=st.lists(inner, max_size=4)),
    max_leaves=6,
)


def passes(article: Article, wanted: Comparison | Compound) -> bool:
    """Evaluate the condition `wanted` on one article, in plain Python, as the oracle."""
    if isinstance(wanted, Compound):
        return (all if wanted.type == "and" else any)(passes(article, each) for each in wanted.filters)
    if wanted.key == "published":
        listed = wanted.value if isinstance(wanted.value, list) else [wanted.value]
        if wanted.type in ("ne", "nin"):
            return article.published is None or not any(lies(article.published, "eq", each) for each in listed)
        return article.published is not None and any(lies(article.published, wanted.type, each) for each in listed)
    facets = {"source": (article.source,), "category": article.categories, "author": article.authors}
    own = {
        **facets, "categories": article.categories, "authors": article.authors, "title": (article.title,),
        "article_id": (article.id,), "language": (article.language, "en"),  # what declares none is taken to be English
    }[wanted.key]  # fmt: skip
    listed = wanted.value if isinstance(wanted.value, list) else [wanted.value]
    if wanted.key == "article_id":
        return (article.id in listed) == (wanted.type in ("eq", "in"))
    matches = not {each.casefold() for each in own or ("",)}.isdisjoint(str(name).casefold() for name in listed)
    return matches if wanted.type in ("eq", "in") else not matches


def lies(time: datetime, how: str, value: object) -> bool:
    """Compare `time` with a moment or a period."""
    first, last = (
        (first_moment(value), last_moment(value))
        if isinstance(value, str)
        else [datetime.fromtimestamp(value, UTC)] * 2
    )
    time = time if isinstance(first, datetime) else time.date()
    bounds = {"gte": time >= first, "gt": time > last, "lte": time <= last, "lt": time < first}
    return first <= time <= last if how in ("eq", "in") else bounds[how]


def kept(snapshot: Snapshot, wanted: Comparison | Compound | None) -> set[str]:
    rows = np.flatnonzero(snapshot.row_mask(to_filter(wanted)))
    passing = [snapshot.article(snapshot.address_of(row)[0]).id for row in rows]
    assert all(passing.count(hit) == 2 for hit in passing)  # an article passes with all of its passages
    return set(passing)


@settings(max_examples=200, derandomize=True)
@given(wanted=conditions)
@example(wanted=Comparison(type="in", key="source", value=[]))
@example(wanted=Compound(type="and", filters=[]))
def test_conditions_keep_exactly_what_they_say_or_are_refused(snapshot, wanted):
    try:
        passing = kept(snapshot, wanted)
    except Refusal:
        return
    assert passing == {story.id for story in STORIES if passes(story, wanted)}


@settings(max_examples=60, derandomize=True)
@given(first=st.sampled_from(TIMES[1:]), last=st.sampled_from(TIMES[1:]), source=st.sampled_from(NAMES))
def test_what_can_be_said_is_not_refused(snapshot, first, last, source):
    wanted = Compound(
        type="and",
        filters=[
            Comparison(type="gt", key="published", value=first.timestamp()),
            Compound(type="and", filters=[Comparison(type="lte", key="published", value=last.isoformat())]),
            Comparison(type="eq", key="source", value=source.upper()),
        ],
    )
    assert kept(snapshot, wanted) == {
        story.id for story in STORIES if story.published and first < story.published <= last and story.source == source
    }


@pytest.mark.parametrize("how", ["gte", "gt", "lte", "lt"])
def test_the_narrowest_of_several_bounds_holds(snapshot, how):
    both = [Comparison(type=how, key="published", value=each.timestamp()) for each in (NOON, NOON + TICK)]
    compare = {"gte": operator.ge, "gt": operator.gt, "lte": operator.le, "lt": operator.lt}[how]
    expected = {
        story.id
        for story in STORIES
        if story.published and all(compare(story.published, end) for end in (NOON, NOON + TICK))
    }
    assert kept(snapshot, Compound(type="and", filters=both)) == expected
    assert kept(snapshot, Compound(type="and", filters=both[::-1])) == expected


@pytest.mark.parametrize(
    ("how", "key", "value"),
    [
        ("eq", "source", ["Herald"]), ("ne", "source", ["Herald"]), ("eq", "source", 5),
        ("in", "source", ["Herald", 5]), ("eq", "source", True),
        ("gt", "source", "Herald"), ("eq", "published", "soon"), ("ne", "published", True), ("gte", "published", True),
        ("gte", "published", [5]), ("gte", "published", "soon"), ("gte", "published", float("nan")),
        ("lt", "published", float("-inf")), ("lt", "published", "0001"), ("gt", "published", "9999"),
        ("eq", "url", "a"), ("in", "source", ["a"] * 51), ("eq", "source", "a" * 1_001), ("eq", "article_id", 5),
    ],
)  # fmt: skip
def test_a_condition_that_cannot_be_kept_is_refused(how, key, value):
    with pytest.raises(Refusal) as refused:
        to_filter(Comparison(type=how, key=key, value=value))
    assert refused.value.code == "invalid_request"
    assert refused.value.message.startswith("filters: ")


@pytest.mark.parametrize("how", ["eq", "ne", "in", "nin"])
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("source", "Herald"), ("categories", "News"), ("published", "2023-04"),
        ("article_id", "s3"), ("title", "A title"), ("language", "en-GB"),
    ],
)  # fmt: skip
def test_every_operator_is_answered_also_within_or(snapshot, how, key, value):
    one = Comparison(type=how, key=key, value=[value] if how in ("in", "nin") else value)
    either = Compound(type="or", filters=[one, Compound(type="and", filters=[one, one])])
    assert kept(snapshot, either) == kept(snapshot, one) == {story.id for story in STORIES if passes(story, one)}


def test_too_many_or_too_deep_conditions_are_refused():
    one = Comparison(type="eq", key="source", value="Herald")
    deep = one
    for _ in range(30):
        deep = Compound(type="or", filters=[deep])
    with pytest.raises(Refusal, match="levels deep"):
        to_filter(deep)
    many = Compound(type="or", filters=[Compound(type="and", filters=[one] * 50)] * 5)
    with pytest.raises(Refusal, match="more than 200 comparisons"):
        to_filter(many)


@pytest.mark.parametrize(
    "body",
    [
        {}, {"query": ""}, {"query": []}, {"query": ["a"] * 17}, {"query": "a" * 2_001}, {"query": "a", "k": 3},
        {"query": "a", "max_num_results": 0}, {"query": "a", "max_num_results": 51},
        {"query": "a", "max_num_results": "5"}, {"query": "a", "max_num_results": True},
        {"query": "a", "filter": {"type": "eq", "key": "source", "value": "b"}}, {"query": "a", "max_results": 3},
        {"query": "a", "ranking_options": {"score_threshold": 2}}, {"query": "a", "ranking_options": {"threshold": 0}},
        {"query": "a", "filters": {"type": "eq", "key": "source"}},
        {"query": "a", "filters": {"type": "not", "filters": []}}, {"query": "a", "filters": []},
    ],
)  # fmt: skip
def test_what_is_no_search_is_refused(body):
    with pytest.raises(ValidationError):
        StoreSearch.model_validate(body)


def test_a_filter_that_is_nested_without_end_is_refused():
    wanted = Comparison(type="eq", key="source", value="Herald").model_dump()
    for _ in range(2_000):
        wanted = {"type": "and", "filters": [wanted]}
    with pytest.raises((ValidationError, Refusal)):
        to_filter(StoreSearch.model_validate({"query": "a", "filters": wanted}).filters)


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
