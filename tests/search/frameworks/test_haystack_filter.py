"""Translation of Haystack's filters: it lets through the same documents as Haystack's own evaluation."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nutgraf.index.filter import Filter
from nutgraf.search.frameworks.haystack_filter import as_filter

NAMES = ["Harbour Gazette", "Northern Wire", "Business", "Ada Berg", "Nobody", "ferry", "Ferry crews walk out"]
FIELDS = ["source", "categories", "authors", "article_id", "title"]
TIMES = ["2023-04-18", "2023-04-18T06:30:00Z", "2023-04-18T09:30:00+03:00", "2023-05-02T00:00:00.000001", "2024-01-01"]


def comparison(field, operator, value):
    return {"field": field, "operator": operator, "value": value}


def conditions():
    """Draw comparisons of every kind, joined by AND, OR and NOT."""
    fields, names = st.sampled_from([f"meta.{name}" for name in FIELDS]), st.sampled_from(NAMES)
    one = st.builds(comparison, fields, st.sampled_from(["==", "!="]), names)
    several = st.builds(comparison, fields, st.sampled_from(["in", "not in"]), st.lists(names, max_size=3))
    orders = st.sampled_from(["==", "!=", ">", ">=", "<", "<="])
    time = st.builds(comparison, st.just("meta.published"), orders, st.sampled_from(TIMES))

    def joined(inner):
        return st.builds(
            lambda operator, conditions: {"operator": operator, "conditions": conditions},
            st.sampled_from(["AND", "OR", "NOT"]),
            st.lists(inner, min_size=1, max_size=3),
        )

    return st.recursive(one | several | time, joined, max_leaves=6)


@pytest.fixture(scope="module", autouse=True)
def _haystack():
    """Import Haystack when the first of these tests runs: else it would take every worker seconds to collect them."""
    global document_matches_filter, NutgrafRetriever
    from haystack.utils.filters import document_matches_filter
    from nutgraf.search.frameworks.haystack import NutgrafRetriever


@pytest.fixture
def retriever(archive, folder, embedder):  # noqa: ARG001  # the archive has to be there
    return NutgrafRetriever(folder.path, embedder=embedder)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters=conditions())
def test_what_passes_is_what_haystack_itself_lets_pass(retriever, filters):
    everything = retriever.run(query="a ferry on the river")["documents"]
    assert len(everything) == 4
    # To Haystack, what is not known is not there; it would not compare an empty string with a time.
    known = [replace(each, meta={name: value for name, value in each.meta.items() if value}) for each in everything]
    passing = {document.id for document in known if document_matches_filter(filters, document)}
    documents = retriever.run(query="a ferry on the river", filters=filters)["documents"]
    assert {hit.id for hit in documents} == passing


@pytest.mark.parametrize("nothing", [None, {}, {"operator": "AND", "conditions": []}])
def test_no_condition_lets_everything_through(nothing):
    assert as_filter(nothing) == Filter()


def test_times_are_taken_as_text_or_as_times_and_are_utc_without_a_zone():
    noon = datetime(2023, 4, 18, 12, tzinfo=UTC)
    for time in (noon, noon.replace(tzinfo=None), noon.astimezone(timezone(timedelta(hours=2))), "2023-04-18T12:00"):
        assert as_filter(comparison("meta.published", ">=", time)) == Filter(since=noon)
        assert as_filter(comparison("meta.published", "<=", time)) == Filter(until=noon)


def test_a_day_is_a_time_too():
    assert as_filter(comparison("meta.published", ">=", date(2023, 4, 18))) == Filter(
        since=datetime(2023, 4, 18, tzinfo=UTC)
    )


GAZETTE = comparison("meta.source", "==", "Gazette")


@pytest.mark.parametrize(
    ("filters", "named"),
    [
        (comparison("meta.rating", ">=", 3), "'meta.rating'"),
        (comparison("source", "==", "Gazette"), "'source'"),
        (comparison("meta.source", "==", None), "None"),
        (comparison("meta.source", "in", "Gazette"), "'value': 'Gazette'"),
        (comparison("meta.source", "in", ["Gazette", 3]), "3"),
        (comparison("meta.source", ">", "Gazette"), "'>'"),
        (comparison("meta.published", "==", 2023), "2023"),
        ({"operator": "XOR", "conditions": [GAZETTE]}, "'XOR'"),
        ({"operator": "OR", "conditions": [{"operator": "XOR", "conditions": []}]}, "'XOR'"),
        ({"operator": "AND"}, "'AND'"),
        ({"field": "meta.source"}, "'meta.source'"),
        ({"source": "Gazette"}, "'source'"),
    ],
)
def test_what_cannot_be_said_is_named_with_what_can(filters, named):
    with pytest.raises(
        ValueError, match=rf"{named}.* is not supported: a nutgraf index takes conditions on meta.source"
    ):
        as_filter(filters)


def test_a_language_is_that_which_an_article_declares_or_was_taken_to_be_in(retriever):
    english = comparison("meta.language", "in", ["EN", "de"])
    assert as_filter(english) == Filter(language=("EN", "de"))
    everything = retriever.run(query="a ferry on the river")["documents"]
    assert {each.meta["language"] for each in everything} == {""}
    assert retriever.run(query="a ferry on the river", filters=english)["documents"] == everything


def test_a_condition_said_twice_lets_through_what_meets_both():
    assert as_filter({"operator": "AND", "conditions": [GAZETTE, GAZETTE]}) == Filter(source=("Gazette",))


def test_a_time_that_is_none_and_what_is_no_dict_are_refused():
    with pytest.raises(ValueError, match=r"'last week'.* needs a time in ISO 8601"):
        as_filter(comparison("meta.published", ">=", "last week"))
    with pytest.raises(ValueError, match="a condition of a filter must be a dict, not 'Gazette'"):
        as_filter({"operator": "AND", "conditions": ["Gazette"]})
