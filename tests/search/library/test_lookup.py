import pytest
from nutgraf.corpus.article import Article
from nutgraf.corpus.passages import cut
from nutgraf.search.library.lookup import look_up

ARTICLES = [
    Article(
        id="a", text="\n\n".join(f"paragraph {number}" for number in range(12)), title="Title", extra={"desk": "night"}
    ),
    Article(id="a#p1", text="An article with the name of a passage."),
    Article(id="b#p", text="one\n\ntwo"),
]


@pytest.fixture
def opened(searcher):
    return searcher(ARTICLES)


def numbers(found_article):
    return [passage.number for passage in found_article.passages]


def test_an_article_is_shown_whole(opened):
    found_article = look_up(opened.store, "a")
    assert found_article.article == ARTICLES[0]
    assert list(found_article.passages) == cut(ARTICLES[0])


@pytest.mark.parametrize(
    ("name", "reach", "expected"),
    [
        ("a#p0", 0, [0]),
        ("a#p7", 0, [7]),
        ("a#p11", 2, [9, 10, 11]),
        ("a#p2", 3, [0, 1, 2, 3, 4, 5]),
        ("a#p4", 10**18, [*range(12)]),
    ],
)
def test_a_passage_is_shown_with_what_is_around_it(opened, name, reach, expected):
    found_article = look_up(opened.store, name, reach=reach)
    assert found_article.article == ARTICLES[0]
    assert numbers(found_article) == expected


def test_an_article_comes_before_a_passage_of_the_same_name(opened):
    assert look_up(opened.store, "a#p1").article == ARTICLES[1]
    assert look_up(opened.store, "a#p1#p0").passages[0].text == ARTICLES[1].text


def test_an_id_may_hold_what_parts_ids(opened):
    assert numbers(look_up(opened.store, "b#p#p1")) == [1]
    assert numbers(look_up(opened.store, "b#p")) == [0, 1]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "c",
        "a#p12",
        "a#p-1",
        "a#p",
        "a#p+1",
        "a#p01",
        "a#p１",
        "a#p²",
        "a#p 1",
        "#p0",
        "a#P0",
        "a#p" + "9" * 5_000,
        "A",
    ],
)
def test_what_is_not_there_is_nothing(opened, name):
    assert look_up(opened.store, name) is None


def test_what_is_shown_is_json_values(opened):
    assert look_up(opened.store, "a#p3").to_dict() == {
        "article": {
            "id": "a", "title": "Title", "published": None, "updated": None, "source": None, "categories": [],
            "authors": [], "language": None,
            "url": None, "extra": {"desk": "night"},
        },
        "passages": [{"id": "a#p3", "paragraph": 3, "text": "paragraph 3"}],
    }  # fmt: skip


def test_an_id_that_is_no_string_is_a_value_error(opened):  # None was an AttributeError: no attribute 'encode'
    for look in (opened.article, opened.passages):
        with pytest.raises(ValueError, match="an id must be a string, not None"):
            look(None)
