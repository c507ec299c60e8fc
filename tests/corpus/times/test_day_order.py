"""The order of day and month, read off a file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.times.day_order import DayOrder, shown_order


def days(found):
    return [it.article.published and it.article.published.date().isoformat() for it in found]


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.json"])
def test_one_row_decides_for_all_rows_before_and_after_it(reading, name):
    rows = ["03/04/2024", "25/04/2024", "05/06/2024"]
    if name == "a.csv":
        content = "date,text\n" + "".join(f"{row},W.\n" for row in rows)
    else:
        lines = [f'{{"date": "{row}", "text": "W."}}' for row in rows]
        content = "\n".join(lines) if name == "a.jsonl" else f"[{','.join(lines)}]"
    found, warnings = reading(name, content)
    assert days(found) == ["2024-04-03", "2024-04-25", "2024-06-05"]
    assert not warnings


def test_month_first_is_read_off_too(reading):
    found, warnings = reading("a.csv", "date,text\n03/04/2024,W.\n4/25/2024 10:00 AM,W.\n")
    assert days(found) == ["2024-03-04", "2024-04-25"]
    assert not warnings


@pytest.mark.parametrize("rows", [["03/04/2024", "05/06/2024"], ["03/04/2024", "25/04/2024", "04/25/2024"]])
def test_where_no_row_or_both_orders_decide_it_is_told_once_and_what_to_type(reading, rows):
    content = "date,text\n" + "".join(f"{row},W.\n" for row in rows)
    found, (told,) = reading("a.csv", content)
    assert days(found)[0] is None
    assert "type --day-first or --month-first" in told.reason
    assert not told.skipped
    for day_first, day in ((True, "2024-04-03"), (False, "2024-03-04")):
        found, warnings = reading("a.csv", content, day_first=day_first)
        assert days(found)[0] == day
        assert not warnings


def test_each_column_has_its_order(reading):
    content = "date,updated,text\n03/04/2024,03/04/2024,W.\n25/04/2024,04/25/2024,W.\n"
    found, warnings = reading("a.csv", content)
    assert (days(found)[0], found[0].article.updated.date().isoformat()) == ("2024-04-03", "2024-03-04")
    assert not warnings


def test_the_dates_are_read_only_if_they_are_needed():
    def fails():
        raise AssertionError

    assert DayOrder(True, fails).is_day_first("date") is True
    with pytest.raises(AssertionError):
        DayOrder(None, fails).is_day_first("date")


@given(st.text() | st.from_regex(r"\d{1,2}[./-]\d{1,2}[./-](\d\d|\d{4})", fullmatch=True))
def test_any_text_shows_an_order_or_none(text):
    assert shown_order(text) in (True, False, None)
