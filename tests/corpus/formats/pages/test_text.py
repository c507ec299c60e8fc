"""The text that is taken from a page: all of the story, once, and nothing of what stands around it."""

import pytest

pytest.importorskip("trafilatura", exc_type=ImportError)

_SENTENCE = "The harbour master said on day {} that the quay is too old to be mended before the spring of next year."
_MENU = "<ul>" + "".join(f"<li><a href='/{n}'>Another story, number {n}</a></li>" for n in range(12)) + "</ul>"


def story(*numbers):
    return "".join(f"<p>{_SENTENCE.format(n)}</p>" for n in numbers)


def paragraphs(reading, body, head=""):
    (it,), _ = reading("a.html", f"<html><head><title>Quay</title>{head}</head><body>{body}</body></html>")
    return it.article.text.split("\n\n")


def test_a_paragraph_with_line_breaks_is_not_taken_twice(reading):
    broken = f"<p>{_SENTENCE.format(3)}<br>{_SENTENCE.format(4)}</p>"
    found = paragraphs(reading, f"<article><div class='text'>{story(1, 2)}{broken}{story(5, 6)}</div></article>")
    assert "".join(found).count("on day 3") == 1
    assert "".join(found).count("on day 4") == 1


def test_lists_beside_a_line_below_the_story_are_left_out(reading):
    below = f"<div class='more'><p>{_SENTENCE.format(9)}</p><div class='list'>{_MENU}</div></div>"
    found = paragraphs(reading, f"<div id='page'><div class='text'>{story(*range(1, 7))}</div>{below}</div>")
    assert not any("Another story" in text for text in found)
    assert found[:6] == [_SENTENCE.format(n) for n in range(1, 7)]


def test_a_page_of_the_web_that_quotes_a_press_database_is_a_page(reading):
    head = "<meta property='og:title' content='Quay'>"
    quoted = "<p>The clerk printed it: 1 of 20 DOCUMENTS stood above, and so it went on for all of the evening.</p>"
    found = paragraphs(reading, f"<article>{story(1, 2)}{quoted}{story(3, 4)}</article>", head)
    assert len(found) == 5


_LEAD = "The harbour of Luhe is shut for the winter, and nobody knows for how long it will be."


@pytest.mark.parametrize(
    ("shown", "stated"),
    [
        (f"<p class='deck'>{_LEAD}</p>", _LEAD),
        (f"<div><div>Harbour</div><div>{_LEAD}</div></div>", _LEAD),
        (f"<h2>{_LEAD}</h2>", f"{_LEAD[:-1]}…"),
        (f"<p><b>Luhe.</b> {_LEAD}</p>", _LEAD),
    ],
)
def test_the_lead_above_the_container_of_the_story_is_its_description(reading, shown, stated):
    body = f"<div class='head'><h1>Quay</h1>{shown}</div><div class='entry-content'>{story(*range(1, 7))}</div>"
    found = paragraphs(reading, body, f'<meta name="description" content="{stated}">')
    assert found[0].endswith(_LEAD)
    assert found[1:] == [_SENTENCE.format(n) for n in range(1, 7)]


@pytest.mark.parametrize("below", ["", f"<div class='share'><p>{_LEAD}</p></div>"])
def test_a_description_that_stands_nowhere_above_the_story_is_not_taken(reading, below):
    body = f"<h1>Quay</h1><div class='entry-content'>{story(*range(1, 7))}</div>{below}"
    found = paragraphs(reading, body, f'<meta name="description" content="{_LEAD}">')
    assert found[0] == _SENTENCE.format(1)


def test_a_lead_that_is_part_of_the_story_is_not_taken_twice(reading):
    body = (
        f"<h1>Quay</h1><p class='hidden'>{_LEAD}</p><div class='entry-content'><p>{_LEAD}</p>{story(*range(6))}</div>"
    )
    found = paragraphs(reading, body, f'<meta name="description" content="{_LEAD}">')
    assert found.count(_LEAD) == 1


@pytest.mark.parametrize("page", ["<div><div></div></div>", "<div> <div><div> </div></div></div>" * 9, "<div>" * 300])
def test_a_page_of_empty_boxes_holds_no_article(reading, page):
    found, (warning,) = reading("a.html", page)
    assert not found
    assert warning.skipped
