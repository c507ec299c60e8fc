"""The lines above a story: its headline, byline, outlet and day, in any order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.formats.text.line_fields import line_fields
from nutgraf.corpus.formats.text.story_head import is_headline, story_head

STORY = (
    "The keeper counted nine seals on the sand on Monday, and he has never counted so many of them in a winter.\n\n"
    "The board will pay for a new lamp."
)
HEADS = {
    "an outlet with its day": "Nine seals are back\n\nBy Ada Vond\nLuhe Courier, 3 February 2024\n\n",
    "outlet and day above the title": "Luhe Courier\nSaturday, 3 February 2024\n\nNine seals are back\nBy Ada Vond\n",
    "a name without a word before it": "Nine seals are back\n\nAda Vond\n3 February 2024, 10:30\nLuhe Courier\n\n",
    "a name and its day on a line": "Nine seals are back\nAda Vond | 3 February 2024 | Luhe Courier\n\n",
    "a day and a name on a line": "Nine seals are back\nLuhe Courier\nFebruary 3, 2024 – Ada Vond\n\n",
    "a name and its role": "Nine seals are back\nAda Vond, Harbour correspondent\nLuhe Courier | 2024-02-03\n\n",
    "a byline and its day on a line": "Nine seals are back\nLuhe Courier\nBy Ada Vond, 3 February 2024\n\n",
    "a mail address": "Nine seals are back\nAda Vond <ada@luhe.example>\nLuhe Courier · 3 Feb 2024\n\n",
    "a small by": "Nine seals are back\nby Ada Vond\nLuhe Courier, 3 February 2024\n\n",
    "a label and a small by": "Nine seals are back\nLuhe Courier\nPublié le 3 février 2024 par Ada Vond\n\n",
    "a headline on two lines": "Nine seals\nare back\nBy Ada Vond\nLuhe Courier, 3 February 2024\n\n",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_a_headline_an_outlet_a_day_and_a_name_are_told_from_the_text(reading, head):
    (it,), warnings = reading("a.txt", head + STORY)
    article = it.article
    assert (article.title, article.source) == ("Nine seals are back", "Luhe Courier")
    assert (str(article.day), article.authors) == ("2024-02-03", ("Ada Vond",))
    assert article.text == STORY
    assert not warnings


def test_a_headline_alone_above_prose_is_the_headline(reading):
    for title in ("Nine seals are back", "Will the lamp shine again?", "“Nobody knows why”"):
        (it,), _ = reading("a.txt", f"{title}\n\n{STORY}")
        assert (it.article.title, it.article.text) == (title, STORY)
    (it,), _ = reading(
        "a.txt", "灯塔管理员数了九只海豹\n\n" + "灯塔管理员星期一在沙滩上数了九只海豹，他从来没有在冬天数到这么多。" * 2
    )
    assert it.article.title == "灯塔管理员数了九只海豹"


@pytest.mark.parametrize(
    "text",
    [
        f"Nobody knows why.\n\n{STORY}",
        f"- Nine seals\n\n{STORY}",
        f"milk and bread\n\n{STORY}",
        f"Nine seals upon the rocks below\n{STORY}",
        f'{{% extends "mail" %}}\n\n{STORY}',
        f"Dear reader,\n\n{STORY}",
        "Nine seals\n\nOne lamp\n\nTwo keepers",
        f"Home | News | Sports\n\n{STORY}",
        f"Copyright (c) 2013, Ada Vond\n\n{STORY}",
        "".join(f"Seals, 9\n2024-02-0{day} 10:30, 4\n" for day in range(1, 6)),
        f"The lamp is dark.\n\nAda Vond <ada@luhe.example>\n\n{STORY}",
        STORY,
    ],
)
def test_other_first_lines_are_text(reading, text):
    (it,), _ = reading("a.txt", text)
    assert (it.article.title, it.article.text) == ("", text)


def test_what_stands_above_the_headline_of_a_release_stays_in_its_text(reading):
    dated = f"LUHE, February 3, 2024 — {STORY}"
    (it,), _ = reading("a.txt", f"FOR IMMEDIATE RELEASE\n\nNine seals are back\n\n{dated}")
    assert (it.article.title, str(it.article.day)) == ("Nine seals are back", "2024-02-03")
    assert it.article.text == f"FOR IMMEDIATE RELEASE\n\n{dated}"


def test_capitals_above_a_line_with_a_day_are_the_headline(reading):
    (it,), _ = reading("a.txt", f"RULES OF THE HARBOUR\nVersion 3, 29 June 2007\n\n{STORY}")
    assert (it.article.title, it.article.published) == ("", None)
    (it,), _ = reading("a.txt", f"RULES OF THE HARBOUR\nLuhe, 29 June 2007\n\n{STORY}")
    assert (it.article.title, str(it.article.day)) == ("RULES OF THE HARBOUR", "2007-06-29")


def test_a_lead_between_headline_and_byline_stays_in_the_text(reading):
    (it,), _ = reading("a.txt", f"Nine seals are back\n\nThe lamp is dark.\n\nBy Ada Vond\n3 February 2024\n\n{STORY}")
    assert (it.article.title, it.article.authors) == ("Nine seals are back", ("Ada Vond",))
    assert it.article.text == f"The lamp is dark.\n\n{STORY}"


@pytest.mark.parametrize(
    "line", ["Luhe Harbour", "Nine Seals", "The Keeper", "Kieler Nachrichten", "New Lamp", "Opinion"]
)
def test_a_place_a_section_or_a_paper_is_no_author(line):
    fields, _ = story_head(f"Seals are back\n{line}\n3 February 2024\n\nLuhe: {STORY}")
    assert "authors" not in fields
    assert "authors" not in line_fields(f"{line} | 3 February 2024", f"Luhe: {STORY}")


def test_the_day_of_an_update_is_that_of_an_update(reading):
    (it,), _ = reading("a.txt", f"Nine seals are back\n3 February 2024\nUpdated: 4 February 2024\n\n{STORY}")
    assert (str(it.article.day), str(it.article.updated.date())) == ("2024-02-03", "2024-02-04")


@given(st.text(alphabet="aB |,.\n-–2024", max_size=80), st.booleans())
def test_no_letter_of_any_text_is_lost(text, has_title):
    fields, rest = story_head(text, has_title=has_title)
    kept = "".join([*fields.values(), rest])
    assert sorted(filter(str.isalpha, kept)) == sorted(filter(str.isalpha, text))
    assert fields or rest == text


@given(st.text(min_size=1, max_size=60))
def test_any_line_is_a_headline_or_none(line):
    assert is_headline(line) in (True, False)


def test_a_day_behind_a_place_is_read_and_its_line_stays_in_the_text(reading):
    (it,), _ = reading("a.txt", f"Nine seals are back\n\nBy Ada Vond\n\nLuhe, 3 February 2024\n\n{STORY}")
    assert (it.article.title, str(it.article.day)) == ("Nine seals are back", "2024-02-03")
    assert it.article.text == f"Luhe, 3 February 2024\n\n{STORY}"


def test_a_name_alone_is_no_author_where_no_day_is_told():
    fields, text = story_head(f"Nine seals are back\n\nAda Vond\n\n{STORY}")
    assert "authors" not in fields
    assert text.endswith(STORY)
    assert story_head(f"Ada Vond\n\n{STORY}", has_title=True, is_dated=True) == ({"authors": "Ada Vond"}, STORY)


def test_what_a_teleprinter_types_around_a_story_is_no_text(reading):
    head = "ZCZC LWS0043 4 L\nu l BC-LUHE-SEALS 0211\n\nNINE SEALS ARE BACK\n\nBy ADA VOND"
    wire = f"{head}\n\nLUHE, Feb 3, 2024 (LWS) -- {STORY}\nNNNN\n"
    (it,), _ = reading("a.txt", wire)
    assert (it.article.title, it.article.authors) == ("NINE SEALS ARE BACK", ("ADA VOND",))
    assert (str(it.article.day), it.article.text) == ("2024-02-03", f"LUHE, Feb 3, 2024 (LWS) -- {STORY}")


def test_markdown_without_front_matter_has_the_lines_below_its_heading(reading):
    (it,), _ = reading("a.md", f"# Nine seals\n*By Ada Vond — 3 February 2024*\n#harbour #boats\n\n{STORY}")
    article = it.article
    assert (article.title, article.authors, str(article.day)) == ("Nine seals", ("Ada Vond",), "2024-02-03")
    assert (article.categories, article.text) == (("harbour", "boats"), STORY)


def test_a_headline_right_above_a_dateline_is_the_headline(reading):
    dated = f"Luhe, 3 February 2024 (LWS) - {STORY}"
    (it,), _ = reading("a.txt", f"Nine seals are back\n{dated}")
    assert (it.article.title, str(it.article.day), it.article.text) == ("Nine seals are back", "2024-02-03", dated)


def test_a_name_behind_a_dash_below_the_story_signs_it_and_stays_in_the_text():
    for name, authors in {"Ada Vond": "Ada Vond", "The Keeper": None, "Luhe Courier": None}.items():
        fields, text = story_head(f"Nine seals are back\n\n{STORY}\n\n— {name}\n")
        assert (fields["title"], fields.get("authors")) == ("Nine seals are back", authors)
        assert text == f"{STORY}\n\n— {name}\n"


def test_a_name_and_a_day_below_the_heading_of_markdown_are_no_title(reading):
    (it,), _ = reading("a.md", f"# **Nine seals**\n\nAda Vond  \nFebruary 3, 2024\n\n{STORY}")
    assert (it.article.title, it.article.authors, str(it.article.day)) == ("Nine seals", ("Ada Vond",), "2024-02-03")
