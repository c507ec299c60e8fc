import pytest
from nutgraf.search.query.timing.order import find_order


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("latest on the ferry", "newest"),
        ("what is the current state of the ferry?", "newest"),
        ("is the ferry still out of service?", "newest"),
        ("where is the ferry now?", "newest"),
        ("most recent ferry fire", "newest"),
        ("when was the last ferry fire?", "newest"),
        ("who won the last regatta?", "newest"),
        ("who won the first regatta of Lund?", "oldest"),
        ("who was the last king of Lund?", None),
        ("who scored in the last minute?", None),
        ("when will the ferry be repaired?", "newest"),
        ("is the ferry going to be repaired?", "newest"),
        ("any updates on the ferry?", "newest"),
        ("status of the ferry project", "newest"),
        ("what became of the ferry?", "newest"),
        ("who is the mayor of Arlen?", "newest"),
        ("who's the new head coach?", "newest"),
        ("who is the mayor who resigned?", None),
        ("who was the mayor of Arlen?", None),
        ("who is the oldest mayor?", None),
        ("first ferry fire", "oldest"),
        ("when was the first ferry fire?", "oldest"),
        ("the oldest ferry", "oldest"),
        ("earliest report on the ferry", "oldest"),
        ("who was the first woman to win?", None),
        ("which country was first to ban it?", None),
        ("what was the first country to ban it?", None),
        ("what is her first name?", None),
        ("first quarter results", None),
        ("First passengers rescued from burning ferry off Weldhaven, say officials", None),
        ("last week", None),
        ("what was her job before her current one?", None),
        ("is he present?", None),
        ("I will ask who won", None),
        ("first ferry fire or the latest", None),
        ("is the ferry " + "very " * 20 + "much still there", None),
    ],
)
def test_the_order_that_is_asked_for(question, order):
    found = find_order(question)
    assert (found and found[0]) == order


def test_the_words_that_ask_for_it_are_known():
    question = "is the ferry still out of service?"
    assert find_order(question) == ("newest", [(13, 18)])
