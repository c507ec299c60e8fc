from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.search.query.names.outlets import Outlets
from nutgraf.search.query.parse import MOST_PHRASES, parse_query
from nutgraf.search.query.parsed import ParsedQuery
from nutgraf.search.query.timing.as_of import Clock

OUTLETS = Outlets(["TechCrunch", "The Verge", "Time"])
TODAY = date(2026, 5, 1)


def test_phrases_outlets_and_dates_of_one_question():
    question = "What did The Verge and TechCrunch report on the \"limitless\" pact of 'them' in October 2023?"
    assert parse_query(question, OUTLETS, Clock(today=TODAY)).to_dict() == {
        "subject": "the \"limitless\" pact of 'them' in October 2023",
        "phrases": ["limitless", "them"],
        "sources": ["TechCrunch", "The Verge"],
        "periods": [{"since": "2023-10-01", "until": "2023-10-31"}],
    }


def test_what_is_understood_is_named_for_people():
    question = "What did The Verge say of the 'limitless' pact on 7 October 2023 and since 2024?"
    labels = ['"limitless"', "The Verge", "2023-10-07", "since 2024-01-01"]
    assert parse_query(question, OUTLETS, Clock(today=TODAY)).labels() == labels
    assert ParsedQuery().labels() == []


def test_an_outlet_in_quotation_marks_is_no_phrase():
    understood = parse_query("Do 'The Verge' and \"TechCrunch,\" agree on 'The Verge of war'?", OUTLETS)
    assert understood == ParsedQuery(("The Verge of war",), ("TechCrunch", "The Verge"))


def test_a_question_that_names_nothing():
    assert parse_query("Who pays?", OUTLETS) == ParsedQuery()
    assert ParsedQuery().to_dict() == {}


pieces = st.sampled_from(
    ["The", "Verge", "time", "Time", "'", '"', "“", "’s", ".", "2019", "in", "May", "of", "İ", "ª", "\n"]
)


@given(st.text() | st.lists(pieces).map(" ".join) | st.lists(pieces).map("".join))
def test_any_text_is_understood_somehow(question):
    understood = parse_query(question, OUTLETS, Clock(today=TODAY))
    assert understood == parse_query(question, OUTLETS, Clock(today=TODAY))
    assert set(understood.sources) <= {"TechCrunch", "The Verge", "Time"}


@given(st.lists(st.text(alphabet="aB1é'. -|:の"), max_size=5), st.text(alphabet="aB1é'. -|:の\""))
def test_any_names_can_be_outlets(sources, question):
    assert set(parse_query(question, Outlets(sources)).sources) <= set(sources)


@pytest.mark.parametrize(
    ("question", "metadata_only"),
    [
        ("what happened on 17 April 2023?", True),
        ("latest news from TechCrunch in October 2023", True),
        ("what happened to the ferry on 17 April 2023?", False),
        ("what happened?", False),
        ("news of Monday 17 April 2023", True),
        ("marathon 2023", False),
        ("mayor in April 2023", False),
        ("junta, 17 April 2023", False),
        ('did The Verge say "limitless"?', False),
    ],
)
def test_a_question_may_ask_for_an_outlet_or_a_date_alone(question, metadata_only):
    assert parse_query(question, OUTLETS, Clock(today=TODAY)).metadata_only == metadata_only


def test_of_a_pasted_article_the_first_quotations_count():
    question = " ".join(f'"quote number {number}"' for number in range(MOST_PHRASES + 3))
    assert len(parse_query(question, OUTLETS).phrases) == MOST_PHRASES
