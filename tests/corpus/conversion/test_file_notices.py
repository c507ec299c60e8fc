"""What reading a file tells."""

import json
from datetime import date, timedelta

from nutgraf.corpus.files.limits import ReadLimits


def lines(*records):
    return "\n".join(map(json.dumps, records))


def test_each_kind_of_loss_is_told_once_with_its_first_line_and_its_number(reading):
    _, warnings = reading("a.jsonl", lines({"text": "W."}, *[{"text": "W.", "date": "soon", "author": 5}] * 3))
    assert [(it.line, it.reason, it.skipped) for it in warnings] == [
        (2, "date 'soon' is not a date; kept without one (and so in 2 more records)", False),
        (2, "author holds what is no name: int; kept without it (and so in 2 more records)", False),
    ]


def test_days_to_come_are_kept_and_told_once(reading):
    days = [str(date.today() + timedelta(days=ahead)) for ahead in (0, 20, 40, 90)]
    found, (told,) = reading("a.jsonl", lines(*({"text": "W.", "date": day} for day in days)))
    assert [str(it.article.day) for it in found] == days
    assert told.reason == f"date {days[2]} lies in the future; kept as it is (and so in 1 more record)"
    assert not told.skipped


def test_records_without_text_among_others_are_told_one_by_one_until_there_are_too_many(reading):
    _, warnings = reading("a.jsonl", lines({"title": "x"}, {"text": "W."}, *[{"title": "x"}] * 150))
    assert [(it.line, it.reason) for it in warnings[:2]] == [(1, "no text"), (3, "no text")]
    assert len(warnings) == 101
    assert warnings[-1].reason == "51 more records without text"
    assert all(it.skipped for it in warnings)


def test_a_file_without_any_text_names_its_keys_once(reading):
    _, (told,) = reading("a.jsonl", lines(*[{"n": 1, "a": {"b": "long words"}, "c": ["x"]}] * 9))
    assert told.reason == (
        "none of 9 records has a text; its keys are a.b, c; name the one that holds it, as in --map text=a.b"
    )


def test_a_single_record_without_text_names_its_keys_too(reading):
    _, (told,) = reading("a.json", '{"kicker": "Fog"}')
    assert told.reason == "no text; its keys are kicker; name the one that holds it, as in --map text=kicker"


def test_a_record_that_holds_too_much_in_an_envelope_costs_only_itself(reading):
    many = [{"text": "one"}, {"text": "x" * 900}, {"text": "three"}]
    found, (told,) = reading("a.json", json.dumps({"articles": many}, indent=1), limits=ReadLimits(record_bytes=500))
    assert [it.article.text for it in found] == ["one", "three"]
    assert told.reason == "the record is longer than 500 bytes"
