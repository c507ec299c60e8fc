from hypothesis import given
from hypothesis import strategies as st
from nutgraf.search.output.excerpt import excerpt, is_long

SENTENCES = [f"Sentence {number} says something about the harbour and the strike." for number in range(60)]
LONG = " ".join(SENTENCES)


def test_a_short_passage_is_whole():
    assert excerpt("One. Two.", (0, 4)) == (0, 9)


@given(st.integers(0, 59))
def test_a_long_one_is_whole_sentences_around_the_one_that_answers(number):
    start = LONG.index(SENTENCES[number])
    first, last = excerpt(LONG, (start, start + len(SENTENCES[number])))
    shown = LONG[first:last].strip()
    assert SENTENCES[number] in shown
    assert len(shown) <= 600
    assert shown.startswith("Sentence ")
    assert shown.endswith("strike.")


@given(st.text(min_size=901, max_size=3000), st.data())
def test_no_text_loses_its_highlight(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert is_long(text)
    first, last = excerpt(text, (start, end))
    assert 0 <= first <= start <= end <= last <= len(text)
