import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.search.query.preamble import bare, has_preamble


def asked(question):
    return bare(question) if has_preamble(question) else question


@pytest.mark.parametrize(
    "question",
    [
        "Based on the provided documents, answer: where is the goat?",
        "Using only the context below, where is the goat?",
        "You are a helpful assistant. where is the goat?",
        "You are an expert archivist at a newspaper.\nQuestion: where is the goat?\nAnswer:",
        "Use the following passages to answer the question. where is the goat?",
        "Answer the following question from our notes: where is the goat?",
        "Human: where is the goat?\nAssistant:",
        "Dear archivists, I am writing a book and wonder where is the goat? Kind regards, Ada Moss",
        "You are a helpful news assistant. Use the archive only. Be brief! Question: where is the goat?",
        "Hey Google, where is the goat?",
        "where is the goat? Answer in one sentence and cite your sources.",
        "where is the goat? Be brief. Do not make anything up.",
        "alexa, where is the goat?",
        "Hello there! I hope you are well. where is the goat? Thanks in advance!",
    ],
)
def test_what_stands_around_a_question_is_taken_off(question):
    assert asked(question) == "where is the goat?"


@pytest.mark.parametrize(
    "question",
    [
        "where is the goat?",
        "According to the minister, who pays?",
        "Given the rain, who pays for the notes?",
        "Using notes of the minister, who wrote the book?",
        "who said thanks",
        "how did they say thank you",
        "Hello Dolly",
        "Google fined by the council",
        "who asked the question: why me?",
        "you are fired",
        "The minister resigned. Keep it up.",
        "Cite the minister.",
        "question time in parliament",
        "thank you",
        "Answer:",
    ],
)
def test_a_question_of_its_own_stays_whole(question):
    assert asked(question) == question


@given(st.text())
def test_something_is_left_of_any_text(text):
    assert asked(text) in text or asked(text).strip() in text
    assert bool(asked(text).strip()) == bool(text.strip())
