"""Wrapped lines become paragraphs, and broken words are joined; other text stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.text.wrapped import unwrapped

COLUMN = """THE SEALS.
The keeper of the light-
house has counted nine
seals on the rocks below
the tower, and none of
them was afraid.
A NEW LAMP.
The board will pay for
a new lamp, which he has
asked for since spring."""
PARAGRAPHS = [
    "THE SEALS.",
    "The keeper of the lighthouse has counted nine seals on the rocks below the tower, and none of them was afraid.",
    "A NEW LAMP.",
    "The board will pay for a new lamp, which he has asked for since spring.",
]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("indent", ["", "   "])
def test_columns_become_paragraphs(end, indent):
    text = end.join(f"{indent}{line}" for line in COLUMN.split("\n"))
    assert unwrapped(text).split("\n\n") == PARAGRAPHS


@pytest.mark.parametrize("hyphen", ["-", "‐", "¬", "⸗", "\u00ad"])
def test_words_broken_at_line_ends_are_joined(hyphen):
    assert unwrapped(COLUMN.replace("light-", f"light{hyphen}")).split("\n\n") == PARAGRAPHS


def test_a_hyphen_that_the_text_has_elsewhere_is_kept():
    text = COLUMN.replace("a new lamp, which he has", "a light-house of stone, he")
    assert "keeper of the light-house has" in unwrapped(text)


def test_names_keep_their_hyphen():
    text = (
        "The treaty between the Anglo-\nSaxon kings, which was made\nin "
        "the year of the great storm\nand lasted for a century."
    )
    assert "the Anglo-Saxon kings" in unwrapped(text)


def test_narrow_lines_of_chinese_are_joined_without_spaces():
    assert unwrapped("船員昨日拒絕登船預計在\n星期三之前不會有船離開\n港口。\n\n水獺回來了。") == (
        "船員昨日拒絕登船預計在星期三之前不會有船離開港口。\n\n水獺回來了。"
    )


def test_an_indent_begins_a_paragraph():
    text = (
        "  The keeper of the lighthouse\ncounted nine seals on Monday.\n  The "
        "board will pay for a new\nlamp, which is on its way to us."
    )
    assert len(unwrapped(text).split("\n\n")) == 2


def test_blank_lines_separate_paragraphs():
    text = (
        "The keeper of the lighthouse\ncounted nine seals and "
        "was\nglad.\n\nThe board will pay for a new\nlamp next year."
    )
    assert unwrapped(text).split("\n\n") == [
        "The keeper of the lighthouse counted nine seals and was glad.",
        "The board will pay for a new lamp next year.",
    ]


def test_scripts_without_spaces_are_joined_without_one():
    text = (
        "灯台守は月曜日に岩の上で九頭のあざらしを数えたと語り、\n港の役所は新しい灯りの"
        "費用を払うことを決めたが、その\n理由は明らかにされていない。"
    )
    assert "\n" not in unwrapped(text)
    assert " " not in unwrapped(text)


KEPT = {
    "a line a paragraph": (
        "No ferry leaves before Wednesday morning.\nThe union wants nine per cent.\nThe company offers three."
    ),
    "verse": "Nine seals upon the rocks below,\nThe keeper sees them come and go,\nAnd where they go to when they go,\n"
    "The keeper and the seals may know.",
    "a list": "milk\nbread\neggs\nbutter\ncheese",
    "long lines": "The keeper counted nine seals and then " * 5 + "\nand went home\nand slept\nand woke",
    "quotes": (
        "“Nine seals?” asked the keeper of the lighthouse.\n“Nine,” said the boy who had counted them.\n“Count again.”"
    ),
    "a table": (
        "Seals      9      12     14 in all\nBirds      3      1      18 in all\nWhales     0      0      0 in all"
    ),
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_other_text_stays_as_it_is(text):
    assert unwrapped(text) == text


@given(st.text(alphabet="ab -.\n\r\u00ad—«»X漢", max_size=400))
def test_no_letter_is_lost(text):
    letters = [char for char in text if char.isalpha()]
    assert [char for char in unwrapped(text) if char.isalpha()] == letters


def test_it_takes_linear_time():
    assert unwrapped(f"{COLUMN}\n" * 20_000).count("\n\n") == 79_999


def test_lines_with_a_blank_one_below_each_are_joined_too():
    spaced = COLUMN.replace("\n", "\n\n").replace("afraid.\n\n", "afraid.\n\n\n")
    assert unwrapped(spaced).split("\n\n") == PARAGRAPHS
    assert unwrapped(spaced.replace("\n\n", "\n\n\n")).split("\n\n") == PARAGRAPHS
    assert unwrapped(spaced.replace("nine\n\nseals", "nine\nseals")).split("\n\n") == PARAGRAPHS
    for paragraphs in (
        "The seals are back.\n\nNobody knows why.\n\nThe lamp is dark.\n\nIt will be mended.",
        "This is an article about the seals, in English\n\nread more\n\nthere are comments\n\nand more\n\nof them",
    ):
        assert unwrapped(paragraphs) == paragraphs
