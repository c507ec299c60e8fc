"""Sentences that repeat a question and leave it open, beside those that hold its words and answer it."""

import pytest
from nutgraf.search.ranking.relevance.open_questions import leaves_open

ALTERED = "who altered the readings?"


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (ALTERED, "Who altered the readings is a matter for prosecutors."),
        (ALTERED, "Who altered the readings is still unknown."),
        (ALTERED, "Police do not know who altered the readings."),
        (ALTERED, "It is unclear who altered the readings, police said."),
        (ALTERED, "He refused to say who altered the readings."),
        (ALTERED, "There were questions about “who altered the readings”."),
        ("what caused the fire", "What caused the fire is not known."),
        ("what caused the fire on the Alma?", "The exact cause of the fire was still unknown."),
        ("what was the cause of the fire?", "The cause is under investigation, police said."),
        ("how many people died?", "The mayor was asked how many people died."),
    ],
)
def test_a_sentence_that_repeats_the_question_leaves_it_open(question, sentence):
    assert leaves_open(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (ALTERED, "Jan Kral, who altered the readings, resigned."),
        (ALTERED, "The man who altered the readings was Jan Kral."),
        (ALTERED, "Asked who altered the readings, Jan Kral said that he had done it."),
        (ALTERED, "Who altered the readings was Jan Kral, prosecutors say."),
        (ALTERED, "Jan Kral altered the readings."),
        ("what caused the fire?", "What caused the fire was a faulty heater."),
        ("what was reported?", "Taking what was reported at face value, this is a cyclone."),
        ("why is the cause of the fire unclear?", "The cause of the fire is unclear, as the logs burned."),
        ("what caused the fire?", "The owner of the boat is unknown."),
        ("who is he?", "It is unclear."),
        ("who needed it?", "He gave his talent to those who needed it most."),
        ("the readings?", "It is not known who altered the readings."),
        ("who?", "It is not known who."),
        ("did he say who altered the readings?", "They asked: did he say who altered the readings."),
    ],
)
def test_a_sentence_that_answers_or_says_something_else_does_not(question, sentence):
    assert not leaves_open(question, sentence)
