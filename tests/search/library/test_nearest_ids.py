import pytest
from nutgraf.corpus.article import Article
from nutgraf.search.library import lookup
from nutgraf.search.library.lookup import nearest_ids
from nutgraf.search.query.names.unknown_names import suggested

ARTICLES = [
    Article(id="ferry-strike", text="A ferry stopped.\n\nA strike began."),
    Article(id="ferry-deal", text="It ended."),
    Article(id='od"d\\#p1', text="An odd id."),
]


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("ferry-strikes", ["ferry-strike"]),
        ("Ferry-Strike", ["ferry-strike"]),
        ("ferry-dael#p0", ["ferry-deal"]),
        ("ferry-strike#p7", ["ferry-strike#p0", "ferry-strike#p1"]),
        ("“ferry-strike#p1”,", ["ferry-strike#p1"]),
        ('od"d\\', ['od"d\\#p1']),
        ("quite another thing", []),
    ],
)
def test_an_id_that_is_not_there_suggests_those_that_are(searcher, typed, near):
    assert nearest_ids(searcher(ARTICLES).store, typed) == near


def test_in_a_large_archive_ids_are_not_compared(searcher, monkeypatch):
    monkeypatch.setattr(lookup, "MOST_IDS_COMPARED", 2)
    store = searcher(ARTICLES).store
    assert nearest_ids(store, "ferry-strikes") == []
    assert nearest_ids(store, "ferry-strike.") == ["ferry-strike"]


def test_suggestions_are_worded_for_the_end_of_a_message():
    assert suggested(["a", "b"]) == ", but 'a' or 'b'"
    assert suggested([]) == ""
