"""A date is parsed as written, or refused."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.times.dates import at_offset_of, parse_date


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2023-04-18", at(2023, 4, 18)),
        ("2023-04-18T10:00:00Z", at(2023, 4, 18, 10)),
        ("2023-04-18 10:00:00 UTC", at(2023, 4, 18, 10)),
        ("2023-04-18T10:00:00+02:00", at(2023, 4, 18, 8)),
        ("20230418", at(2023, 4, 18)),
        (20230418, at(2023, 4, 18)),
        ("2023-W16-2", at(2023, 4, 18)),
        ("2023-04-18T14:30:00Z[UTC]", at(2023, 4, 18, 14, 30)),
        ("18 April 2023 | Updated 19 April 2023", at(2023, 4, 18)),
        ("令和5年4月18日", at(2023, 4, 18)),
        ("昭和20年8月15日", at(1945, 8, 15)),
        ("18 เมษายน 2566", at(2023, 4, 18)),
        ("Thứ ba, 18/4/2023, 14:30 (GMT+7)", at(2023, 4, 18, 7, 30)),
        ("2023. 4. 18. 오후 2:30", at(2023, 4, 18, 14, 30)),
        (-1681898400000, at(1916, 9, 14, 14)),
        ("2023-04-18 10:00:00 Europe/Berlin", at(2023, 4, 18, 8)),
        ("2023-04-18T10:00:00[Europe/Berlin]", at(2023, 4, 18, 8)),
        *(("2023-04-18 10:00 UTC+2", at(2023, 4, 18, 8)), ("18 April 2023 10:00 (GMT-5)", at(2023, 4, 18, 15))),
        *(("Gepubliceerd op 18 april 2023", at(2023, 4, 18)), ("Pubblicato il 18 aprile 2023", at(2023, 4, 18))),
        ("20230418101500", at(2023, 4, 18, 10, 15)),
        ("2023/04/05", at(2023, 4, 5)),
        ("Tue, 18 Apr 2023 10:00:00 +0200", at(2023, 4, 18, 8)),
        ("Tue, 18 Apr 2023 10:00:00 EST", at(2023, 4, 18, 15)),
        ("April 18, 2023", at(2023, 4, 18)),
        ("18 April 2023 3:04 PM", at(2023, 4, 18, 15, 4)),
        ("25/12/2023", at(2023, 12, 25)),
        ("1681812000", at(2023, 4, 18, 10)),
        (1681812000, at(2023, 4, 18, 10)),
        (1681812000000, at(2023, 4, 18, 10)),
        *(("18 avril 2023", at(2023, 4, 18)), ("mar. 18 avr. 2023 à 14h30", at(2023, 4, 18, 14, 30))),
        *(("18 de abril de 2023", at(2023, 4, 18)), ("18. kwietnia 2023", at(2023, 4, 18))),
        *(("18 апреля 2023 г., 10:30", at(2023, 4, 18, 10, 30)), ("2023年4月18日", at(2023, 4, 18))),
        *(("2023년 4월 18일 10:30", at(2023, 4, 18, 10, 30)), ("١٨ أبريل ٢٠٢٣", at(2023, 4, 18))),
        *(("Updated: April 18, 2023", at(2023, 4, 18)), ("Published on 18 April 2023 at 10:00", at(2023, 4, 18, 10))),
        *(("18.4.2023 klo 10.30", at(2023, 4, 18, 10, 30)), ("Di, 18.04.2023 - 10:30 Uhr", at(2023, 4, 18, 10, 30))),
        *(("04.05.2023", at(2023, 5, 4)), ("18th April 2023", at(2023, 4, 18))),
        *(("Tue, 18 Apr 2023 10:00:00 CEST", at(2023, 4, 18, 8)), ("18 Apr 2023 10:00 BST", at(2023, 4, 18, 9))),
        *(("Apr 18, 2023, 08.30 AM IST", at(2023, 4, 18, 3)), ("April 18, 2023 10:00 a.m. ET", at(2023, 4, 18, 14))),
        *((45034, at(2023, 4, 18)), ("45035.4167", at(2023, 4, 19, 10)), (1681812000000000, at(2023, 4, 18, 10))),
        *(("/Date(1681812000000+0200)/", at(2023, 4, 18, 10)), ("2023:04:18 10:00:00", at(2023, 4, 18, 10))),
        *(("Tue Apr 18 2023 10:00:00 GMT+0200 (CEST)", at(2023, 4, 18, 8)), ("2023-04-18+02:00", at(2023, 4, 17, 22))),
        *(("18 de abril de 2023 às 10h30", at(2023, 4, 18, 10, 30)), ("১৮ এপ্রিল ২০২৩", at(2023, 4, 18))),
        *(("18 tháng 4, 2023", at(2023, 4, 18)), ("2023年4月18日 午後3時05分", at(2023, 4, 18, 15, 5))),
        *(("Published: 2023-04-18", at(2023, 4, 18)), ("Last updated on 2023-04-18 10:00", at(2023, 4, 18, 10))),
        *(("2023-04-18 10:00:00 +0000 UTC", at(2023, 4, 18, 10)), ("2023-04-18T10:00+02:00[A/B]", at(2023, 4, 18, 8))),
        *(
            ("Tue, 18 Apr 23 10:00:00 GMT", at(2023, 4, 18, 10)),
            ("Tuesday, 18-Apr-23 10:00:00 UTC", at(2023, 4, 18, 10)),
        ),
        *(("Posted: Apr 18, 2023 10:00 AM ET | Last Updated: April 19", at(2023, 4, 18, 14)),),
        *(("Publié le 18 avr. 2023 à 10 h 05", at(2023, 4, 18, 10, 5)), ("+2023-04-18T10:00:00Z", at(2023, 4, 18, 10))),
        *(("입력 2023.04.18 10:00", at(2023, 4, 18, 10)), ("2023/04/18(火) 10:00", at(2023, 4, 18, 10))),
        *(("2023-04-18 (화) 10:00", at(2023, 4, 18, 10)), ("2023-04-18 10:00:00 星期二", at(2023, 4, 18, 10))),
        *(("18 نيسان 2023", at(2023, 4, 18)), ("18 كانون الثاني 2023", at(2023, 1, 18))),
        (date(2023, 4, 18), at(2023, 4, 18)),
        (datetime(2023, 4, 18, 10, tzinfo=timezone(timedelta(hours=2))), at(2023, 4, 18, 8)),
    ],
)
def test_a_whole_date_is_read_as_the_instant_that_it_is(written, meant):
    assert parse_date(written) == meant


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        *(("2023-04-18", 0), ("2023-04-18T10:00:00", 0), ("2023-01-01T00:30:00+02:00", 2), (1681812000, 0)),
        *(("Tue, 18 Apr 2023 10:00:00 EST", -5), ("18 April 2023 10:00 +0530", 5.5)),
        (datetime(2023, 7, 1, tzinfo=ZoneInfo("Europe/Berlin")), 2),
    ],
)
def test_a_date_keeps_the_offset_that_it_gives(written, hours):
    assert parse_date(written).tzinfo == timezone(timedelta(hours=hours))


@pytest.mark.parametrize(
    "written",
    [
        *("yesterday", "", "Friday", "10:00", "April 2023", "2023", "2023-W16", "03/04/2023", "01/02/03", "18 Apr 23"),
        *(
            "listopad 18 2023",
            "18 avril 2023 | 19 avril 2023",
            "18 avril 2023 25:00",
            "18 Smarch 2023",
            "31 avril 2023",
        ),
        *("10.10.10", "April 18, 2023 10:00 XYZ", "Tue, 18 Apr 2023 10:00:00 XYZ", "202304181015", "0000-00-00"),
        *("99999-01-01", "2023-13-45", "-1681812000", "9" * 5000, "0001-01-01T00:00:00+14:00"),
        *(-1, 0, 20231318, 1e300, float("nan"), float("inf"), 10**400, True, None, [], {}),
    ],
)
def test_a_date_that_would_be_a_guess_is_refused(written):
    with pytest.raises(ValueError, match=r"is|names"):
        parse_date(written)


@pytest.mark.parametrize("written", ["04/05/2023", "4-5-2023", "04/05/23", "le 04/05/2023 à 10:00"])
def test_a_named_order_decides_which_number_is_the_day(written):
    assert (parse_date(written, day_first=True).month, parse_date(written, day_first=False).month) == (5, 4)


def test_a_local_time_and_the_same_in_utc_are_a_time_with_its_offset():
    assert at_offset_of("2024-01-01 00:30:00", "2023-12-31 22:30:00").isoformat() == "2024-01-01T00:30:00+02:00"
    assert at_offset_of("2024-01-01 00:30:00", "0000-00-00 00:00:00") is None
    assert at_offset_of("2024-01-01", "2023-11-01") is None


WORDS = st.sampled_from(
    ["18", "31", "2023", "avril", "mai", "mar.", "mardi", "10:00", "+0200", "CEST", "à", "Uhr", *",./-:年月日", "ET"]
)


@pytest.mark.parametrize(
    "values",
    [
        st.lists(WORDS, max_size=8).map(" ".join),
        st.text() | st.from_regex(r"[0-9 :/.,TZ+-]{1,30}") | st.datetimes(timezones=st.timezones()).map(str),
        st.integers() | st.floats() | st.dates() | st.datetimes() | st.binary() | st.none(),
    ],
    ids=["words around a date", "strings", "other values"],
)
@given(st.data())
def test_any_value_is_an_aware_time_or_a_value_error(values, data):
    value = data.draw(values)
    try:
        found = parse_date(value)
    except ValueError:
        return
    assert isinstance(found.tzinfo, timezone)


@given(st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.timezones()))
def test_what_python_writes_is_read_back(time):
    again = parse_date(time.isoformat())
    assert (again.isoformat(), again.date()) == (time.isoformat(), time.date())
