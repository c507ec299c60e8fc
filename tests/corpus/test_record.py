"""A record becomes an article, however it spells its fields."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.article import LONGEST_TEXT, MOST_LINES, Article
from nutgraf.corpus.errors import CorpusError
from nutgraf.corpus.record import FIELD_ALIASES, Record, to_article


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


def test_null_and_empty_leave_the_field_to_the_next_spelling():
    assert article({"text": "Words.", "title": None, "headline": "", "heading": "Here"}).title == "Here"


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
        ({"text": ["Words."]}, "text is not a string but list"),
        ({"text": "W.", "title": 5}, "title is not a string but int"),
        ({"text": "W.", "headline": 5}, "headline is not a string but int"),
        ({"text": "W.", "source": {"id": "bbc"}}, "source is not a string but dict"),
        ({"text": "W.", "id": 1}, "id is not a string but int"),
        ({"text": "W\0."}, "NUL"),
        ({"text": "W\ud800."}, "surrogate"),
        ({"text": "x" * 100_001}, "longer than 100,000"),
        ({"text": "W.", "extra": float}, "extra is not JSON"),
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
    ("fields", "warning"),
    [
        ({"author": [1]}, "author is not a string but list; kept without one"),
        ({"categories": {"name": "World"}}, "categories is not a string but dict; kept without one"),
        ({"published": ["2023"]}, "published is not a date but list; kept without one"),
        ({"updated": True}, "updated is not a date but bool; kept without one"),
        ({"updated": "soon"}, "updated 'soon' is not a date; kept without one"),
        ({"lang": "English"}, "lang 'English' is not a language tag; kept without one"),
        (
            {"date": "soon", "author": 5},
            "date 'soon' is not a date; kept without one; author is not a string but int; kept without one",
        ),
    ],
)
def test_a_side_field_that_cannot_be_read_is_a_warning(fields, warning):
    found, told = to_article(Record(1, {"text": "W."} | fields), "a", {})
    assert (found.published, found.updated, found.language, found.authors, found.categories) == (None, None, "", (), ())
    assert told == warning


def test_a_bad_date_is_a_warning_and_the_article_is_kept_without_it():
    found, warning = to_article(Record(1, {"text": "W.", "date": "yesterday"}), "a", {})
    assert found.published is None
    assert warning == "date 'yesterday' is not a date; kept without one"


def test_the_id_is_given_or_the_url_or_the_file_or_a_digest():
    assert article({"text": "W.", "id": "x", "url": "u"}, is_whole_file=True).id == "x"
    assert article({"text": "W.", "url": "u"}, is_whole_file=True).id == "u"
    assert article({"text": "W."}, is_whole_file=True).id == "news/a.json"
    assert len(article({"text": "W.", "title": "T"}).id) == 16


def test_the_digest_is_of_title_date_and_source_and_else_of_the_text():
    same = {"title": "T", "date": "2023-04-18", "source": "S"}
    assert article({"text": "Old.", **same}).id == article({"text": "New.", **same}).id
    assert article({"text": "Old.", **same}).id != article({"text": "Old.", **same, "date": "2023-04-19"}).id
    elsewhere = {"date": "2023-04-18T02:00:00+02:00", "authors": ["Jane"]}  # the same instant
    assert article({"text": "Old.", **same}).id == article({"text": "Old.", **same, **elsewhere}).id
    assert article({"text": "Old."}).id != article({"text": "New."}).id


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
    assert found.text in fields.values()
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
