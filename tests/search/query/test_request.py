import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.search.query.request import subject_of


@pytest.mark.parametrize(
    ("request_text", "subject"),
    [
        ("Highlight important details on aardvarks from my notes.", "aardvarks"),
        ("Give me an overview of the dock strike", "the dock strike"),
        ("Can you summarise the key points about the rent cap vote, based on these articles?", "the rent cap vote"),
        ("please tell me everything you know about Mira Ollander", "Mira Ollander"),
        ("Tell me about the F-16 jets!", "the F-16 jets"),
        ("I'm looking for information on lethal aid", "lethal aid"),
        ("What do you know about the harbour tunnel?", "the harbour tunnel"),
        ("what does the archive say about the levy?", "the levy"),
        ("Do you have anything on Brindel?", "Brindel"),
        ("A short summary of the flood", "the flood"),
        ("Explain why the bridge fell.", "why the bridge fell"),
        ("Summarise the important points on zebras in bullet points.", "zebras"),
        ("please write a short report about the goat in two sentences", "the goat"),
        ("Give me a list of key facts about the lynx, step by step", "the lynx"),
        ("Search the archive and find articles on the elk for an overview with sources", "the elk"),
        ("Can you tell me what the documents say about the elk?", "the elk"),
        ("I need an overview with sources: the elk", "the elk"),
        ("You are a helpful assistant. Summarise the articles about the elk.", "the elk"),
        ("ok so can you please tell me how fast the elk ran", "how fast the elk ran"),
        ("do you know where the goat is?", "where the goat is"),
        ("give me a timeline of the flood", "the flood"),
        ("Tell the story of the tin mine", "the tin mine"),
        ("Please summarise in three bullet points why the mine closed. Answer in English.", "why the mine closed"),
        ("I would like to know more about the tin mine in our documents", "the tin mine"),
    ],
)
def test_a_request_is_taken_off_its_subject(request_text, subject):
    assert subject_of(request_text) == subject


@pytest.mark.parametrize(
    "question",
    [
        "who won the piano prize?",
        "is China supplying lethal aid?",
        "what details did the mayor give about the budget?",
        "Important witness found in Arlen",
        "did the police find notes about the plan?",
        "why did the minister explain the levy to farmers?",
        "What did the report say about steel?",
        "bank notes",
        "Do you know the muffin man?",
        "did the mayor tell us who pays?",
        "summary justice in Ardenia",
        "give blood",
    ],
)
def test_a_question_is_its_own_subject(question):
    assert subject_of(question) == question


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("what did the Harbour Gazette report about the leaked budget?", "the leaked budget"),
        ("What has The Wire written on the strike in May?", "the strike in May"),
        ("what was reported by the Harbour Gazette and the Wire about cod?", "cod"),
    ],
)
def test_what_an_outlet_reported_is_the_subject(question, subject):
    outlets = ["the Harbour Gazette", "The Wire", "the Wire"]
    assert subject_of(question, outlets) == subject
    assert subject_of(question) == question


@pytest.mark.parametrize(
    "question",
    ["did the Harbour Gazette report the strike?", "what did the mayor tell the Wire about cod?", "the Wire on cod"],
)
def test_an_outlet_in_another_question_stays(question):
    assert subject_of(question, ["the Harbour Gazette", "the Wire"]) == question


@given(st.text())
def test_any_text_has_a_subject_that_is_a_part_of_it(text):
    assert subject_of(text) in text


def test_a_long_text_takes_no_time():
    assert subject_of("tell me " * 30) == "tell me " * 30
    assert subject_of("please " * 40 + "x") == "please " * 40 + "x"


def test_the_subject_is_searched_for_and_said(searcher):
    from nutgraf.corpus.article import Article

    archive = searcher(
        [
            Article(id="a", text="Two aardvarks were born in the zoo of Arlen."),
            Article(id="n", text="She took notes of important details, to highlight what mattered."),
        ]
    )
    result = archive.search("Highlight important details on aardvarks from my notes.")
    assert result.hits[0].article.id == "a"
    assert result.to_dict()["understood"]["subject"] == "aardvarks"
    literal = archive.search("Highlight important details on aardvarks from my notes.", literal=True)
    assert literal.hits[0].article.id == "n"
    assert "subject" not in literal.to_dict()["understood"]
