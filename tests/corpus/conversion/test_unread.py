"""Fields that an article lacks, and that stand under names that nobody knows, are told with what to type."""

import pytest
from material.sources import lines

P = "The quay is shut."
PROSE = "The harbour board met on Tuesday, and its members spoke for three hours about the quay. " * 3


@pytest.mark.parametrize(
    ("field", "key", "value"),
    [
        ("title", "kop_boven", "Quay is shut until Friday"),
        ("title", "facts.kop", "Причал закрыт до пятницы"),
        ("published", "saved_on", "2024-02-03T04:05:06Z"),
        ("published", "facts.when", "3 February 2024"),
        ("published", "when", "04/05/2024"),
        ("authors", "signed", "By Ada Vond"),
    ],
)
def test_what_may_be_a_missing_field_is_told_with_what_to_type(reading, field, key, value):
    outer, _, inner = key.rpartition(".")
    known = {"title": "Quay", "date": "2024-02-03", "author": "Ada Vond", "text": P}
    known = {
        name: it
        for name, it in known.items()
        if name not in (field, {"published": "date", "authors": "author"}.get(field))
    }
    row = {**known, **({outer: {inner: value}} if outer else {inner: value})}
    (_, _), (warning,) = reading("a.jsonl", lines(row, {**row, "text": f"{P} It opens in May."}))
    assert f"--map {field}={key} (and so in 1 more record)" in warning.reason
    assert not warning.skipped


def test_prose_that_is_not_read_is_told_and_a_summary_or_the_same_text_is_not(reading):
    row = {"title": "Quay", "text": P, "date": "2024-02-03", "author": "Ada Vond"}
    _, (warning,) = reading("a.jsonl", lines({**row, "sidebar": PROSE}))
    assert "--map text=sidebar" in warning.reason
    for other in ({"summary": PROSE}, {"sidebar": f"<p>{P}</p><p>{'x' * 200}</p>"}, {"sidebar": "x " * 200}):
        assert reading("a.jsonl", lines({**row, **other}))[1] == []


def test_a_field_that_most_records_have_is_no_name_that_nobody_knows(reading):
    row = {"title": "Quay", "text": P, "slug_line": "Quay is shut until Friday"}
    rows = [{**row, "text": f"{P} {number}."} for number in range(5)]
    assert reading("a.jsonl", lines(*rows, {"text": P, "slug_line": "Quay is shut until Friday"}))[1] == []


@pytest.mark.parametrize(
    "value", ["UTC+2", "12345678", "https://p.example/2024-02-03/a", "quay shut for now", "x", 7, None, []]
)
def test_other_values_are_not_taken_for_fields(reading, value):
    assert reading("a.jsonl", lines({"text": P, "thing": value}))[1] == []


def test_what_the_user_named_is_believed(reading):
    (item,), warnings = reading("a.jsonl", lines({"text": P, "when": "2024-02-03"}), mapping={"published": "when"})
    assert (str(item.article.day), warnings) == ("2024-02-03", [])


@pytest.mark.parametrize(
    "value",
    [
        {"pictures": {"main": {"taken": "2024-02-03T04:05:06Z"}}},
        {"summary": [{"value": PROSE}]},
        {"pictures": {"terms": PROSE}},
    ],
    ids=["the day of a picture", "parts of a summary", "the terms of a picture"],
)
def test_what_belongs_to_other_things_is_not_told(reading, value):
    row = {"title": "Quay", "author": "Ada Vond", "text": P}
    assert reading("a.jsonl", lines({**row, **value}))[1] == []
