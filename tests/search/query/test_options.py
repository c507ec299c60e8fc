from datetime import date

import pytest
from nutgraf.search.query.options import QuestionError, SearchOptions


@pytest.mark.parametrize("text", ["2024-02-01", "1 February 2024"])
def test_a_day_of_asking_may_be_text_as_on_the_command_line(text):
    assert SearchOptions(as_of=text).as_of == date(2024, 2, 1)


@pytest.mark.parametrize("given", ["soon", "2024", 20240201])
def test_what_is_no_day_is_refused(given):
    with pytest.raises(QuestionError, match="as_of"):
        SearchOptions(as_of=given)
