import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.search.query.exclusion import find_exclusions
from nutgraf.search.query.places import blank_out


def left_out(question, stands=lambda _: False):
    return [exclusion.text for exclusion in find_exclusions(question, stands)]


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("harbour fire -ferry", ["ferry"]),
        ("harbour fire -ferry -pier", ["ferry", "pier"]),
        ('harbour fire -"night ferry"', ["night ferry"]),
        ("harbour fire –ferry", ["ferry"]),  # as phones write it
        ("harbour fire !ferry", ["ferry"]),
        ("harbour fire -2019 -2021", ["2019", "2021"]),
        ("harbour fire -(ferry OR pier)", ["ferry", "pier"]),
        ("harbour fire NOT ferry", ["ferry"]),
        ("harbour fire NOT ferry NOT pier", ["ferry", "pier"]),
        ("harbour fire NOT (ferry | pier)", ["ferry", "pier"]),
        ("fires in the harbour, not the ferry", ["ferry"]),
        ("harbour fire NOT shed", ["shed"]),
        ('harbour fire AND NOT "night ferry"', ["night ferry"]),
        ("articles about the harbour but not about the ferry", ["ferry"]),
        ("harbour fire, but not the ferry in 2023", ["ferry"]),
        ("what did she write about the harbour but not about the ferry?", ["ferry"]),
        ("harbour fire without the ferry or the pier", ["ferry", "pier"]),
        ("everything on the harbour except 2019", ["2019"]),
        ("harbour news not from the Herald", ["Herald"]),
        ("harbour, nothing about ferries", ["ferries"]),
    ],
)
def test_what_a_question_leaves_out(question, texts):
    assert left_out(question) == texts


@pytest.mark.parametrize(
    "question",
    [
        "why did he not resign?",
        "who did NOT vote for the levy?",
        "WHY DID HE NOT RESIGN",
        "is it clearly NOT guilty that wins?",
        "states NOT using the euro",
        "-5 degrees at the harbour",
        "harbour - ferry",
        "the Saudi -led coalition",
        "the mayor -a baker- won",
        "the mayor –Ann Moss– won",  # dashes
        "harbour fire 2017 -2019",
        "wow! fire",
        "was it the harbour, not the ferry?",
        "what can plants do without water?",
        "which states joined the union but not the euro?",
        "is it not about money?",
        "how do they live without it",
        "first line\n-bullet",
        "not about sport",
        "24-hour ferry",
    ],
)
def test_ordinary_words_leave_nothing_out(question):
    assert left_out(question) == []


def test_words_that_stand_in_the_archive_leave_nothing_out():
    assert left_out("plane landed without wheels") == ["wheels"]
    assert left_out("plane landed without wheels", lambda text: text.split() == ["without", "wheels"]) == []


@given(
    st.text()
    | st.lists(st.sampled_from(["-", "NOT", "but", "not", "about", '"', "fire", "ferry", " ", ","])).map(" ".join)
)
def test_the_rest_of_a_question_keeps_its_places(question):
    found = find_exclusions(question)
    kept = blank_out(question, (it.place for it in found))
    assert len(kept) == len(question)
    assert all(kept[start:end].isspace() for start, end in (exclusion.place for exclusion in found))
