"""Files of many records: good records are read, and bad ones are reported with their line."""

import gzip
import json
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.files.limits import ReadLimits
from nutgraf.corpus.formats.json.text import JsonText
from nutgraf.index.segments.stored_article import to_line


def lines_and_reasons(warnings):
    return [(warning.line, warning.reason) for warning in warnings]


def texts(found):
    return [it.article.text for it in found]


BAD_LINES = {
    b'{"text": "caf\xe9"}': "not UTF-8",
    b'{"text": "\xed\xa0\x80"}': "not UTF-8",
    b'{"text": "\xc0\xaf"}': "not UTF-8",
    b'{"text": "cut off': "broken JSON",
    b'{"text": "a",,}': "broken JSON",
    b"{'text': 'a'": "broken JSON",
    b'{"text": NaN}': "text is null",
    b'{"text": "a", "n": Infinit}': "broken JSON",
    b'\xef\xbb\xbf{"text": "mark in the middle"}': "broken JSON",
    b"[" * 100_000: "broken JSON",
    b'{"text": "a", "deep": ' + b"[" * 100_000 + b"]" * 100_000 + b"}": "broken JSON",
    b'["text"]': "not an object but str",
    b"5": "not an object but int",
    b"{}": "no text",
    b'{"title": "a"}': "no text",
    b'{"text": null}': "text is null",
    b'{"text": ""}': "no text",
    b'{"text": " \\u200b\\u3000"}': "no text",
    b'{"text": 5}': "text is not a string but int",
    b'{"text": "' + b"word " * 30_000 + b'"}': "a paragraph is longer than 100,000 characters",
}


@pytest.mark.parametrize(("line", "reason"), BAD_LINES.items(), ids=BAD_LINES.values())
def test_a_bad_line_is_reported_and_the_others_are_read(reading, line, reason):
    found, warnings = reading("a.jsonl", b'{"text": "one"}\n' + line + b'\n\n{"text": "three"}\n')
    assert texts(found) == ["one", "three"]
    assert [it.line for it in found] == [1, 4]
    assert [(it.line, it.skipped) for it in warnings] == [(2, True)]
    assert warnings[0].reason.startswith(reason)


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_characters_that_cannot_be_stored_do_not_cost_the_text(reading, name):
    found, (told,) = reading(name, b'{"text": "a\\ud800b\\u0000c", "title": "d"}')
    assert texts(found) == ["a\ufffdbc"]
    assert told.reason == "the text holds NUL or half of a surrogate pair, which was left out"
    assert not told.skipped


def test_only_line_feeds_end_a_line(reading):
    text = "a\u2028b\u2029c\x85d"
    found, warnings = reading("a.jsonl", json.dumps({"text": text}, ensure_ascii=False) + '\r\n{"text": "e"}')
    assert [it.article.text.replace("\n", "") for it in found] == ["abc…d", "e"]
    assert not any(it.skipped for it in warnings)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "A.JSONL.GZ", "a.json", "a.csv"])
def test_files_are_read_in_the_encoding_of_their_byte_order_mark(reading, encoding, name):
    content = '"text"\n"Złoty 😀"\n' if name == "a.csv" else '{"text": "Złoty 😀"}\n'
    data = (b"\xff\xfe" if encoding == "utf-16-le" else b"") + content.encode(encoding)
    found, warnings = reading(name, gzip.compress(data) if name.endswith("GZ") else data)
    assert texts(found) == ["Złoty 😀"]
    assert not warnings


def test_a_line_longer_than_the_limit_is_dropped_without_being_held(reading, monkeypatch):
    monkeypatch.setattr("nutgraf.corpus.files.source._BLOCK", 1_000)
    long = b'{"text": "' + b"x" * 2_000_000 + b'"}'
    limits = ReadLimits(record_bytes=1_000_000)
    found, warnings = reading("a.jsonl", b'{"text": "one"}\n' + long + b'\n{"text": "three"}', limits=limits)
    assert texts(found) == ["one", "three"]
    assert [(it.line, it.skipped) for it in warnings] == [(2, True)]


@pytest.mark.parametrize(
    "content",
    [
        '[{"text": "one"}, {"text": "two", "n": [1, {"a": "]"}]}]',
        '\n [\n{"text": "one"}\n,\n{"text": "two"}\n]\n',
        '{"text": "one"}\n{"text": "two"}\n',
        '{"text":\n"one"}\n{"text":\n"two"}',
    ],
)
def test_json_is_an_array_or_objects_that_follow_one_another(reading, content):
    found, warnings = reading("a.json", content)
    assert texts(found) == ["one", "two"]
    assert not warnings
    assert all(len(it.article.id) == 16 for it in found)


@pytest.mark.parametrize("content", ['{"text": "one"}', '{\n  "text": "one"\n}\n'])
def test_the_id_of_a_single_object_is_its_file(reading, content):
    found, warnings = reading("a.json", content)
    assert [it.article.id for it in found] == ["a.json"]
    assert not warnings


@pytest.mark.parametrize("block", [1, 7, 1 << 18])
def test_an_array_is_read_the_same_in_blocks_of_any_size(reading, monkeypatch, block):
    monkeypatch.setattr("nutgraf.corpus.files.source._BLOCK", block)
    records = [{"text": f'Złoty {number} \\ " 😀', "n": number, "f": -1.5e3} for number in range(30)]
    found, warnings = reading("a.json", json.dumps([*records, 1234567], indent=1, ensure_ascii=False))
    assert texts(found) == [record["text"] for record in records]
    assert [it.line for it in found][:3] == [2, 7, 12]
    assert lines_and_reasons(warnings) == [(152, "not an object but int")]


BAD_IN_ARRAY = {
    b'{"text": "caf\xe9"}': "not UTF-8",
    b'{"text": NaN}': "text is null",
    b'{"text": null}': "text is null",
    b"[]": "not an object but list",
    b'{"text": ' + b"9" * 500 + b"}": "",
    b'{"text": "a",,}': "broken JSON",
    b"{'text': ''a'}": "broken JSON",
    b'{"text": "' + b"x" * 2_000 + b'"}': "the record is longer than 1,000 bytes",
    b'{"text": "a", "x": [' + b"0," * 60 + b"0]}": "the record holds more than 50 values",
    b"[" * 400 + b"]" * 400: "the record holds more than 50 values",
}


@pytest.mark.parametrize(("value", "reason"), BAD_IN_ARRAY.items(), ids=BAD_IN_ARRAY.values())
def test_a_bad_record_with_an_end_leaves_the_rest_of_its_array_readable(reading, value, reason):
    content = b'[{"text": "one"},\n' + value + b',\n{"text": "three"}]'
    limits = ReadLimits(record_bytes=1_000, values=50)
    found, warnings = reading("a.json", content, limits=limits)
    assert texts(found) == ["one", "three"]
    assert [it.line for it in warnings] == [2]
    assert warnings[0].reason.startswith(reason)


@pytest.mark.parametrize("value", [b"[" * 100_000, b'{"text": "a"} {"text": "b"}', b'{"text": "a', b"", b":"])
def test_after_a_record_without_an_end_the_rest_of_the_array_is_reported_as_unread(reading, value):
    found, warnings = reading("a.json", b'[{"text": "one"},\n' + value + b',\n{"text": "three"}]')
    assert texts(found)[0] == "one"
    assert "three" not in texts(found)
    assert [it.line for it in warnings] == [2]
    assert warnings[0].reason.startswith("broken JSON")
    assert warnings[0].reason.endswith("the rest of the file was not read")


@pytest.mark.parametrize("content", ["", "\n\n", "[]", " [ ] "])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.csv"])
def test_a_file_without_records_is_reported(reading, name, content):
    found, warnings = reading(name, content)
    assert not found
    assert len(warnings) == 1


def test_a_mapping_is_used_in_every_record(reading):
    found, _ = reading("a.jsonl", '{"text": "Raw.", "clean": "Clean."}', mapping={"text": "clean"})
    assert texts(found) == ["Clean."]


def test_a_bad_date_keeps_its_article(reading):
    found, warnings = reading("a.jsonl", '{"text": "W.", "published": "yesterday"}')
    assert texts(found) == ["W."]
    assert str(warnings[0]).endswith("a.jsonl:1: published 'yesterday' is not a date; kept without one")
    assert not warnings[0].skipped


def test_json_lines_are_recognized_after_a_broken_first_line(reading):
    found, warnings = reading("a.json", '{"text": broken}\n{"id": "x", "text": "W."}\n{"id": "y", "text": "W."}\n')
    assert [it.article.id for it in found] == ["x", "y"]
    assert [it.line for it in warnings] == [1]


def test_a_field_nested_too_deeply_costs_only_itself(reading):
    lines = [f'{{"id": "{deep}", "text": "W.", "x": {"[" * deep}{"]" * deep}}}' for deep in range(245, 260)]
    found, warnings = reading("a.jsonl", "\n".join(lines))
    assert len(found) == len(lines)
    assert [it.reason for it in warnings] == ["a field that is no JSON was left out (and so in 6 more records)"]
    for it in found:
        to_line(it.article, it.origin)


def test_the_values_of_a_record_are_bounded_and_text_is_none(reading):
    few = {"text": "a, [b], {c}, " * 50, "x": ["\\", '"', ",[{"] * 10}
    many = {"text": "W.", "x": [{"": 0}] * 60}
    lines = [json.dumps(few), json.dumps(many), json.dumps({"text": "three"})]
    found, warnings = reading("a.jsonl", "\n".join(lines), limits=ReadLimits(values=50))
    assert texts(found) == [few["text"].strip() + " ", "three"]
    assert lines_and_reasons(warnings) == [(2, "the record holds more than 50 values")]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


class Blocks(NamedTuple):
    """A source of given blocks."""

    blocks: list[bytes]

    def utf8_blocks(self):
        return iter(self.blocks)


@given(
    values=st.lists(JSON, min_size=1, max_size=5),
    size=st.integers(1, 40),
    indent=st.sampled_from([None, 1]),
    ascii_=st.booleans(),
)
def test_the_ends_of_values_are_found_in_blocks_of_any_size(values, size, indent, ascii_):
    content = " , ".join(json.dumps(value, indent=indent, ensure_ascii=ascii_) for value in values).encode(
        "utf-8", "surrogatepass"
    )
    text = JsonText(Blocks([content[at : at + size] for at in range(0, len(content), size)]))
    for number, value in enumerate(values):
        assert json.loads(text.value(10_000)) == value
        assert text.peek() == (b"," if number + 1 < len(values) else b"")
        text.skip()
        text.peek()
