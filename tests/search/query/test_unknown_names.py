"""Names in filters that nothing has."""

from __future__ import annotations

import pytest
from nutgraf.index.filter import Filter
from nutgraf.search.query.unknown_names import unknown_names

COUNTS = {
    "source": {"Harbour Gazette": 3, "Northern Wire": 2, "Głos Wybrzeża": 1, "": 4},
    "category": {"Politics": 1},
    "author": {"Agnieszka Wrótna": 1, "Ludmila Čapková": 1},
}


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        (Filter(), ""),
        (Filter(source=("HARBOUR GAZETTE", "glos wybrzeza"), author=("agnieszka wrotna",)), ""),
        (Filter(source=("Harbor Gazete",)), "no article has the source 'Harbor Gazete', but 'Harbour Gazette'"),
        (Filter(source=("gazette",)), "no article has the source 'gazette', but 'Harbour Gazette'"),
        (Filter(author=("Wrotna",)), "no article has the author 'Wrotna', but 'Agnieszka Wrótna'"),
        (Filter(author=("Capkova Ludmila",)), "no article has the author 'Capkova Ludmila', but 'Ludmila Čapková'"),
        (Filter(source=("Northern Wire", "Le Monde")), "no article has the source 'Le Monde'"),
        (
            Filter(source=("Le Monde",), category=("Politcs",)),
            "no article has the source 'Le Monde'; no article has the category 'Politcs', but 'Politics'",
        ),
    ],
)
def test_what_nothing_has_is_told_with_what_was_likely_meant(filters, told):
    assert unknown_names(filters, COUNTS.__getitem__) == told
