from datetime import UTC, date, datetime

import pytest
from nutgraf.corpus.article import Article
from nutgraf.index.filter import Filter
from nutgraf.search.query.question import QuestionError


def story(name, day=None, **fields):
    published = datetime(2023, 4, day, 9, tzinfo=UTC) if day else None
    return Article(id=name, text="One.\n\nTwo.", published=published, **fields)


ARTICLES = [
    story("a", 2, title="«Zebra» crosses", source="Écho", authors=("Agnieszka Wrótna",)),
    story("b", title="Apple", source="echo"),
    story("c", 3, title="ärger", categories=("World", "Sport")),
    story("d", 1, title="", source="Bell"),
]


@pytest.fixture
def opened(searcher):
    return searcher(ARTICLES)


def ids(listed):
    return [article["id"] for article in listed.articles]


@pytest.mark.parametrize(
    ("sort", "expected"), [("newest", "cadb"), ("oldest", "dacb"), ("source", "dabc"), ("title", "bcad")]
)
def test_what_has_no_date_outlet_or_title_comes_last(opened, sort, expected):
    assert ids(opened.list_articles(sort=sort)) == [*expected]


def test_filters_mean_what_they_mean_in_a_search(opened):
    assert ids(opened.list_articles(filters=Filter(source=("ECHO",)))) == ["a", "b"]
    assert ids(opened.list_articles(filters=Filter(author=("agnieszka wrotna",)))) == ["a"]
    assert ids(opened.list_articles(filters=Filter(category=("sport",)))) == ["c"]
    assert ids(opened.list_articles(filters=Filter(since=date(2023, 4, 2)))) == ["c", "a"]
    assert ids(opened.list_articles(undated=True)) == ["b"]


def test_a_limit_leaves_the_total(opened):
    listed = opened.list_articles(limit=3)
    assert (ids(listed), listed.total) == (["c", "a", "d"], 4)
    assert ids(opened.list_articles(limit=0)) == [*"cadb"]


def test_pages_follow_one_another(opened):
    assert ids(opened.list_articles(limit=2, after="c")) == ["a", "d"]
    assert ids(opened.list_articles(limit=0, after="a")) == ["d", "b"]
    assert ids(opened.list_articles(after="b")) == []
    assert opened.list_articles(after="b").total == 4


def test_its_json_has_the_articles_without_their_texts(opened):
    plain = opened.list_articles(filters=Filter(source=("Bell",)), sort="title").to_dict()
    assert plain == {
        "filters": {"source": ["Bell"]},
        "sort": "title",
        "index": plain["index"],
        "total": 1,
        "articles": [
            {
                "id": "d", "title": None, "published": "2023-04-01T09:00:00Z", "updated": None, "source": "Bell",
                "categories": [], "authors": [], "url": None, "language": None, "passages": 2,
            }
        ],
    }  # fmt: skip
    assert plain["index"]["articles"] == 4
    assert opened.list_articles(undated=True).to_dict()["filters"] == {"undated": True}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"sort": "best"}, "newest, oldest, source, title"),
        ({"limit": -1}, "0 for all"),
        ({"limit": "3"}, "0 for all"),
        ({"after": "nobody"}, "not in the list"),
        ({"after": "a", "filters": Filter(source=("Bell",))}, "not in the list"),
        ({"undated": True, "filters": Filter(since=date(2023, 4, 1))}, "without a date"),
    ],
)
def test_nonsense_is_refused_in_a_line(opened, options, says):
    with pytest.raises(QuestionError, match=says):
        opened.list_articles(**options)
