"""Times as programs print them, and digits of other scripts."""

import pytest
from nutgraf.corpus.times.dates import parse_date


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("२०२३-०४-१८", "2023-04-18T00:00:00+00:00"),
        ("٢٠٢٣/٠٤/١٨", "2023-04-18T00:00:00+00:00"),
        ("２０２３年４月１８日", "2023-04-18T00:00:00+00:00"),
        ('Timestamp("2023-04-18 10:00:00")', "2023-04-18T10:00:00+00:00"),
        ("Timestamp('2023-04-18 10:00:00+0200', tz='Europe/Berlin')", "2023-04-18T10:00:00+02:00"),
        ("datetime.datetime(2023, 4, 18, 10, 5)", "2023-04-18T10:05:00+00:00"),
        ("datetime.date(2023, 4, 18)", "2023-04-18T00:00:00+00:00"),
        ("datetime.datetime(2023, 4, 18, 10, 5, 7, 250, tzinfo=datetime.timezone.utc)", "2023-04-18T10:05:07+00:00"),
        ("D:20230418100000Z", "2023-04-18T10:00:00+00:00"),
        ("D:20230418100000+02'00'", "2023-04-18T10:00:00+02:00"),
        ("D:20230418", "2023-04-18T00:00:00+00:00"),
        ("2023-108", "2023-04-18T00:00:00+00:00"),
        ("2024-366", "2024-12-31T00:00:00+00:00"),
        ("Publicado el 18/04/2023 a las 10:00", "2023-04-18T10:00:00+00:00"),
    ],
)
def test_a_time_is_read_as_a_program_or_a_script_spells_it(text, time):
    assert parse_date(text).isoformat() == time


@pytest.mark.parametrize("text", ["2023-366", "2023-000", "D:20231341", "datetime.datetime(2023, 14, 1)", "२०२३"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ValueError, match=r"not a date|ambiguous|incomplete|out of range|month"):
        parse_date(text)
