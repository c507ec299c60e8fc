"""A record becomes an article, however it spells its fields."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.article import LONGEST_TEXT, MOST_LINES, Article
from nutgraf.corpus.conversion.converter import to_article
from nutgraf.corpus.errors import CorpusError
from nutgraf.corpus.fields.names import FIELD_ALIASES
from nutgraf.corpus.record import Record


def article(fields, mapping=None, *, is_whole_file=False, origin="news/a.json"):
    return to_article(Record(1, fields, is_whole_file=is_whole_file), origin, mapping or {})[0]


@pytest.mark.parametrize("key", ["text", "Body", "CONTENT", "full-text", "Full Text", "article_text", "articleBody"])
def test_text_is_found_under_its_usual_names(key):
    assert article({key: "Words."}).text == "Words."


def test_every_field_is_found_under_other_names():
    found = article(
        {
            "body": "Words.",
            "headline": " A title ",
            "Publish Date": "2023-04-18",
            "outlet": "The Daily",
            "section": "World",
            "byline": "Jane",
            "permalink": "https://example.com/1",
            "_id": "17",
        }
    )
    assert found == Article("17", "Words.", "A title", datetime(2023, 4, 18, tzinfo=UTC), "The Daily", ("World",),
                            ("Jane",), "https://example.com/1")  # fmt: skip


def test_of_several_spellings_the_first_listed_wins_and_the_rest_is_kept():
    found = article({"content": "Long.", "text": "Short.", "level": 3})
    assert found.text == "Short."
    assert found.extra == {"content": "Long.", "level": 3}


def test_a_time_of_day_alone_is_a_part_of_the_day_in_columns_beside_it():
    day = {"text": "Words.", "day": 7, "month": "12", "year": 1999}
    assert article(day | {"time": "10:30"}).published == datetime(1999, 12, 7, 10, 30, tzinfo=UTC)
    assert article(day | {"time": None}).published == datetime(1999, 12, 7, tzinfo=UTC)
    assert article({"text": "Words.", "time": "10:30"}).published is None


def test_null_and_empty_leave_the_field_to_the_next_spelling():
    assert article({"text": "Words.", "title": None, "headline": "", "heading": "Here"}).title == "Here"


def test_a_number_leaves_the_authors_to_the_same_name_with_other_words():
    article = to_article(Record(1, {"text": "T.", "writer": 17, "writer_name": "Ada Vond"}), "a", {})[0]
    assert article.authors == ("Ada Vond",)


def test_a_mapping_comes_before_all_spellings():
    found = article({"text": "Raw.", "body_clean": "Clean."}, {"text": "body_clean"})
    assert found.text == "Clean."
    assert found.extra == {"text": "Raw."}


def test_a_mapped_key_that_is_missing_is_not_replaced_by_a_spelling():
    with pytest.raises(CorpusError, match="no key 'body_clean'"):
        article({"text": "Raw."}, {"text": "body_clean"})


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "no text"),
        ({"text": None}, "text is null"),
        ({"text": " \u200b\n"}, "no text"),
        ({"text": 5}, "text is not a string but int"),
        ({"text": {"size": 5}}, "text is not a string but dict"),
        ({"text": "None"}, "no text"),
        ({"text": "x" * 100_001}, "longer than 100,000"),
        ({"text": "W.", 5: "five"}, "a key is not a string"),
    ],
)
def test_a_bad_record_is_refused_with_its_reason(fields, reason):
    with pytest.raises(CorpusError, match=reason):
        article(fields)


def test_a_source_may_be_an_object():
    assert article({"text": "W.", "source": {"id": None, "name": "BBC News"}}).source == "BBC News"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Jane", ("Jane",)),
        (" Jane and John ", ("Jane and John",)),
        ([" Jane", "John", "", "Jane"], ("Jane", "John")),
        ([], ()),
        ("", ()),
    ],
)
@pytest.mark.parametrize("key", ["authors", "author", "categories", "section"])
def test_authors_and_categories_are_a_string_or_a_list_of_them(key, written, meant):
    found = article({"text": "W.", key: written})
    assert (found.authors if key.startswith("author") else found.categories) == meant


@pytest.mark.parametrize("key", ["updated", "Updated At", "dateModified", "last_mod", "modified"])
def test_when_it_was_updated_is_kept_apart_from_when_it_was_published(key):
    found = article({"text": "W.", "date": "2023-04-18", key: "2023-04-19T01:30:00+02:00"})
    assert (found.published.isoformat(), found.updated.isoformat()) == (
        *("2023-04-18T00:00:00+00:00", "2023-04-19T01:30:00+02:00"),
    )


@pytest.mark.parametrize(("written", "meant"), [("en", "en"), ("pt_BR", "pt-BR"), ("zh-Hant-TW", "zh-Hant-TW")])
@pytest.mark.parametrize("key", ["language", "lang", "inLanguage"])
def test_a_language_is_a_tag(key, written, meant):
    assert article({"text": "W.", key: written}).language == meant


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"author": [1]}, ["author holds what is no name: list; kept without it"]),
        ({"categories": 7}, ["categories holds what is no name: int; kept without it"]),
        ({"published": ["2023"]}, ["published '2023' is ambiguous or incomplete; kept without one"]),
        ({"updated": {"by": "Jane", "n": 1}}, ["updated is not a date but dict; kept without one"]),
        ({"updated": "soon"}, ["updated 'soon' is not a date; kept without one"]),
        ({"lang": "Elvish tongue"}, ["lang 'Elvish tongue' is not a language tag; kept without one"]),
        ({"title": {"n": 5, "m": 6}}, ["title is not a string but dict; kept without one"]),
        ({"title": "x" * 10_001}, ["title is longer than 10,000 characters; kept without one"]),
        ({"url": True}, ["url is not a string but bool; kept without one"]),
        ({"source": "a\0b"}, ["source holds a NUL character or half of a surrogate pair; kept without one"]),
        ({"rating": float}, ["a field that is no JSON was left out"]),
        (
            {"date": "soon", "author": 5},
            ["date 'soon' is not a date; kept without one", "author holds what is no name: int; kept without it"],
        ),
    ],
)
def test_a_side_field_that_cannot_be_read_is_told_and_costs_only_itself(fields, told):
    found, notices = to_article(Record(1, {"text": "W."} | fields), "a", {})
    assert (found.published, found.updated, found.language, found.authors, found.categories) == (None, None, "", (), ())
    assert (found.title, found.url, found.source, found.text) == ("", "", "", "W.")
    assert [notice.reason for notice in notices] == told


def test_the_id_is_given_or_the_url_or_the_file_or_a_digest():
    assert article({"text": "W.", "id": "x", "url": "u"}, is_whole_file=True).id == "x"
    assert article({"text": "W.", "url": "u"}, is_whole_file=True).id == "u"
    assert article({"text": "W."}, is_whole_file=True).id == "news/a.json"
    assert len(article({"text": "W.", "title": "T"}).id) == 16


def test_the_digest_is_of_the_whole_content():
    same = {"text": "W.", "title": "Letters", "date": "2023-04-18", "source": "S"}
    assert article(same).id == article(same | {"authors": ["Jane"], "rating": 3}).id
    others = ({"text": "V."}, {"title": "Corrections"}, {"date": "2023-04-19"}, {"source": "T"})
    assert len({article(same | other).id for other in ({}, *others)}) == 5


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
KEYS = st.sampled_from([spelling for spellings in FIELD_ALIASES.values() for spelling in spellings]) | st.text(
    max_size=5
)


@given(st.dictionaries(KEYS, JSON, max_size=6), st.booleans())
def test_any_record_is_an_article_or_a_corpus_error(fields, is_whole_file):
    try:
        found = article(fields, is_whole_file=is_whole_file)
    except CorpusError:
        return
    assert found.text.strip()
    json.dumps(dict(found.extra))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("words\n\n" * (LONGEST_TEXT // 7 + 1), "the text is longer than 4,000,000 characters"),
        ("a\n" * (MOST_LINES + 1), "the text has more than 200,000 lines"),
        ("a\r" * (MOST_LINES + 1), "the text has more than 200,000 lines"),
    ],
    ids=["long", "lines", "returns"],
)
def test_a_text_that_is_no_article_is_refused(text, reason):
    with pytest.raises(CorpusError, match=reason):
        article({"text": text})
