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
        ({"published": "2023-04-18"}, "published is not a datetime but str"),
        ({"published": datetime(2023, 4, 18)}, "published has no time zone"),
        ({"published": datetime.max.replace(tzinfo=timezone(timedelta(hours=-5)))}, "published is out of range"),
        ({"updated": datetime(2023, 4, 18)}, "updated has no time zone"),
        ({"authors": "Jane"}, "authors is not a tuple of strings but str"),
        ({"authors": ["Jane"]}, "authors is not a tuple of strings but list"),
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


def test_a_long_text_of_paragraphs_that_are_not_is_fine():
    assert Article(id="x", text="x" * LONGEST_PARAGRAPH + "\n\n" + "y" * LONGEST_PARAGRAPH)
