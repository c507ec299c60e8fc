import pytest
from nutgraf.search.query.names.outlets import Outlets

SOURCES = (
    "BBC News - Technology",
    "BBC News - Science",
    "CBSSports.com",
    "Cnbc | World Business News Leader",
    "El País",
    "FOX News - Health",
    "Fortune",
    "Business World",
    "Live Science: The Most Interesting Articles",
    "Nature",
    "TechCrunch",
    "The Age",
    "The Guardian",
    "The New York Times",
    "The Times",
    "The Verge",
    "Time",
    "Wired",
    "",
    "…",
)
OUTLETS = Outlets(SOURCES)


def named(question):
    return {source for mention in OUTLETS.mentions_in(question) for source in mention.sources}


@pytest.mark.parametrize(
    ("question", "sources"),
    [
        ("What did TechCrunch report?", ["TechCrunch"]),
        ("what did techcrunch report", ["TechCrunch"]),
        ("Tech Crunch on OpenAI", ["TechCrunch"]),
        ("What did CBS Sports say about the Chiefs?", ["CBSSports.com"]),
        ("what does cbssports.com say", ["CBSSports.com"]),
        ("Does the CNBC article mention Amazon?", ["Cnbc | World Business News Leader"]),
        ("Does Cnbc | World Business News Leader mention it?", ["Cnbc | World Business News Leader"]),
        ("A BBC News report from Kyiv", ["BBC News - Technology", "BBC News - Science"]),
        ("the BBC News - Science story", ["BBC News - Science"]),
        ("the New York Times article on rates", ["The New York Times"]),
        ("what did the new york times find", ["The New York Times"]),
        ("What did Live Science find?", ["Live Science: The Most Interesting Articles"]),
        ("Did El Pais publish it?", ["El País"]),
        ("In The Verge's piece, who won?", ["The Verge"]),
        ("WHAT DID THE VERGE SAY ABOUT APPLE", ["The Verge"]),
        ("according to the verge, who won", ["The Verge"]),
        ("Did Fortune, Wired and The Age agree?", ["Fortune", "Wired", "The Age"]),
        ("Is it in 'Time' or \"Nature\"?", ["Time", "Nature"]),
        ("'The Age,' it says, is wrong", ["The Age"]),
        ("Time reported that the war would end", ["Time"]),
        ("articles from Business World on steel", ["Business World"]),
        ("What did the Guardian find?", ["The Guardian"]),
    ],
)
def test_an_outlet_is_found_by_what_people_call_it(question, sources):
    assert named(question) == set(sources)


@pytest.mark.parametrize(
    "question",
    [
        "Time and again, who pays?",
        "Wired homes are safe. Nature is cruel. Fortune: who has it?",
        "What did Time Warner pay?",
        "Which Fortune 500 companies left?",
        "Who are the Guardian Angels?",
        "What is in the Times of India?",
        "What did the Financial Times write?",
        "Who runs the Department of Nature?",
        "Why are Nature-based answers cheap?",
        "from the age of 18 to the verge of war, from time to time",
        "who is on the verge of a fortune in the business world?",
        "Is the business world ready?",
        "Kyiv Has No More Time",
        'Is "time" money, or wired in nature?',
        "She left New York. Times are hard",
        "Who fights in Sky. News at ten",
    ],
)
def test_a_word_is_no_outlet(question):
    assert named(question) == set()


def test_a_mention_is_what_the_question_says():
    assert [mention.text for mention in OUTLETS.mentions_in("Does The Verge agree with the New York Times?")] == [
        "The Verge",
        "the New York Times",
    ]


def test_a_corpus_without_sources_names_none():
    assert Outlets([""]).mentions_in("What did The Verge say?") == []
    assert Outlets([]).mentions_in("") == []


def test_spellings_of_one_name_are_all_meant():
    outlets = Outlets(["Fox News - Health", "FOX News - Sport", "The Fox News"])
    assert outlets.mentions_in("What does Fox News say?")[0].sources == (
        "FOX News - Sport",
        "Fox News - Health",
        "The Fox News",
    )
