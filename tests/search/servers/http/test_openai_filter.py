"""Conditions as OpenAI's vector stores have them: each holds exactly, or is refused."""

from __future__ import annotations

import operator
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from material.timed_stories import NAMES, NOON, STORIES, TICK, TIMES
from nutgraf.corpus.article import Article
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.segments.snapshot import Snapshot
from nutgraf.search.query.timing.typed import first_moment, last_moment
from nutgraf.search.servers.http.openai_filter import Comparison, Compound, to_filter
from nutgraf.search.servers.http.openai_vector_store import StoreSearch
from nutgraf.search.servers.refusals import Refusal
from pydantic import ValidationError
from small_indexes.fakes import index_at

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


@pytest.mark.parametrize(
    ("condition", "place"),
    [
        ({"type": "like", "key": "source", "value": "Herald"}, ("filters", "comparison", "type")),
        ({"type": "eq", "key": "source"}, ("filters", "comparison", "value")),
        (
            {"type": "and", "filters": [{"key": "source", "value": "a"}]},
            ("compound", "filters", 0, "comparison", "type"),
        ),
        ("source", ("filters", "comparison")),
    ],
)
def test_what_is_wrong_with_a_condition_is_told_of_the_kind_that_was_meant(condition, place):
    """An unknown operator was told as: filters.Compound.key: there is no such field."""
    with pytest.raises(ValidationError) as refusal:
        StoreSearch.model_validate({"query": "ferry", "filters": condition})
    [problem] = refusal.value.errors()
    assert problem["loc"][-len(place) :] == place
