"""The head of a page's story: neither headline nor byline is a paragraph of it, and a short story keeps its own."""

import pytest

pytest.importorskip("trafilatura", exc_type=ImportError)

_BRIEF = ("The library in Mole Street stays open on three days a week.", "A brewer gave 150,000 euros.")
_STORY = tuple(f"The harbour master said on day {n} that the quay is too old to be mended this year." for n in range(5))
_AUTHOR = '<meta name="author" content="Sanna Vik">'


def article(reading, paragraphs, byline="<p class=byline>By Sanna Vik</p>", head=_AUTHOR):
    shown = f"<h1>Readers buy library</h1>{byline}{''.join(f'<p>{it}</p>' for it in paragraphs)}"
    menu = "<header><nav><a href=/>Home</a></nav></header>"
    page = f"<html><head><title>Readers buy library</title>{head}</head><body>{menu}<article>{shown}</article></body>"
    (it,), _ = reading("a.html", f"<!doctype html>{page}</html>")
    return it.article


@pytest.mark.parametrize("story", [_BRIEF, _STORY], ids=["brief", "long"])
def test_a_story_has_its_own_paragraphs_and_no_byline(reading, story):
    """A page of less than 250 characters was one paragraph, headline and byline in it; a longer one began "By ..."."""
    found = article(reading, story)
    assert found.text.split("\n\n") == list(story)
    assert found.authors == ("Sanna Vik",)


@pytest.mark.parametrize("byline", ["<div><p>Von Sanna Vik</p></div>", "<p>Sanna Vik</p>", "<p>By Sanna Vik</p>"])
@pytest.mark.parametrize("story", [_BRIEF, _STORY], ids=["brief", "long"])
def test_a_line_that_only_names_the_authors_is_no_paragraph(reading, story, byline):
    assert article(reading, story, byline).text.split("\n\n") == list(story)


def test_a_first_line_with_another_name_is_kept(reading):
    found = article(reading, _STORY, "<p>By the quay</p>")
    assert found.text.split("\n\n") == ["By the quay", *_STORY]


def test_a_story_of_one_short_line_is_kept(reading):
    assert article(reading, _BRIEF[1:]).text == _BRIEF[1]
