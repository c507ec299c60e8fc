"""Translation of Haystack's filters: it lets through the same documents as Haystack's own evaluation."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from haystack.utils.filters import document_matches_filter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nutgraf.index.filter import Filter
from nutgraf.search.frameworks.haystack import NutgrafRetriever
from nutgraf.search.frameworks.haystack_filter import as_filter

NAMES = ["Harbour Gazette", "Northern Wire", "Business", "Ada Berg", "Nobody"]
TIMES = ["2023-04-18", "2023-04-18T06:30:00Z", "2023-04-18T09:30:00+03:00", "2023-05-02T00:00:00.000001", "2024-01-01"]


def comparison(field, operator, value):
    return {"field": field, "operator": operator, "value": value}


def facet(field):
    names = st.sampled_from(NAMES)
    one = st.builds(comparison, st.just(field), st.just("=="), names)
    return one | st.builds(comparison, st.just(field), st.just("in"), st.lists(names, min_size=1, max_size=3))


def ends():
    operators, times = st.sampled_from([">=", "<="]), st.sampled_from(TIMES)
    both = st.lists(operators, unique=True, max_size=2)
    return both.flatmap(
        lambda them: st.tuples(
            *(st.builds(comparison, st.just("meta.published"), st.just(each), times) for each in them)
        )
    )


@st.composite
def conjunctions(draw):
    """Draw at most one condition of each kind, in any order, some of them nested in an AND."""
    facets = [draw(st.none() | facet(f"meta.{name}")) for name in ("source", "categories", "authors")]
    conditions = draw(st.permutations([*(facet for facet in facets if facet), *draw(ends())]))
    cut = draw(st.integers(0, len(conditions)))
    inner = {"operator": "AND", "conditions": conditions[cut:]}
    return {"operator": "AND", "conditions": [*conditions[:cut], *([inner] if inner["conditions"] else [])]}


@pytest.fixture
def retriever(archive, folder, embedder):  # noqa: ARG001  # the archive has to be there
    return NutgrafRetriever(folder.path, embedder=embedder)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters=conjunctions())
def test_what_passes_is_what_haystack_itself_lets_pass(retriever, filters):
    everything = retriever.run(query="a ferry on the river")["documents"]
    assert len(everything) == 4
    passing = {document.id for document in everything if document_matches_filter(filters, document)}
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


GAZETTE = comparison("meta.source", "==", "Gazette")


@pytest.mark.parametrize(
    ("filters", "named"),
    [
        (comparison("meta.rating", ">=", 3), "'meta.rating'"),
        (comparison("source", "==", "Gazette"), "'source'"),
        (comparison("meta.source", "!=", "Gazette"), "'!='"),
        (comparison("meta.source", "not in", ["Gazette"]), "'not in'"),
        (comparison("meta.source", "==", None), "None"),
        (comparison("meta.source", "in", "Gazette"), "'value': 'Gazette'"),
        (comparison("meta.source", "in", []), r"\[\]"),
        (comparison("meta.source", "in", ["Gazette", 3]), "3"),
        (comparison("meta.published", ">", "2023-04-18"), "'>'"),
        (comparison("meta.published", "==", "2023-04-18"), "'=='"),
        ({"operator": "OR", "conditions": [GAZETTE]}, "'OR'"),
        ({"operator": "NOT", "conditions": [GAZETTE]}, "'NOT'"),
        ({"operator": "AND", "conditions": [{"operator": "OR", "conditions": [GAZETTE]}]}, "'OR'"),
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


def test_a_condition_said_twice_a_time_that_is_none_and_what_is_no_dict_are_refused():
    with pytest.raises(ValueError, match=r"meta\.source has two conditions"):
        as_filter({"operator": "AND", "conditions": [GAZETTE, GAZETTE]})
    with pytest.raises(ValueError, match=r"'last week'.* needs a time in ISO 8601"):
        as_filter(comparison("meta.published", ">=", "last week"))
    with pytest.raises(ValueError, match="a condition of a filter must be a dict, not 'Gazette'"):
        as_filter({"operator": "AND", "conditions": ["Gazette"]})
