import pytest
from nutgraf.search.query.argument_names import renamed

KNOWN = ("question", "limit", "source", "since")


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        (
            {"query": "storm", "top_k": 3, "sources": ["Herald"]},
            {"question": "storm", "limit": 3, "source": ["Herald"]},
        ),
        ({"question": "storm", "since": None, "author": None}, {"question": "storm"}),
        ({"sauce": "Herald"}, {"sauce": "Herald"}),  # misspelt: whoever validates it refuses it
        ({"authors": ["Ada Moss"]}, {"authors": ["Ada Moss"]}),  # not taken under any name
        ({"query": "a", "question": "b"}, {"query": "a", "question": "b"}),  # which one is meant?
        ({"k": 1, "n": 2}, {"k": 1, "n": 2}),
    ],
)
def test_another_name_of_an_argument_is_taken_for_it(given, taken):
    assert renamed(given, KNOWN) == taken
