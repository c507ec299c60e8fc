from calendar import isleap
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.search.query.period import bounds

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "first", "next_one"),
    [
        ("2023-04-18", (2023, 4, 18), (2023, 4, 19)),
        ("2023-12-31", (2023, 12, 31), (2024, 1, 1)),
        ("2023-04", (2023, 4, 1), (2023, 5, 1)),
        ("2023-12", (2023, 12, 1), (2024, 1, 1)),
        ("2023-02", (2023, 2, 1), (2023, 3, 1)),
        ("2024-02", (2024, 2, 1), (2024, 3, 1)),
        ("1900-02", (1900, 2, 1), (1900, 3, 1)),
        ("2000-02-29", (2000, 2, 29), (2000, 3, 1)),
        ("2023", (2023, 1, 1), (2024, 1, 1)),
        ("0001", (1, 1, 1), (2, 1, 1)),
    ],
)
def test_a_period_ends_on_the_day_before_the_next_one_begins(text, first, next_one):
    assert bounds(text) == (date(*first), date(*next_one) - DAY)
    assert [type(day) for day in bounds(text)] == [date, date]


@pytest.mark.parametrize("text", ["9999", "9999-12", "9999-12-31"])
def test_the_last_year_has_an_end(text):
    assert bounds(text)[1] == date.max


@given(st.dates(max_value=date(9998, 12, 31)))
def test_every_day_is_in_its_day_its_month_and_its_year(day):
    for text in (f"{day:%Y-%m-%d}".zfill(10), day.isoformat()[:7], day.isoformat()[:4]):
        first, last = bounds(text)
        assert first <= day <= last
    assert (last - first + DAY).days == 365 + isleap(day.year)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2023-04-18T09:30Z", (9, 30)),
        ("2023-04-18T09:30", (9, 30)),
        ("2023-04-18 09:30:15.25", (9, 30, 15, 250_000)),
        ("2023-04-18T11:30+02:00", (9, 30)),
        ("2023-04-17T23:30:00-10:00", (9, 30)),
    ],
)
def test_a_time_is_itself_in_utc(text, moment):
    first, last = bounds(text)
    assert first == last == datetime(2023, 4, 18, *moment, tzinfo=UTC)
    assert first.utcoffset() == timedelta()


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "yesterday",
            "23",
            "203-04",
            "2023-4",
            "2023-00",
            "2023-13",
            "2023-04-00",
            "2023-04-31",
            "2023-02-29",
        ),
        *("0000", "99999", "-2023", "2023-04-18 ", "2023-04\n", "2023/04/18", "18.04.2023", "٢٠٢٣", "２０２３"),
        *("20230418", "2023-W16", "2023-W16-2", "2023-108", "2023-04-18T", "2023-04-18T25:00", "2023-04-18T09:30 PM"),
        *("0001-01-01T00:00+14:00", "9999-12-31T23:59-01:00", "2023-04-18\ud800", "2023-04-18T09:30\ud800", "\0"),
    ],
)
def test_anything_else_is_refused_and_never_guessed(text):
    with pytest.raises(ValueError, match="is no day, month, year or time"):
        bounds(text)


@given(st.text(max_size=12))
def test_no_text_breaks_it(text):
    with suppress(ValueError):
        first, last = bounds(text)
        assert first <= last
