"""Running heads and feet, and numbers of pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from material.documents import pdf_of_pages
from nutgraf.corpus.formats.text.running_lines import joined_pages

PAGES = (
    "The keeper counted nine seals on the sand on\nMonday, and he has never counted so many of",
    "them in a winter.\nThe board will pay for a new lamp, which the\nkeeper has asked for since the storm.",
    "The lamp is to shine from the first of March,\nthe board said, and all of the island is glad.",
)
TEXT = [
    "The keeper counted nine seals on the sand on Monday, and he has never counted so many of them in a winter.",
    "The board will pay for a new lamp, which the keeper has asked for since the storm.",
    "The lamp is to shine from the first of March, the board said, and all of the island is glad.",
]
PRINTS = {
    "numbers": "{text}\n\n{n}",
    "numbers with dashes above": "- {n} -\n{text}",
    "a head with a number and a foot": "Luhe Courier 3 Feb 2024 page {n}\n{text}\nPrinted in Luhe",
    "a foot of two lines": "{text}\nPrinted in Luhe\nPage {n} of 3",
}


@pytest.mark.parametrize("page", PRINTS.values(), ids=PRINTS)
@pytest.mark.parametrize("name", ["a.pdf", "a.txt"])
def test_what_pages_repeat_at_their_edges_is_no_text_and_is_told(reading, name, page):
    pages = [page.format(text=text, n=number) for number, text in enumerate(PAGES, start=4)]
    (it,), (told,) = reading(name, "\f".join(pages) if name == "a.txt" else pdf_of_pages(*pages))
    assert it.article.text.split("\n\n") == TEXT
    assert "left out what its pages repeat at their edges" in told.reason
    assert not told.skipped


def test_of_a_head_without_a_number_the_first_is_kept_as_it_may_be_the_headline():
    text, left = joined_pages([f"Nine seals\n{page}" for page in PAGES])
    assert text.count("Nine seals") == 1
    assert text.startswith("Nine seals\nThe keeper")
    assert left == ["Nine seals"]


def test_edges_that_differ_are_text():
    for pages in (PAGES, PAGES[:1], ["12", "7", "300"], []):
        assert joined_pages(pages)[1] == []


@given(st.lists(st.text(alphabet="ab1\n ", max_size=20), max_size=5))
def test_all_lines_are_in_the_text_or_of_a_kind_that_is_told(pages):
    text, left = joined_pages(pages)
    kinds = {"".join("#" if char == "1" else char for char in line) for line in left}
    lines = [line.strip() for page in pages for line in page.splitlines() if line.strip()]
    assert left or [line.strip() for line in text.splitlines() if line.strip()] == lines
    assert len(kinds) <= len(lines)


def test_a_running_head_tells_outlet_and_day(reading):
    pages = [f"Luhe Courier - Saturday, 3 February 2024 - A{number}\n{text}" for number, text in enumerate(PAGES)]
    (it,), _ = reading("a.pdf", pdf_of_pages(*pages))
    assert (it.article.source, str(it.article.day)) == ("Luhe Courier", "2024-02-03")
