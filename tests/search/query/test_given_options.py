"""Options that a program gives by name: a name that another library has is told with ours."""

import pytest
from nutgraf.search.query.given_options import search_options
from nutgraf.search.query.options import QuestionError, SearchOptions


def test_options_are_those_of_a_search():
    assert search_options(k=3, mode="bm25") == SearchOptions(k=3, mode="bm25")
    with pytest.raises(QuestionError, match="k must be at least 1"):
        search_options(k=0)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("top_k", "there is no option 'top_k', but 'k'"),
        ("limit", "there is no option 'limit', but 'k'"),
        ("source", "there is no option 'source'; write filters=nutgraf.Filter(source=...)"),
        ("outlets", "there is no option 'outlets'; write filters=nutgraf.Filter(source=...)"),
        ("from_date", "there is no option 'from_date'; write filters=nutgraf.Filter(since=...)"),
    ],
)
def test_another_name_for_an_option_is_told_with_ours(name, told):
    """It said: SearchOptions.__init__() got an unexpected keyword argument."""
    with pytest.raises(TypeError) as refusal:
        search_options(**{name: 3})
    assert str(refusal.value) == told


def test_any_other_name_is_told_with_all_that_there_are():
    with pytest.raises(TypeError, match="there is no option 'temperature'; there are as_of, collapse, facets, filters"):
        search_options(temperature=0.1)
