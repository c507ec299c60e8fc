"""Life events: a passage that tells of nobody's death does not say how somebody died."""

import pytest
from nutgraf.corpus.article import Article
from nutgraf.search.ranking.relevance.life_events import life_event, untold

RULING = "Mayor Greta Holm called the ruling a bitter one."


def said_of(question, text, title=""):
    return untold(life_event(question), title, text)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("how did Mayor Greta Holm die?", "died"),
        ("Who murdered Greta Holm", "died"),
        ("In what year was Greta Holm killed?", "died"),
        ("where was Greta Holm buried?", "died"),
        ("when did Greta Holm divorce Anton Vey?", "married or divorced"),
        ("was Greta Holm arrested in May?", "was arrested"),
        ("why did Greta Holm step down from the council?", "resigned"),
        ("who sacked Greta Holm?", "resigned"),
        ("Who is Greta Holm married to?", "married or divorced"),
        ("Who is Greta Holm's husband?", "married or divorced"),
        ("when did Greta Holm announce her resignation?", "resigned"),
        ("how many people died in the fire on the Alma?", "died"),
        ("How many passengers were killed?", "died"),
        ("what caused Mayor Greta Holm's death?", "died"),
    ],
)
def test_an_event_that_a_passage_does_not_tell_of_speaks_against_it(question, said):
    assert said_of(question, RULING) == f"it does not say that anyone {said}"


@pytest.mark.parametrize(
    "text",
    ["Greta Holm is the chief executive of the port.", "Greta Holm returned late on Friday, and left late in May."],
)
def test_neither_an_executive_nor_what_is_late_in_the_day_tells_of_a_death(text):
    assert said_of("when did Greta Holm die?", text)
    assert not said_of("when did Greta Holm die?", text.replace("Holm", "Holm, who was executed,"))
    assert not said_of("when did Greta Holm die?", text.replace("Greta", "The late Greta"))


@pytest.mark.parametrize(
    ("question", "text", "title"),
    [
        ("how did Greta Holm die?", "Holm succumbed to a fever on Monday.", ""),
        ("when did Greta Holm die?", "Greta Holm (c. 482 – 14 November 565) ruled the coast.", ""),
        ("when did Greta Holm die?", "She ruled the coast for thirty years.", "Greta Holm dies at 83"),
        ("how many people died in the fire?", "Nobody was hurt.", ""),
        ("how many people died in the fire?", "It claimed 168 lives.", ""),
        ("when did Greta Holm marry?", "The groom wore green.", ""),
        ("was Greta Holm jailed?", "Holm is behind bars since Tuesday.", ""),
        ("why did Greta Holm quit?", "Holm left the council to grow apples.", ""),
    ],
)
def test_any_word_for_the_event_or_the_title_tells_of_it(question, text, title):
    assert said_of(question, text, title) == ""


@pytest.mark.parametrize(
    "question",
    [
        "what did Greta Holm call the ruling?",
        "which prize did Greta Holm, who died on Monday, win?",
        "how did the mayor die?",
        "who killed the bill?",
        "what did Greta Holm say about her resignation?",
        "who resigned?",
        "Greta Holm",
        "wie starb Greta Holm?",
        "",
    ],
)
def test_other_questions_are_left_alone(question):
    assert life_event(question) is None


def test_a_question_how_somebody_died_who_lives_is_not_answered(searcher):
    archive = searcher(
        [Article(id="a", title="Court", text=RULING), Article(id="b", title="Fish", text="Cod is rare.")]
    )
    verdict = archive.search("how did Greta Holm die?", mode="bm25").verdict
    assert verdict.answer != "strong"
    assert "it does not say that anyone died" in verdict.reason
