"""HTML in fields."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.text.markup import is_html, one_line, paragraphs, plain_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (
            "<p>One <b>bold</b>.</p><p>The port&rsquo;s <a href='/x?a=1&amp;b=2'>two</a>.</p>",
            ["One bold.", "The port’s two."],
        ),
        ("<div>One<br>line</div><div>Two</div>", ["One\nline", "Two"]),
        ("One<br/><br/>Two", ["One", "Two"]),
        ("One\n\nTwo <em>x</em>\n\n<blockquote>Three</blockquote>", ["One", "Two x", "Three"]),
        ("One <i>x</i>\nTwo", ["One x", "Two"]),
        ("<p>One\nline</p>", ["One line"]),
        ("&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;", ["One", "Two"]),
        ("<script>a<b</script><style>p{}</style><!-- no --><p>One</p>", ["One"]),
        ('<p><img alt="a > b" src="x">One</p>', ["One"]),
        ("<p>One</p><figure><img><figcaption>A <b>boat</b></figcaption></figure><p>Two</p>", ["One", "Two"]),
        ("<p>if x<y and y>z</p>", ["if x<y and y>z"]),
        ("<body.content><tx><p>One</p></tx><p>Two</p></body.content>", ["One", "Two"]),
    ],
)
def test_html_is_its_paragraphs(markup, text):
    assert paragraphs(markup) == text
    assert plain_text(markup) == "\n\n".join(text)


@pytest.mark.parametrize("text", ["a < b and c > d", "if x<y and y>z", "Two\nlines", "I <3 it", "AT&T; R&D"])
def test_other_text_stays_as_it_is(text):
    assert not is_html(text)
    assert plain_text(text) == text


def test_entities_become_characters_also_where_they_were_escaped_twice():
    assert one_line("Crews&#8217; pay &amp;amp; hours") == "Crews’ pay & hours"
    assert one_line("<em>Crews</em>\n  walk out") == "Crews walk out"


@pytest.mark.parametrize("piece", ["<a ", "<p", "<!--", "<script>", "<a '", "&lt;p", "</", "<p>\n\n", '<a b="', "&#"])
def test_a_text_of_marks_only_takes_linear_time(piece):
    start = time.process_time()
    plain_text(piece * 200_000)
    paragraphs(piece * 200_000)
    assert time.process_time() - start < 5


@given(
    st.lists(st.sampled_from(["<p>", "</p>", "<br>", "<", ">", "&amp;", "<b ", '"', "x", "\n", "\n\n", "<!--", "-->"]))
)
def test_any_markup_is_paragraphs_that_can_be_seen(pieces):
    assert all(text.strip() for text in paragraphs("".join(pieces)))
