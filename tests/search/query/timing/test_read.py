from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.search.query.period import Period, days_of
from nutgraf.search.query.timing.as_of import Clock
from nutgraf.search.query.timing.read import read_timing

ARCHIVE = date(2018, 2, 1), date(2026, 4, 30)
CLOCK = Clock(days=lambda: ARCHIVE, today=date(2026, 5, 1))


def period(since, until):
    return Period(since and days_of(since)[0], until and days_of(until)[1])


def read(question, clock=CLOCK):
    return read_timing(question, clock)


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
        ("in the summer of 2019", "2019-06", "2019-08"),
        ("since June 2022", "2022-06", None),
        ("since the end of 2019", "2019-10", None),
        ("from 2019 onwards", "2019", None),
        ("after 2019", "2020", None),
        ("before June 2022", None, "2022-05"),
        ("until 7 June 2022", None, "2022-06-07"),
        ("after Friday, October 7, 2022", "2022-10-07", None),  # a day's own news is meant, too
        ("before October 7, 2022", None, "2022-10-07"),
        ("floods prior to 2022", None, "2021"),
        ("pre-2022 floods", None, "2021"),
        ("post-2022 floods", "2023", None),
        ("floods up to 2022", None, "2022"),
        ("floods of 16/2/20", "2020-02-16", "2020-02-16"),
        ("floods 16.2.20", "2020-02-16", "2020-02-16"),
        ("floods 20200216", "2020-02-16", "2020-02-16"),
        ("railway budget FY2022", "2022", "2022"),
        ("floods after:2040", "2041", None),
        ("between March 2020 and May 2021", "2020-03", "2021-05"),
        ("between October 1, 2023, and November 5, 2023, who won?", "2023-10-01", "2023-11-05"),
        ("between March and May 2020", "2020-03", "2020-05"),
        ("from 28 October to 3 November 2023", "2023-10-28", "2023-11-03"),
        ("from November to February 2020", "2019-11", "2020-02"),
        ("from 2019 to 2021", "2019", "2021"),
        ("in 2019–2021", "2019", "2021"),
        ("since 1999 and 2000", "1999", None),
        ("ferry strike, spring 2023", "2023-03", "2023-05"),
        ("fall of 2022 floods", "2022-09", "2022-11"),
        ("the winter 2020/21 floods", "2020-12", "2021-02"),
        ("winter of 1999-2000", "1999-12", "2000-02"),
        ("since spring '22", "2022-03", None),
        ("exports Q3 2022", "2022-07", "2022-09"),
        ("exports 3Q22", "2022-07", "2022-09"),
        ("2022 Q3 exports", "2022-07", "2022-09"),
        ("exports in 2022Q3", "2022-07", "2022-09"),
        ("the third quarter of 2022", "2022-07", "2022-09"),
        ("the fourth-quarter 2022 loss", "2022-10", "2022-12"),
        ("from Q1 to Q3 2022", "2022-01", "2022-09"),
        ("exports Jul-Sep 2022", "2022-07", "2022-09"),
        ("H2 2021", "2021-07", "2021-12"),
        ("second half of 2021", "2021-07", "2021-12"),
        ("2021 H1", "2021-01", "2021-06"),
        ("in the 1990s", "1990", "1999"),
        ("the '90s and the early 1980's", "1990", "1999"),
        ("early 2023", "2023-01", "2023-04"),
        ("mid-2023", "2023-05", "2023-08"),
        ("late 2023", "2023-09", "2023-12"),
        ("the beginning of 2023", "2023-01", "2023-03"),
        ("end of May 2023", "2023-05-24", "2023-05-31"),
        ("early spring 2023", "2023-03", "2023-03"),
        ("fire on 24/04/2023", "2023-04-24", "2023-04-24"),
        ("fire on 04/24/2023", "2023-04-24", "2023-04-24"),
        ("fire 3.4.2023", "2023-04-03", "2023-04-03"),
        ("fire 2023/04/24", "2023-04-24", "2023-04-24"),
        ("fire 04/2023", "2023-04", "2023-04"),
        ("fire 04.2023", "2023-04", "2023-04"),
        ("ferry fire 2019", "2019", "2019"),
        ("2019 ferry fire", "2019", "2019"),
        ("ferry fire '19", "2019", "2019"),
        ("before:2020 ferry", None, "2019"),
        ("ferry after:2023-01-01", "2023-01-01", None),
        ("since: 2021-06 ferry", "2021-06", None),
        ("ferry until:2021", None, "2021"),
    ],
)
def test_a_date_is_read_as_it_is_meant(question, since, until):
    assert read(question).periods[0] == period(since, until)


@pytest.mark.parametrize(
    ("question", "searched", "required"),
    [
        ("exports Q3 2022", "exports third quarter of 2022", False),
        ("exports 2Q22", "exports second quarter of 2022", False),
        ("exports H1 2022", "exports first half of 2022", False),
        ("exports FY2022", "exports 2022", False),
        ("floods '19", "floods 2019", False),
        ("floods 14/04/2023", "floods 14 April 2023", False),
        ("floods 20230414", "floods 14 April 2023", False),
        ("floods 04/2023", "floods April 2023", False),
        ("floods 03/04/2023", "floods 03/04/2023", False),  # it could be two days
        ("floods in April 2023", "floods in April 2023", False),
        ("before:2020 floods", "floods", True),
        ("after:2020 before:2022-03-01 floods", "floods", True),
    ],
)
def test_what_no_text_has_as_it_is_typed_is_searched_for_as_texts_have_it(question, searched, required):
    timing = read(question)
    assert (" ".join(timing.searched_in(question).split()), timing.required) == (searched, required)


def test_an_open_end_and_an_open_start_are_one_period_where_they_overlap():
    assert read("after:2020 before:2022 floods").periods == (period("2021", "2021"),)
    assert read("floods since 2019 and before 2021").periods == (period("2019", "2020"),)
    assert read("floods before 2019 or after 2021").periods == (period(None, "2018"), period("2022", None))


def test_several_dates_are_several_periods_in_order_and_each_once():
    question = "Between the report of October 7, 2023, and the one of 2023-10-06 or 7 October 2023, in 2019 and 2020?"
    days = ["2023-10-07", "2023-10-06", "2019", "2020"]
    assert read(question).periods == tuple(period(day, day) for day in days)


@pytest.mark.parametrize(
    "question",
    [
        "May I march with 2,000 people on 1999.5 acres?",
        "They may 30 times; March 20 of them",
        "Were more than 2024 seats sold? Who wrote 1984?",
        "in 2000 homes, by 2019 votes, of 2,024",
        "2019 people, 2020 young people, Windows 2019, resolution 2023, over 2022",
        "by 2050, in 2028",
        "since the 1918 flu, the 2019 election",
        "on 31 February 2023, on 31/02/2023, on 45/45/2023",
        "in the 2011-12 season, 12-2011, COVID-2019, 555-2019-12, tel. 2020-12-345",
        "for $2019 or of £2020, version 1.2019, version 04.2019",
        "Who is Mr. May?",
        "the second quarter, the first half, in his 90s, in spring",
        "on Saturday Night Live, USA Today, even today, on Tuesdays",
        "the 5'19 or 'x19'",
    ],
)
def test_a_number_or_a_name_is_no_date(question):
    assert read(question).periods == ()


def test_a_date_in_digits_that_can_be_read_in_two_ways_is_read_in_both():
    assert read("on 07/10/2023").periods == (period("2023-10-07", "2023-10-07"), period("2023-07-10", "2023-07-10"))


def test_a_winter_by_one_year_is_each_that_has_days_in_it():
    assert read("in the winter of 2020").periods == (period("2019-12", "2020-02"), period("2020-12", "2021-02"))


@pytest.mark.parametrize(
    ("question", "yearly"),
    [
        ("ferry fire 12 April", ["--04-12"]),
        ("on October 1st", ["--10-01"]),
        ("September 28 and November 30", ["--09-28", "--11-30"]),
        ("what burned in October?", ["--10"]),
        ("ferry fire October", ["--10"]),
        ("the ferry of john may", []),
        ("ferry fire 12 may", ["--05-12"]),
        ("may 30 people march 20 miles", []),
        ("12 April 2023", []),
        ("ferry fire in winter", ["--12", "--01", "--02"]),
        ("what burned in the summer at the harbour?", ["--06", "--07", "--08"]),
        ("the fall of the ferry in winter clothes", []),
        ("in spring 2023", []),
    ],
)
def test_a_day_without_a_year_is_of_any_year(question, yearly):
    assert [each.to_json() for each in read(question).yearly] == yearly


def test_quoted_words_are_not_counted_from_the_day_of_asking():
    assert not read('who said "not today, and still not now"?')
    assert read('who said "not today" yesterday?').periods
    assert read('what happened on "17 April 2023"?').periods == (period("2023-04-17", "2023-04-17"),)


def test_a_year_that_something_is_meant_for_is_no_time_of_publication():
    assert not read("the budget for 2024")
    assert read("the budget in 2024").periods == (period("2024", "2024"),)


def test_a_year_to_come_is_one_as_long_as_it_is_the_next():
    assert read("in 2027").periods
    assert not read("in 2028").periods
    assert read("in May 2050").periods  # which nobody could take for a number


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
    assert read(f"Who won on {day.strftime(written)}?").periods == (Period(day, day),)


WORDS = """
    in since between and to - – May march 7 31 2019 2020-02 2023-10-07 October , . the 2,000 from before before: Q2 H1
    last spring week quarter of '19 1990s 03/04/2023 early end three years ago on Tuesday latest first still winter
""".split()  # noqa: SIM905  # as in index/analysis/language.py


@given(st.lists(st.sampled_from(WORDS)).map(" ".join) | st.text(), st.dates())
def test_any_text_is_read_and_no_period_ends_before_it_starts(question, as_of):
    timing = read(question, Clock(as_of))
    for period_found in timing.periods:
        assert period_found.since or period_found.until
        assert not (period_found.since and period_found.until) or period_found.since <= period_found.until
    assert timing.rest_of(question) != question or not timing.places
    assert timing.searched_in(question) or not question
