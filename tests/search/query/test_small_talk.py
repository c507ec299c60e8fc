"""Small talk is no question, and a question is no small talk."""

import pytest
from nutgraf.index.analysis.words import words
from nutgraf.search.query.small_talk import is_small_talk


@pytest.mark.parametrize(
    "said",
    [
        "hello",
        "thank you very much",
        "what's up?",
        "you're welcome",
        "tell me more about that",
        "which one?",
        "is it true?",
        "show me more results",
        "are you a robot?",
        "you are stupid",
        "are you married?",
        "I don't understand",
        "good job!",
        "nice to meet you",
        "where did you get that from?",
        "what were we talking about?",
        "what time is it?",
        "start over",
        "vielen Dank!",
        "merci beaucoup",
        "buenos días",
        "danke schön",
        "und warum?",
        "¿por qué?",
        "dziękuję",
        "почему?",
        "give me another example",
        "see you later",
        "what about her?",
        "this is useless",
        "I am bored",
        "uh, hm",
        "",
    ],
)
def test_small_talk(said):
    assert is_small_talk(words(said))


@pytest.mark.parametrize(
    "question",
    [
        "robot",
        "is the robot human?",
        "who won?",
        "what time does the ferry leave?",
        "do you have articles on the levy?",
        "are you aware of the ferry strike?",
        "do you know Trump?",
        "Dank memes",
        "love story of the mayor",
        "machine learning",
        "who works there?",
        "why is the song useless?",
        "old poem found",
        "I am the mayor",
    ],
)
def test_questions_about_something(question):
    assert not is_small_talk(words(question))
