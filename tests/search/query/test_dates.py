from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.search.query.dates import extract_periods
from nutgraf.search.query.period import Period, days_of


def period(since, until):
    return Period(since and days_of(since)[0], until and days_of(until)[1])


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("What did TechCrunch report in October 2023?", "2023-10", "2023-10"),
        ("on 7 October 2023", "2023-10-07", "2023-10-07"),
        ("the 7th of Oct. 2023", "2023-10-07", "2023-10-07"),
        ("published on October 7, 2023, and later", "2023-10-07", "2023-10-07"),
        ("OCTOBER 7TH 2023", "2023-10-07", "2023-10-07"),
        ("the paper of 2023-10-07", "2023-10-07", "2023-10-07"),
        ("may 2021 floods", "2021-05", "2021-05"),
        ("who won in 2019?", "2019", "2019"),
        ("in the summer of 2019", "2019", "2019"),
        ("since June 2022", "2022-06", None),
        ("since the end of 2019", "2019", None),
        ("from 2019 onwards", "2019", None),
        ("after 2019", "2020", None),
        ("before June 2022", None, "2022-05"),
        ("until 7 June 2022", None, "2022-06-07"),
        ("after Friday, October 7, 2022", "2022-10-07", None),  # a day's own news is meant, too
        ("before October 7, 2022", None, "2022-10-07"),
        ("between March 2020 and May 2021", "2020-03", "2021-05"),
        ("between October 1, 2023, and November 5, 2023, who won?", "2023-10-01", "2023-11-05"),
        ("between March and May 2020", "2020-03", "2020-05"),
        ("from 28 October to 3 November 2023", "2023-10-28", "2023-11-03"),
        ("from November to February 2020", "2019-11", "2020-02"),
        ("from 2019 to 2021", "2019", "2021"),
        ("in 2019–2021", "2019", "2021"),
        ("since 1999 and 2000", "1999", None),
    ],
)
def test_a_date_is_read_as_it_is_meant(question, since, until):
    assert extract_periods(question, 2026)[0] == period(since, until)


def test_several_dates_are_several_periods_in_order_and_each_once():
    question = "Between the report of October 7, 2023, and the one of 2023-10-06 or 7 October 2023, in 2019 and 2020?"
    days = ["2023-10-07", "2023-10-06", "2019", "2020"]
    assert extract_periods(question, 2026) == tuple(period(day, day) for day in days)


@pytest.mark.parametrize(
    "question",
    [
        "May I march with 2,000 people on 1999.5 acres?",
        "They may 30 times; March 20 of them",
        "Were more than 1984 seats sold? Who wrote 1984?",
        "in 2000 homes, by 2019 votes, of 1,984",
        "in October, on October 1st, yesterday and last week",
        "by 2050, in 2028",
        "the 1980s and the 1990's, since the 1918 flu",
        "on 31 February 2023 or on October 45, 2023",
        "in the 2011-12 season, 12-2011, COVID-2019, 555-2019-12, tel. 2020-12-345",
        "for $2019 or of £2020, version 1.2019",
        "07/10/2023",  # in July or in October
        "Who is Mr. May?",
    ],
)
def test_a_number_is_no_date(question):
    assert extract_periods(question, 2026) == ()


def test_a_year_to_come_is_one_as_long_as_it_is_the_next():
    assert extract_periods("in 2027", 2026)
    assert not extract_periods("in 2027", 2025)
    assert extract_periods("in May 2050", 2025)  # which nobody could take for a number


@pytest.mark.parametrize(
    ("since", "until", "shown"),
    [
        ("2023-10-07", "2023-10-07", "2023-10-07"),
        ("2023-10", "2023-11", "2023-10-01 to 2023-11-30"),
        ("2023", None, "since 2023-01-01"),
        (None, "2023", "until 2023-12-31"),
    ],
)
def test_a_period_shows_its_days(since, until, shown):
    assert str(period(since, until)) == shown


def test_a_period_as_json():
    assert period("2022-06", None).to_dict() == {"since": "2022-06-01", "until": None}


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%b %d, %Y"]))
def test_every_day_is_read_however_it_is_written(day, written):
    assert extract_periods(f"Who won on {day.strftime(written)}?", 2026) == (Period(day, day),)


WORDS = "in since between and to - – May march 7 31 2019 2020-02 2023-10-07 October , . the 2,000 from before"


@given(st.lists(st.sampled_from(WORDS.split())).map(" ".join) | st.text())
def test_a_period_never_ends_before_it_starts(question):
    for period_found in extract_periods(question, 2026):
        assert period_found.since or period_found.until
        assert not (period_found.since and period_found.until) or period_found.since <= period_found.until
