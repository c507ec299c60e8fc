from datetime import date

import pytest
from nutgraf.search.query.period import Period, days_of
from nutgraf.search.query.timing.as_of import AsOf, Clock
from nutgraf.search.query.timing.read import read_timing
from nutgraf.search.query.timing.understood import Timing

THURSDAY = "2023-10-12"


@pytest.mark.parametrize(
    ("question", "as_of", "since", "until"),
    [
        ("who resigned today?", THURSDAY, THURSDAY, THURSDAY),
        ("yesterday's vote", THURSDAY, "2023-10-11", "2023-10-11"),
        ("who resigned this week?", THURSDAY, "2023-10-09", "2023-10-15"),
        ("who resigned last week?", THURSDAY, "2023-10-02", "2023-10-08"),
        ("who resigned this month?", THURSDAY, "2023-10", "2023-10"),
        ("who resigned last month?", "2023-01-31", "2022-12", "2022-12"),
        ("exports last quarter", "2023-02-01", "2022-10", "2022-12"),
        ("who resigned this year?", THURSDAY, "2023", "2023"),
        ("last year's storm", THURSDAY, "2022", "2022"),
        ("since last year", THURSDAY, "2022", None),
        ("late last year", THURSDAY, "2022-09", "2022-12"),
        ("who resigned on Tuesday?", THURSDAY, "2023-10-10", "2023-10-10"),
        ("who resigned on Thursday?", THURSDAY, THURSDAY, THURSDAY),
        ("who resigned last Thursday?", THURSDAY, "2023-10-05", "2023-10-05"),
        ("storm last spring", THURSDAY, "2023-03", "2023-05"),
        ("storm last spring", "2023-04-10", "2022-03", "2022-05"),
        ("storm this spring", "2023-04-10", "2023-03", "2023-05"),
        ("storm last winter", "2023-02-10", "2021-12", "2022-02"),
        ("storm this winter", "2023-02-10", "2022-12", "2023-02"),
        ("storm last October", THURSDAY, "2022-10", "2022-10"),
        ("who resigned the day before yesterday?", THURSDAY, "2023-10-10", "2023-10-10"),
        ("who resigned last night?", THURSDAY, "2023-10-11", THURSDAY),
        ("who resigned this morning?", THURSDAY, THURSDAY, THURSDAY),
        ("in the last 48 hours", THURSDAY, "2023-10-10", THURSDAY),
        ("the week before last", THURSDAY, "2023-09-25", "2023-10-01"),
        ("over the weekend", THURSDAY, "2023-10-07", "2023-10-08"),
        ("last weekend", "2023-10-08", "2023-09-30", "2023-10-01"),
        ("this weekend", THURSDAY, "2023-10-14", "2023-10-15"),
        ("since the weekend", THURSDAY, "2023-10-07", None),
        ("since Monday", THURSDAY, "2023-10-09", None),
        ("since the start of the year", THURSDAY, "2023-01-01", None),
        ("year to date", THURSDAY, "2023-01-01", THURSDAY),
        ("since March", THURSDAY, "2023-03-01", None),
        ("since December", THURSDAY, "2022-12-01", None),
        ("since 24 February", "2023-02-20", "2022-02-24", None),
        ("from October onwards", THURSDAY, "2023-10-01", None),
        ("before March", THURSDAY, None, "2023-02-28"),
        ("after March", THURSDAY, "2023-04-01", None),
        ("between March and May", THURSDAY, "2023-03", "2023-05"),
        ("from November to February", THURSDAY, "2022-11-01", "2023-02-28"),
        ("between September 28 and November 30", THURSDAY, "2023-09-28", "2023-11-30"),
        ("unemployment Q3", THURSDAY, "2023-07-01", "2023-09-30"),
        ("unemployment in Q4", "2023-02-01", "2022-10-01", "2022-12-31"),
        ("in June this year", THURSDAY, "2023-06", "2023-06"),
        ("in June last year", THURSDAY, "2022-06", "2022-06"),
        ("in the past three months", THURSDAY, "2023-07-13", THURSDAY),
        ("in the last year", THURSDAY, "2022-10-13", THURSDAY),
        ("over the past few days", THURSDAY, "2023-10-10", THURSDAY),
        ("over the last 5 years", THURSDAY, "2018-10-13", THURSDAY),
        ("two years ago", THURSDAY, "2021", "2021"),
        ("a month ago", THURSDAY, "2023-09", "2023-09"),
        ("three days ago", THURSDAY, "2023-10-09", "2023-10-09"),
        ("a week ago", THURSDAY, "2023-10-02", "2023-10-08"),
    ],
)
def test_time_is_counted_from_the_day_of_asking(question, as_of, since, until):
    timing = read_timing(question, Clock(date.fromisoformat(as_of)))
    assert timing.periods == (Period(since and days_of(since)[0], until and days_of(until)[1]),)
    assert timing.as_of == AsOf(date.fromisoformat(as_of), "given")


@pytest.mark.parametrize(
    ("newest", "source", "since"),
    [
        (date(2023, 10, 1), "today", "2022-01-01"),
        (date(2023, 9, 11), "today", "2022-01-01"),
        (date(2023, 9, 10), "archive", "2022-01-01"),
        (date(2020, 2, 3), "archive", "2019-01-01"),
        (date(2024, 1, 1), "today", "2022-01-01"),
    ],
)
def test_the_day_of_asking_is_today_where_the_archive_is_alive_and_else_its_last_day(newest, source, since):
    timing = read_timing("who won last year?", Clock(days=lambda: (date(2019, 1, 1), newest), today=date(2023, 10, 12)))
    assert timing.as_of == AsOf(newest if source == "archive" else date(2023, 10, 12), source)
    assert timing.to_dict()["periods"][0]["since"] == since


def test_in_an_archive_without_days_nothing_is_recent():
    for question in ("who won last week?", "the latest on the ferry"):
        assert read_timing(question, Clock()) == Timing()
        assert read_timing(question, Clock(date(2023, 10, 12))).as_of


def test_the_days_of_the_archive_are_read_only_if_they_matter():
    def days():
        raise AssertionError("read")

    assert read_timing("in April 2023, on 7 May", Clock(days=days)).periods
    assert read_timing("who won last week?", Clock(date(2023, 1, 1), days)).periods


@pytest.mark.parametrize(
    "question", ["what is 9999 weeks ago", "9999 decades ago", "last decade", "last week", "on Sunday"]
)
def test_time_before_the_calendar_is_no_error(question):
    read_timing(question, Clock(date(1, 1, 2)))
