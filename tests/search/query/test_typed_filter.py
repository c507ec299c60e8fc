"""The filter of Python programs takes what the command line takes."""

import pickle
from dataclasses import replace
from datetime import UTC, date, datetime

import nutgraf
import pytest
from nutgraf.index.filter import Filter as ExactFilter

NOON = datetime(2023, 4, 18, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ({"since": "2023-04"}, {"since": date(2023, 4, 1)}),
        ({"until": "2023-04"}, {"until": date(2023, 4, 30)}),
        ({"since": "18 April 2023", "until": "2023"}, {"since": date(2023, 4, 18), "until": date(2023, 12, 31)}),
        ({"since": "2023-04-18T12:00"}, {"since": NOON}),
        ({"since": NOON.replace(tzinfo=None)}, {"since": NOON}),
        ({"since": date(2023, 4, 18)}, {"since": date(2023, 4, 18)}),
        ({"source": "Herald", "author": ["Ann", "Bo"]}, {"source": ("Herald",), "author": ("Ann", "Bo")}),
        ({"category": iter(["Local"])}, {"category": ("Local",)}),
        ({}, {}),
    ],
)
def test_it_is_the_filter_that_it_says(given, taken):
    made, same = nutgraf.Filter(**given), ExactFilter(**taken)
    assert made == same
    assert same == made
    assert hash(made) == hash(same)
    assert pickle.loads(pickle.dumps(made)) == same
    assert isinstance(replace(made, author="Cy"), nutgraf.Filter)
    assert repr(made) == repr(same)


def test_a_day_counted_back_is_one():
    assert isinstance(nutgraf.Filter(since="7d").since, date)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"since": "soon"}, "'soon' is not a date; write 2023-04-18"),
        ({"since": 2023}, "a filter needs a day"),
        ({"since": "2024", "until": "2023"}, "since is later than until"),
        ({"source": 5}, "source takes a name or a list of names, not 5"),
        ({"source": ["Herald", 5]}, "source takes a name or a list of names"),
    ],
)
def test_what_it_cannot_be_is_refused(wrong, says):
    with pytest.raises(ValueError, match=says):
        nutgraf.Filter(**wrong)


def test_what_is_joined_is_one_of_them():
    herald, spring = nutgraf.Filter(source="Herald"), nutgraf.Filter(since="2023-03", until="2023-05")
    for joined in (herald & spring, herald | spring, ~herald, ~~herald, herald | nutgraf.Filter(source="Wire")):
        assert isinstance(joined, nutgraf.Filter)
    assert ~herald & spring == ExactFilter(
        since=date(2023, 3, 1), until=date(2023, 5, 31), without=(ExactFilter(source=("Herald",)),)
    )


def test_two_that_differ_are_not_equal():
    assert nutgraf.Filter(source="Herald") != ExactFilter()
    assert nutgraf.Filter() != "Herald"


def test_words_of_python_do_not_drop_a_condition_in_silence():
    herald, wire = nutgraf.Filter(source="Herald"), nutgraf.Filter(source="Wire")
    for join in (lambda: herald and wire, lambda: herald or wire, lambda: not herald):
        with pytest.raises(TypeError, match="join filters with &, \\| and ~"):
            join()
    for join in (lambda: herald & None, lambda: herald | "Wire"):
        with pytest.raises(TypeError, match="unsupported operand"):
            join()
