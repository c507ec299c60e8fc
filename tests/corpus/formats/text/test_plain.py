"""Plain text, with or without a line that gives its date."""

from datetime import UTC, datetime

import pytest
from nutgraf.corpus.passages import cut
from nutgraf.corpus.reader import read
from nutgraf.corpus.sourced import SourcedArticle

STORY = """ date 2023-04-18 Politics
A headline of the day
- A first point.
- A second point.
The story begins here.
It goes on.
"""


@pytest.fixture
def reading(tmp_path):
    def run(content):
        (tmp_path / "a.txt").write_bytes(content.encode())
        return list(read([tmp_path / "a.txt"], base=tmp_path))

    return run


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n"])
def test_a_date_line_gives_date_and_category_and_the_next_line_the_title(reading, end):
    (it,) = reading(STORY.replace("\n", end))
    article = it.article
    assert article.published == datetime(2023, 4, 18, tzinfo=UTC)
    assert (article.id, article.categories, article.title) == ("a.txt", ("Politics",), "A headline of the day")
    assert [passage.text for passage in cut(article)] == STORY.split("\n")[2:-1]


@pytest.mark.parametrize(
    ("line", "date", "categories"),
    [
        ("date 2023-04-18", datetime(2023, 4, 18, tzinfo=UTC), ()),
        ("Date 18 April 2023 World News", datetime(2023, 4, 18, tzinfo=UTC), ("World News",)),
        ("\tdate 2023-04-18 10:30 Politics", datetime(2023, 4, 18, 10, 30, tzinfo=UTC), ("Politics",)),
    ],
)
def test_the_date_may_have_more_words_and_the_category_may_be_absent(reading, line, date, categories):
    (it,) = reading(f"{line}\nTitle\nText.")
    assert (it.article.published, it.article.categories) == (date, categories)


@pytest.mark.parametrize(
    "line", ["Dates are sweet.", "date palms", "date 3 women in a week", "A date 2023-04-18", "date "]
)
def test_a_text_that_only_mentions_dates_is_text(reading, line):
    (it,) = reading(f"{line}\nMore.")
    assert (it.article.text, it.article.title) == (f"{line}\nMore.", "")


def test_a_bad_date_is_reported_and_the_rest_is_read(reading):
    it, warning = reading("date 2023-13-45 Politics\nTitle\nText.")
    assert warning.reason == "published '2023-13-45' is not a date; kept without one"
    assert (it.article.categories, it.article.title, it.article.text) == (("Politics",), "Title", "Text.")


@pytest.mark.parametrize("content", ["", "\n\n", " \u00a0\u3000", "\u200b\ufeff", "date 2023-04-18 Politics\nTitle\n"])
def test_a_file_without_text_is_reported(reading, content):
    (warning,) = reading(content)
    assert (warning.line, warning.reason, warning.skipped) == (1, "no text", True)


def test_a_nul_is_refused(reading):
    assert not any(isinstance(it, SourcedArticle) for it in reading("\0\0\0"))
