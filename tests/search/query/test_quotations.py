import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.index.analysis.words import words
from nutgraf.search.query.quotations import extract_phrases


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        ('Who signed the "limitless" pact?', ["limitless"]),
        ("Who signed the “limitless” pact?", ["limitless"]),
        ("Wer schrieb „ohne Grenzen“?", ["ohne Grenzen"]),
        ("Qui a dit «sans limites», et quand ?", ["sans limites"]),
        ("Wer sagte »ohne Grenzen«?", ["ohne Grenzen"]),
        ("Who signed the 'limitless' pact?", ["limitless"]),
        ("Who signed the ‘limitless’ pact?", ["limitless"]),
        ("Did 'The Verge' or 'The Age' report it?", ["The Verge", "The Age"]),
        ("'We're back,' said who?", ["We're back"]),
        ("What is 'Prisoner's Daughter' about?", ["Prisoner's Daughter"]),
        ("Is 'The All Blacks' motivation described?", ["The All Blacks"]),
        ('Was \'"Renaissance"\' shown, and "Eras"?', ["Renaissance", "Eras"]),
        ('"aid" and "aid", or \'aid\'?', ["aid"]),
        ('Who said "don\'t" and "won\'t"?', ["don't", "won't"]),
    ],
)
def test_what_is_quoted_is_a_phrase(question, phrases):
    assert list(extract_phrases(question)) == phrases


@pytest.mark.parametrize(
    "question",
    [
        "What don't the workers' unions want from farmers' leaders?",
        "Who won in the '90s, and the '80s?",
        "Is rock 'n' roll dead?",
        "What of the '90s workers' pay?",
        "Give 'em the players' shirts",
        'Is a 6" or an 11" screen better?',
        "A 5' 11\" man",
        'Nothing: "" or "?" or \' \'',
        'One "open mark',
    ],
)
def test_an_apostrophe_is_no_quotation_mark(question):
    assert extract_phrases(question) == ()


@given(st.text(alphabet="ab '\"“”‘’„«».\n"))
def test_a_phrase_is_a_part_of_the_question_and_has_words(question):
    for phrase in extract_phrases(question):
        assert phrase in question
        assert words(phrase)
