import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.index.tokens import clues, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Floods flooded the FLOOD plain", ["flood", "flood", "the", "flood", "plain"]),
        ("U.S. and U.S.-led; at 5 p.m.", ["us", "and", "us", "led", "at", "5", "pm"]),
        ("China's and China’s", ["china", "and", "china"]),
        ("Málaga, São Tomé, naïve", ["malaga", "sao", "tome", "naiv"]),
        ("Straße ﬁve", ["strass", "five"]),
        ("東京 tower", ["東", "京", "tower"]),
        ("snake_case/slash-dash", ["snake", "case", "slash", "dash"]),
        ("!!! … —", []),
        ("", []),
    ],
)
def test_words_are_folded_split_and_stemmed(text, expected):
    assert tokens(text) == expected


def test_a_word_too_long_to_be_one_is_cut():
    assert tokens("x" * 10_000) == ["x" * 64]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_has_tokens_and_case_makes_no_difference(text):
    found = tokens(text)
    assert all(found)
    if text.isascii():
        assert found == tokens(text.upper()) == tokens(text.lower())


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who opposes lethal aid?", [("aid",), ("lethal",), ("lethal", "aid"), ("oppos",), ("oppos", "lethal")]),
        ("aid to the aid", [("aid",)]),
        ("storms, storm", [("storm",), ("storm", "storm")]),
        (
            "to be or not to be",
            [("be",), ("be", "or"), ("not",), ("not", "to"), ("or",), ("or", "not"), ("to",), ("to", "be")],
        ),
        ("?!", []),
    ],
)
def test_a_question_s_clues_are_its_telling_words_and_neighbours_among_them(question, expected):
    assert clues(question) == expected
