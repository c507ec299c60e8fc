from datetime import date

import pytest
from nutgraf.corpus.article import Article
from nutgraf.search.query.ignored import Ignored
from nutgraf.search.query.names.bylines import Bylines
from nutgraf.search.query.names.outlets import Outlets
from nutgraf.search.query.names.sections import Sections
from nutgraf.search.query.parse import ArchiveWords, parse_query
from nutgraf.search.query.timing.as_of import Clock

OUTLETS = Outlets(["TechCrunch", "The Verge"])
ARCHIVE = ArchiveWords(
    bylines=lambda: Bylines({"Maren Tolliver": 3}, {}), sections=lambda: Sections(["Politics"]), stands=lambda _: False
)


def read(question, ignore=None):
    clock = Clock(date(2026, 5, 1))
    return parse_query(question, OUTLETS, clock, ARCHIVE, ignored=Ignored.of(ignore))


@pytest.mark.parametrize(
    ("question", "part", "value"),
    [
        ("what did the verge say of the pact", "sources", "THE VERGE"),
        ('the "limitless" pact', "phrases", "limitless"),
        ("the pact in October 2023", "periods", "2023-10-01/2023-10-31"),
        ("the pact since 2024", "periods", "2024-01-01/"),
        ("what happens every 4 July", "yearly", "--07-04"),
        ("latest on the ferry", "order", "Newest"),
        ("what did Maren Tolliver write about the pact", "authors", "maren tolliver"),
        ("politics stories on the pact", "categories", "Politics"),
        ("the pact -ferry", "excluded", "ferry"),
        ("what does WHO say of the pact", "acronyms", "who"),
        ("give me an overview of the pact", "subject", "the pact"),
    ],
)
def test_each_part_can_be_taken_as_plain_words(question, part, value):
    assert part in read(question).to_dict()
    assert part not in read(question, f"other| {value} ").to_dict()


def test_the_other_parts_stay():
    question = "what did The Verge and TechCrunch report on the pact in October 2023 and in May 2024?"
    assert read(question, "the verge|2024-05-01/2024-05-31").to_dict() == {
        "sources": ["TechCrunch"],
        "periods": [{"since": "2023-10-01", "until": "2023-10-31"}],
    }


def test_words_of_an_ignored_author_are_searched_for():
    assert read("what did Maren Tolliver write about the pact", "maren tolliver").searched.count("Tolliver") == 1
    assert "Tolliver" not in read("what did Maren Tolliver write about the pact").searched


def test_ignoring_nothing_changes_nothing():
    question = "what did The Verge write on the 'limitless' pact in 2023?"
    assert read(question, " | ") == read(question)


@pytest.mark.parametrize(("question", "word"), [("the javelim record", "javelim"), ("the jave* record", "jave*")])
def test_a_word_that_was_read_as_another_can_be_taken_as_it_stands(searcher, question, word):
    archive = searcher([Article("a", "The javelin record fell in Weldhaven.")])
    assert list(archive.search(question).understood.also) == [word]
    assert archive.search(question, ignore=word.upper()).understood.also == {}
