from datetime import date

import pytest
from nutgraf.search.query.options import SearchOptions
from nutgraf.search.query.question import QuestionError


@pytest.mark.parametrize("text", ["2024-02-01", "1 February 2024"])
def test_a_day_of_asking_may_be_text_as_on_the_command_line(text):
    assert SearchOptions(as_of=text).as_of == date(2024, 2, 1)


@pytest.mark.parametrize("given", ["soon", "2024", 20240201])
def test_what_is_no_day_is_refused(given):
    with pytest.raises(QuestionError, match="as_of"):
        SearchOptions(as_of=given)


@pytest.mark.parametrize("share", [10**400, float("nan"), -0.1, "0.5"])
def test_what_is_no_probability_is_refused(share):
    # A number beyond those of floating point ended in an OverflowError.
    with pytest.raises(QuestionError, match="min_relevance must be at least 0 and at most 1"):
        SearchOptions(min_relevance=share)


def test_only_a_number_that_has_no_default_may_be_left_out():
    assert SearchOptions(max_per_article=None).max_per_article is None
    with pytest.raises(QuestionError, match="k must be a whole number, not None"):
        SearchOptions(k=None)
