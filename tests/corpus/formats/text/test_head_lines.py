"""Fields in lines at the head of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.formats.text.head_lines import lines_at_head
from nutgraf.corpus.formats.text.line_fields import told_by

TEXT = "The quay is shut.\n\nIt opens in May.\n"
HEADS = {
    "plain": ("a.txt", "Title: Quay\nDate: 3 February 2024\nAuthor: Ada Vond\n\n"),
    "German": ("a.txt", "Überschrift: Quay\nDatum: 03.02.2024\nVerfasser: Ada Vond\n\n"),
    "Chinese": ("a.txt", "标题：Quay\n日期：2024年2月3日\n作者：Ada Vond\n\n"),
    "a label above the text": ("a.txt", "HEADLINE: Quay\nDATE: 3 February 2024\nBYLINE: Ada Vond\nBODY:\n"),
    "bold": ("a.md", "# Quay\n\n**Author:** Ada Vond\n**Date**: 2024-02-03\n\n"),
    "Logseq": ("a.md", "title:: Quay\nauthor:: [[Ada Vond]]\ndate:: 2024-02-03\n\n"),
    "Nikola": (
        "a.md",
        "<!--\n.. title: Quay\n.. slug:\n.. author: Ada Vond\n.. date: 2024-02-03 10:00:00 UTC\n-->\n\n",
    ),
}


@pytest.mark.parametrize("form", HEADS)
def test_fields_at_the_head_are_fields_and_the_rest_is_the_text(reading, form):
    name, head = HEADS[form]
    (item,), warnings = reading(name, head + TEXT)
    article = item.article
    assert (article.title, article.authors, str(article.day)) == ("Quay", ("Ada Vond",), "2024-02-03")
    assert article.text.strip() == TEXT.strip()
    assert not warnings


def test_the_first_words_of_a_text_behind_its_label_belong_to_it(reading):
    (item,), _ = reading("a.txt", "Title: Quay\nDate: 2024-02-03\nText: The quay is shut.\n\nIt opens in May.\n")
    assert item.article.text.strip() == TEXT.strip()


@pytest.mark.parametrize(
    "text", ["http://h.example/1\n\nText.", "Q: Why?\nA: Pay.\n\nText.", "Note:\nText.", "One.\n\nTwo."]
)
def test_other_lines_are_text(reading, text):
    (item,), _ = reading("a.txt", text)
    assert item.article.text == text


@given(st.text(alphabet="ab:：*.<!->\n\r -", max_size=60))
def test_nothing_of_any_text_is_lost(text):
    fields, rest = lines_at_head(text)
    assert fields or rest == text
    assert all(part in text for value in fields.values() for part in value.split("; "))


def test_a_day_and_a_byline_on_lines_of_their_own_are_told_by_the_first_lines():
    lines = ["Estmark Post", "By Ada Vond", "Saturday, 3 February 2024, 10:30", "The quay is shut.", "4 March 2024"]
    assert told_by(lines) == {"authors": "By Ada Vond", "published": "Saturday, 3 February 2024, 10:30"}
    assert (
        told_by(
            ["By Monday the quay was shut.", "By noon it was open", "By then, on 3 February 2024, the quay was shut."]
        )
        == {}
    )
    assert told_by([]) == {}
