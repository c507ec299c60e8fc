import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from nutgraf.corpus.article import Article
from nutgraf.search.library.lookalikes import sanitized
from nutgraf.search.library.quote_check import find_quote

TEXT = "“China will not supply weapons,” said Li — twice. The pact’s terms:\u00a0none… are unable\u200b-bodied."


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("China will not supply weapons", "China will not supply weapons"),
        ('"china  will not\nsupply weapons,"', "“China will not supply weapons,”"),
        ("said Li - twice", "said Li — twice"),
        ("The pact's terms: none", "The pact’s terms:\u00a0none"),
        ("none...", "none…"),
        ("unable-bodied", "unable\u200b-bodied"),
        ("\u202eLi\u202c", "Li"),
    ],
)
def test_a_quote_stands_where_a_reader_would_see_it(quote, stands):
    start, end = find_quote(quote, TEXT)
    assert TEXT[start:end] == stands


@pytest.mark.parametrize(
    "quote",
    ["China will supply weapons", "able", "una", "China … weapons", "Li twice", "", "  ", "\u200b", "weapons said"],
)
def test_what_was_changed_does_not_stand_there(quote):
    assert find_quote(quote, TEXT) is None


def test_a_later_place_counts_where_the_first_cuts_a_word():
    assert find_quote("able", "unable, but able") == (12, 16)


def test_the_long_s_and_other_letters_that_fold_to_two_are_found():
    assert find_quote("strasse", "Die Straße") == (4, 10)


@given(st.text(max_size=60), st.data())
def test_whatever_stands_between_two_spaces_stands_there(text, data):
    words = text.split()
    assume(words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    quote = " ".join(words[first : last + 1])
    place = find_quote(quote, text)
    if place:
        assert find_quote(text[place[0] : place[1]], text)
    else:  # nothing of it is seen
        assert not any(char.isalnum() for char in quote)


@given(st.text(max_size=80))
def test_any_text_and_quote_may_be_given(text):
    place = find_quote(text, text)
    assert place is None or 0 <= place[0] < place[1] <= len(text)


@example("[1 ]")  # what is put for it has the space, too
@given(st.text(alphabet="ab <>《＞[]［】1“’…\u200b\n", max_size=40))
def test_what_a_prompt_made_of_a_text_still_stands_in_it(text):
    assert (find_quote(sanitized(text), text) is None) == (find_quote(text, text) is None)


def test_a_searcher_says_where_a_quote_stands(searcher):
    opened = searcher([Article(id="a", text="First.\n\nThe mayor said “no deal”.\n\nNo deal, then.")])
    place = opened.verify('"no deal"', "a#p1")
    assert (place.id, place.start, place.end, place.text) == ("a#p1", 15, 24, "“no deal”")
    assert opened.verify("no deal", "a#p0") is None
    assert opened.verify('"no deal"', "a") == place
    assert opened.verify("deal, then", "a").id == "a#p2"
    assert opened.verify("First. The mayor", "a") is None
    assert opened.verify("no deal", "b") is None
    assert opened.verify("no deal", "b#p1") is None
