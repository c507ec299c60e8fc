"""Word diffs: both texts can be made from one, whatever they are, and equal parts are as long as they look."""

from itertools import pairwise
from time import perf_counter

from hypothesis import given
from hypothesis import strategies as st
from nutgraf.search.library.history.word_diff import word_diff

WORDS = st.lists(
    st.sampled_from(["the", "dam ", "\n\n", " ", "five", "水", "門", ".", "held\n", "é", "\r\n"]), max_size=30
)
TEXTS = WORDS.map("".join)


@given(TEXTS | st.text(max_size=60), TEXTS | st.text(max_size=60))
def test_both_texts_can_be_made_from_their_diff(before, after):
    parts = word_diff(before, after)
    assert "".join(part.text for part in parts if part.op != "insert") == before
    assert "".join(part.text for part in parts if part.op != "delete") == after
    assert all(part.text for part in parts)
    assert all(one.op != two.op for one, two in pairwise(parts))


@given(TEXTS)
def test_equal_texts_have_one_equal_part(text):
    assert [(part.op, part.text) for part in word_diff(text, text)] == ([("equal", text)] if text else [])


def test_words_are_whole_and_white_space_is_kept():
    assert [(part.op, part.text) for part in word_diff("It held  for 300 years.", "It stood  for 300 years.")] == [
        ("equal", "It "),
        ("delete", "held"),
        ("insert", "stood"),
        ("equal", "  for 300 years."),
    ]


def test_a_book_is_compared_in_a_moment():
    before = "\n\n".join(" ".join(f"word{(n * k) % 997}" for n in range(200)) for k in range(1, 200))
    began = perf_counter()
    parts = word_diff(before, before.replace("word13 ", "word14 "))
    assert perf_counter() - began < 10
    assert {part.text for part in parts if part.op == "delete"} >= {"word13"}
