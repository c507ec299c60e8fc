"""Dates as people type them where a date is asked for."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.article import day_in_words
from nutgraf.search.query.timing.typed import days_typed, first_moment, last_moment, one_day

TODAY = date(2026, 11, 28)  # a Saturday


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("18 April 2023", (2023, 4, 18), (2023, 4, 18)),
        ("April 18, 2023", (2023, 4, 18), (2023, 4, 18)),
        ("april  2023", (2023, 4, 1), (2023, 4, 30)),
        ("18.04.2023", (2023, 4, 18), (2023, 4, 18)),
        ("today", (2026, 11, 28), (2026, 11, 28)),
        ("Yesterday", (2026, 11, 27), (2026, 11, 27)),
        ("7d", (2026, 11, 21), (2026, 11, 21)),
        ("2 w", (2026, 11, 14), (2026, 11, 14)),
        ("3m", (2026, 8, 28), (2026, 8, 28)),
        ("1Y", (2025, 11, 28), (2025, 11, 28)),
        ("last week", (2026, 11, 16), (2026, 11, 22)),
        ("Monday", (2026, 11, 23), (2026, 11, 23)),
        ("two months ago", (2026, 9, 1), (2026, 9, 30)),
    ],
)
def test_a_date_is_typed_as_one_says_it(text, first, last):
    assert days_typed(text, TODAY) == (date(*first), date(*last))


def test_what_could_be_two_days_is_refused_with_both():
    with pytest.raises(ValueError, match="'03/04/2023' could be 2023-03-04 or 2023-04-03; write one of them"):
        first_moment("03/04/2023")


@pytest.mark.parametrize("text", ["", "soon", "gestern", "7", "7x", "2023-13", "yesterday and today", "9999999d"])
def test_what_is_no_date_is_refused(text):
    assert days_typed(text, TODAY) is None
    with pytest.raises(ValueError, match="is not a date; write 2023-04-18"):
        first_moment(text)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_can_be_typed_as_it_is_printed(day):
    assert first_moment(day_in_words(day)) == last_moment(day_in_words(day)) == one_day(day_in_words(day)) == day


def test_what_is_written_for_machines_means_what_it_did():
    assert (first_moment("2023-04"), last_moment("2023-04")) == (date(2023, 4, 1), date(2023, 4, 30))
    assert last_moment("2023-04-18T09:30Z") == datetime(2023, 4, 18, 9, 30, tzinfo=UTC)


@given(st.text(max_size=14))
def test_no_text_breaks_it(text):
    with suppress(ValueError):
        assert first_moment(text) <= last_moment(text)
