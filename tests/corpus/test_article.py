import pickle
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from nutgraf.corpus.article import LONGEST_FIELD, LONGEST_PARAGRAPH, Article
from nutgraf.corpus.errors import CorpusError


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"id": "\u200b"}, "the id is empty"),
        ({"text": " \n\ufeff"}, "no text"),
        ({"text": "a\0b"}, "text holds a NUL"),
        ({"title": "a\ud800"}, "title holds half of a surrogate pair"),
        ({"title": None}, "title is not a string but NoneType"),
        ({"text": "x" * (LONGEST_PARAGRAPH + 1)}, "a paragraph is longer than"),
        ({"title": "x" * (LONGEST_FIELD + 1)}, "title is longer than"),
        ({"id": "x" * (LONGEST_FIELD + 1)}, "id is longer than"),
        ({"published": "soon"}, "published: 'soon' is not a date"),
        ({"published": "04/05/2023"}, "published: '04/05/2023' "),
        ({"updated": "2023-04"}, "updated: '2023-04' is ambiguous or incomplete"),
        ({"published": datetime.max.replace(tzinfo=timezone(timedelta(hours=-5)))}, "published is out of range"),
        ({"authors": 5}, "authors is not a tuple of strings but int"),
        ({"authors": ["Jane", 5]}, "one of authors is not a string but int"),
        ({"authors": ("Jane", 5)}, "one of authors is not a string but int"),
        ({"categories": ("World", " ")}, "one of categories is empty"),
        ({"categories": ("W\0rld",)}, "one of categories holds a NUL"),
        ({"authors": ("x" * LONGEST_FIELD, "y")}, "authors are longer than"),
        ({"language": "English"}, "language is not a BCP 47 tag like en or pt-BR: 'English'"),
        ({"extra": {"what": object()}}, "extra is not JSON"),
    ],
)
def test_what_no_story_can_be_is_refused_when_it_is_made(changed, says):
    with pytest.raises(CorpusError, match=says):
        Article(**{"id": "x", "text": "W.", **changed})


def test_a_time_keeps_its_offset_and_its_day():
    time = datetime(2023, 4, 18, 2, tzinfo=ZoneInfo("Europe/Helsinki"))
    article = Article(id="x", text="W.", published=time, updated=time)
    assert article.published == article.updated == datetime(2023, 4, 17, 23, tzinfo=UTC)
    assert article.published.tzinfo == article.updated.tzinfo == timezone(timedelta(hours=3))
    assert article.day == date(2023, 4, 18)
    assert Article(id="x", text="W.").day is None


def test_dates_and_names_are_taken_as_files_may_have_them():
    for published in ("2023-04-18", "18 April 2023", date(2023, 4, 18), datetime(2023, 4, 18)):
        assert Article("x", "W.", published=published).published == datetime(2023, 4, 18, tzinfo=UTC)
    assert Article("x", "W.", updated="2023-04-18T02:00+03:00").updated.isoformat() == "2023-04-18T02:00:00+03:00"
    jane = Article(id="x", text="W.", authors="Jane", categories=["World", "Local"])
    assert (jane.authors, jane.categories) == (("Jane",), ("World", "Local"))
    assert replace(jane, title="T").title == "T"
    assert pickle.loads(pickle.dumps(jane)) == jane


def test_it_is_shown_in_one_line():
    told = Article(id="x", text="W.", title="Line\none " * 40, source="Herald", published="2023-04-18")
    assert repr(told) == f"<Article x: '{'Line one ' * 6}Line…', Herald, 2023-04-18>"
    assert repr(Article(id="x", text="First words.")) == "<Article x: 'First words.'>"


def test_a_long_text_of_paragraphs_that_are_not_is_fine():
    assert Article(id="x", text="x" * LONGEST_PARAGRAPH + "\n\n" + "y" * LONGEST_PARAGRAPH)
