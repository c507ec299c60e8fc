"""Dates in words, as people and models write them where a date is asked for."""

from __future__ import annotations

from datetime import date

import pytest
from nutgraf.search.query.timing.named_days import named_days


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("October 2022", date(2022, 10, 1), date(2022, 10, 31)),
        (" 7 May 2023 ", date(2023, 5, 7), date(2023, 5, 7)),
        ("May 7, 2023", date(2023, 5, 7), date(2023, 5, 7)),
        ("14.04.2023", date(2023, 4, 14), date(2023, 4, 14)),
        ("Q2 2023", date(2023, 4, 1), date(2023, 6, 30)),
        ("2022", date(2022, 1, 1), date(2022, 12, 31)),
    ],
)
def test_a_date_in_words_is_its_days(text, first, last):
    assert named_days(text) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "soon", "May", "7 May", "03/04/2023", "since May 2023", "31 February 2023", "2023-13"]
)
def test_what_is_no_date_or_could_be_two_is_none(text):
    assert named_days(text) is None
