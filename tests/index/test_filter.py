import re
from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nutgraf.corpus.article import Article
from nutgraf.index.filter import Filter, all_of, any_of
from small_indexes.fakes import passage_at
from small_indexes.policies import UNMERGED
from stores.memory_store import passes

NOON = datetime(2023, 4, 18, 12, tzinfo=UTC)
NEW_YEAR = datetime(2023, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))  # in UTC it is the year before
ARTICLES = [
    Article(
        id="a",
        text="one\n\ntwo",
        language="pt-BR",
        published=NOON,
        source="Herald",
        categories=("Sport",),
        authors=("Ann",),
    ),
    Article(
        id="b",
        title="The Ferry",
        text="one",
        language="de",
        published=NOON + timedelta(microseconds=1),
        source="HERALD",
        authors=("Bo", "Cy"),
    ),
    Article(id="c", text="one\n\ntwo\n\nthree", source="Gazette", categories=("Sport",), authors=("Ann",)),
    Article(
        id="d", title="Straße", text="one", published=datetime(1969, 12, 31, 23, 59, 59, 999_999, UTC), source="Straße"
    ),
    Article(
        id="e", text="one", published=NEW_YEAR, source="Post", categories=("World", "Sport"), authors=("Dee", "Ann")
    ),
]
PASSING = [
    (Filter(), "abcde"),
    (Filter(since=NOON), "ab"),
    (Filter(until=NOON), "ade"),
    (Filter(since=NOON, until=NOON), "a"),
    (Filter(since=NOON + timedelta(microseconds=1)), "b"),
    (Filter(until=datetime(1970, 1, 1, tzinfo=UTC)), "d"),
    (Filter(source=("herald",)), "ab"),
    (Filter(source=("herald", "gazette")), "abc"),
    (Filter(source=("STRASSE",)), "d"),
    (Filter(source=("Her",)), ""),
    (Filter(category=("sport",), author=("ann",)), "ace"),
    (Filter(category=("world",)), "e"),
    (Filter(author=("cy",)), "b"),
    (Filter(author=("cy", "DEE")), "be"),
    (Filter(author=("",)), "d"),
    (Filter(category=("",)), "bd"),
    (Filter(since=date(2023, 4, 18)), "ab"),
    (Filter(until=date(2023, 4, 18)), "abde"),
    (Filter(until=date(2023, 4, 17)), "de"),
    (Filter(since=date(2023, 1, 1), until=date(2023, 1, 1)), "e"),
    (Filter(since=datetime(2023, 1, 1, tzinfo=UTC), until=NOON), "a"),
    (Filter(until=date(2022, 12, 31)), "d"),
    (Filter(since=date(1969, 12, 31), until=date(1969, 12, 31)), "d"),
    (Filter(since=date(2023, 1, 1), until=NOON), "ae"),
    (Filter(source=("herald",), since=NOON, author=("bo",)), "b"),
    (Filter(source=("nobody",)), ""),
    (Filter(id=("a", "C", "e", "nobody")), "ae"),
    (~Filter(id=("a",)), "bcde"),
    (Filter(title=("the FERRY", "strasse")), "bd"),
    (Filter(title=("",)), "ace"),
    (Filter(language=("PT-br",)), "a"),
    (Filter(language=("pt", "de")), "ab"),
    (Filter(language=("en",)), "cde"),
    (Filter(id=("a", "b"), language=("pt",)), "a"),
    (Filter(without=(Filter(source=("herald",)), Filter(category=("world",)))), "cd"),
    (Filter(author=("ann",), without=(Filter(since=NOON),)), "ce"),
    (~Filter(), ""),
    (~Filter(since=date(2023, 1, 1)), "cd"),
    (Filter(source=("herald",)) & Filter(source=("gazette",)), ""),
    (Filter(author=("ann",)) & Filter(author=("dee",)), "e"),
    (Filter(since=date(2023, 1, 1)) & Filter(since=NOON), "ab"),
    (Filter(source=("herald",)) | Filter(category=("world",)) | ~Filter(since=date(1900, 1, 1)), "abce"),
]


@pytest.mark.parametrize(("filters", "ids"), PASSING)
def test_a_mask_lets_through_the_passages_of_the_articles_that_meet_every_condition(add, folder, filters, ids):
    add(ARTICLES[:2])
    add(ARTICLES[2:])  # another segment
    snapshot = folder.open()
    expected = [article.id in ids for article in ARTICLES for _ in article.text.split("\n\n")]
    assert snapshot.row_mask(filters).tolist() == expected


def test_no_mask_lets_through_what_was_removed(add, remove, folder):
    add(ARTICLES)
    remove("a", policy=UNMERGED)
    snapshot = folder.open()
    assert snapshot.manifest.segments[0].dead
    for filters in (Filter(), Filter(source=("herald",)), Filter(since=NOON), Filter(author=("ann",))):
        passing = {passage_at(snapshot, row).article_id for row in np.flatnonzero(snapshot.row_mask(filters)).tolist()}
        assert "a" not in passing
        assert passing


def test_a_naive_time_is_refused():
    with pytest.raises(ValueError, match="a day, or a time with a time zone, not 2023-04-18"):
        Filter(since=datetime(2023, 4, 18))


def test_a_bare_string_is_refused_for_a_facet():
    with pytest.raises(ValueError, match=re.escape("source takes a tuple of strings, not 'Herald'")):
        Filter(source="Herald")


parts = st.sampled_from([filters for filters, _ in PASSING])
trees = st.recursive(
    parts.map(lambda it: (it, lambda article: passes(article, it))),
    lambda inner: (
        inner.map(lambda a: (~a[0], lambda article: not a[1](article)))
        | st.tuples(inner, inner).map(lambda p: (p[0][0] & p[1][0], lambda it: p[0][1](it) and p[1][1](it)))
        | st.tuples(inner, inner).map(lambda p: (p[0][0] | p[1][0], lambda it: p[0][1](it) or p[1][1](it)))
    ),
    max_leaves=8,
)


@settings(max_examples=200, derandomize=True)
@given(tree=trees)
def test_and_or_and_not_mean_what_they_say(tree):
    joined, expected = tree
    for article in ARTICLES:
        assert passes(article, joined) == expected(article)


@given(st.lists(trees, max_size=3))
def test_all_and_any_of_several_filters_mean_what_they_say(several):
    for article in ARTICLES:
        expected = [mean(article) for _, mean in several]
        assert passes(article, all_of(joined for joined, _ in several)) == all(expected)
        assert passes(article, any_of(joined for joined, _ in several)) == any(expected)


def test_filters_stay_as_flat_as_they_can():
    herald, gazette = Filter(source=("Herald",)), Filter(source=("Gazette",))
    assert herald | gazette | herald == Filter(source=("Herald", "Gazette"))
    assert herald & Filter(since=NOON) & Filter(since=NOON - timedelta(1)) == Filter(since=NOON, source=("Herald",))
    assert ~~herald == herald
    assert ~herald & ~gazette == Filter(without=(herald, gazette))
    sport = Filter(category=("Sport",))
    assert herald | sport | Filter(since=NOON) == ~Filter(without=(herald, sport, Filter(since=NOON)))


def test_a_filter_without_filters_is_refused_for_without():
    with pytest.raises(ValueError, match="without takes a tuple of filters, not"):
        Filter(without=Filter())


def test_only_what_is_set_is_told():
    assert Filter().to_dict() == {}
    assert Filter(since=NOON, author=("Ann", "Bo")).to_dict() == {
        "since": "2023-04-18T12:00:00Z",
        "author": ["Ann", "Bo"],
    }
    assert Filter(until=date(2023, 4, 18)).to_dict() == {"until": "2023-04-18"}
    assert (~Filter(author=("Ann",))).to_dict() == {"without": [{"author": ["Ann"]}]}
