"""Files of many records: what is good is read, what is bad is named by its line."""

import gzip
import json

import pytest
from nutgraf.index.segments.stored_article import to_line


def told(notices):
    return [(notice.line, notice.reason) for notice in notices]


def texts(found):
    return [it.article.text for it in found]


BAD_LINES = {
    b'{"text": "caf\xe9"}': "not UTF-8",
    b'{"text": "\xed\xa0\x80"}': "not UTF-8",
    b'{"text": "\xc0\xaf"}': "not UTF-8",
    b'{"text": "cut off': "broken JSON",
    b'{"text": "a",}': "broken JSON",
    b"{'text': 'a'}": "broken JSON",
    b'{"text": NaN}': "broken JSON",
    b'{"text": "a", "n": Infinity}': "broken JSON",
    b'\xef\xbb\xbf{"text": "mark in the middle"}': "broken JSON",
    b'{"text": "a\\ud800"}': "broken JSON",
    b"[" * 100_000: "broken JSON",
    b'{"text": "a", "deep": ' + b"[" * 100_000 + b"]" * 100_000 + b"}": "broken JSON",
    b'["text"]': "not an object but list; a file that is one array is named .json",
    b"5": "not an object but int",
    b"{}": "no text",
    b'{"title": "a"}': "no text",
    b'{"text": null}': "text is null",
    b'{"text": ""}': "no text",
    b'{"text": " \\u200b\\u3000"}': "no text",
    b'{"text": 5}': "text is not a string but int",
    b'{"text": "a", "title": 5}': "title is not a string but int",
    b'{"text": "a\\u0000b"}': "text holds a NUL character",
    b'{"text": "' + b"word " * 30_000 + b'"}': "a paragraph is longer than 100,000 characters",
}


@pytest.mark.parametrize(("line", "reason"), BAD_LINES.items(), ids=BAD_LINES.values())
def test_a_bad_line_is_named_and_the_others_are_read(reading, line, reason):
    found, notices = reading("a.jsonl", b'{"text": "one"}\n' + line + b'\n\n{"text": "three"}\n')
    assert texts(found) == ["one", "three"]
    assert [it.line for it in found] == [1, 4]
    assert [(it.line, it.skipped) for it in notices] == [(2, True)]
    assert notices[0].reason.startswith(reason)


def test_only_line_feeds_end_a_line(reading):
    text = "a\u2028b\u2029c\x85d"
    found, notices = reading("a.jsonl", json.dumps({"text": text}, ensure_ascii=False) + '\r\n{"text": "e"}')
    assert texts(found) == [text, "e"]
    assert not notices


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "A.JSONL.GZ", "a.json", "a.csv"])
def test_files_are_read_in_the_encodings_their_marks_tell(reading, encoding, name):
    content = '"text"\n"Złoty 😀"\n' if name == "a.csv" else '{"text": "Złoty 😀"}\n'
    data = (b"\xff\xfe" if encoding == "utf-16-le" else b"") + content.encode(encoding)
    found, notices = reading(name, gzip.compress(data) if name.endswith("GZ") else data)
    assert texts(found) == ["Złoty 😀"]
    assert not notices


def test_a_line_longer_than_the_limit_is_dropped_without_being_held(reading, monkeypatch):
    monkeypatch.setattr("nutgraf.corpus.source.LONGEST", 1_000_000)
    monkeypatch.setattr("nutgraf.corpus.source._BLOCK", 1_000)
    long = b'{"text": "' + b"x" * 2_000_000 + b'"}'
    found, notices = reading("a.jsonl", b'{"text": "one"}\n' + long + b'\n{"text": "three"}')
    assert texts(found) == ["one", "three"]
    assert [(it.line, it.skipped) for it in notices] == [(2, True)]


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
    found, notices = reading("a.json", content)
    assert texts(found) == ["one", "two"]
    assert not notices
    assert all(len(it.article.id) == 16 for it in found)


@pytest.mark.parametrize("content", ['{"text": "one"}', '{\n  "text": "one"\n}\n'])
def test_a_lone_object_is_known_by_its_file(reading, content):
    found, notices = reading("a.json", content)
    assert [it.article.id for it in found] == ["a.json"]
    assert not notices


@pytest.mark.parametrize("block", [1, 7, 1 << 18])
def test_an_array_is_read_alike_whatever_the_size_of_the_pieces(reading, monkeypatch, block):
    monkeypatch.setattr("nutgraf.corpus.source._BLOCK", block)
    records = [{"text": f'Złoty {number} \\ " 😀', "n": number, "f": -1.5e3} for number in range(30)]
    found, notices = reading("a.json", json.dumps([*records, 1234567], indent=1, ensure_ascii=False))
    assert texts(found) == [record["text"] for record in records]
    assert [it.line for it in found][:3] == [2, 7, 12]
    assert told(notices) == [(152, "not an object but int")]


BAD_IN_ARRAY = {
    b'{"text": "caf\xe9"}': "not UTF-8",
    b'{"text": NaN}': "broken JSON",
    b'{"text": null}': "text is null",
    b"[]": "not an object but list",
    b'{"text": "a\\ud800"}': "broken JSON",
    b'{"text": ' + b"9" * 5_000 + b"}": "",
}


@pytest.mark.parametrize(("value", "reason"), BAD_IN_ARRAY.items(), ids=BAD_IN_ARRAY.values())
def test_a_bad_record_with_an_end_leaves_the_rest_of_its_array_readable(reading, value, reason):
    found, notices = reading("a.json", b'[{"text": "one"},\n' + value + b',\n{"text": "three"}]')
    assert texts(found) == ["one", "three"]
    assert [it.line for it in notices] == [2]
    assert notices[0].reason.startswith(reason)


@pytest.mark.parametrize(
    "value", [b'{"text": "a",}', b"{'text': 'a'}", b"[" * 100_000, b'{"text": "a"} {"text": "b"}', b'{"text": "a', b""]
)
def test_where_a_record_has_no_end_the_rest_of_the_array_is_said_to_be_unread(reading, value):
    found, notices = reading("a.json", b'[{"text": "one"},\n' + value + b',\n{"text": "three"}]')
    assert texts(found)[0] == "one"
    assert "three" not in texts(found)
    assert [it.line for it in notices] == [2]
    assert notices[0].reason.startswith("broken JSON")
    assert notices[0].reason.endswith("the rest of the file was not read")


@pytest.mark.parametrize("content", ["", "\n\n", "[]", " [ ] "])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.csv"])
def test_a_file_without_records_is_told(reading, name, content):
    found, notices = reading(name, content)
    assert not found
    assert len(notices) == 1


def test_a_mapping_is_used_in_every_record(reading):
    found, _ = reading("a.jsonl", '{"text": "Raw.", "clean": "Clean."}', mapping={"text": "clean"})
    assert texts(found) == ["Clean."]


def test_a_bad_date_keeps_its_article(reading):
    found, notices = reading("a.jsonl", '{"text": "W.", "published": "yesterday"}')
    assert texts(found) == ["W."]
    assert str(notices[0]).endswith("a.jsonl:1: published 'yesterday' is not a date; kept without one")
    assert not notices[0].skipped


def test_a_broken_first_line_does_not_hide_that_there_is_one_a_line(reading):
    found, notices = reading("a.json", '{"text": broken}\n{"id": "x", "text": "W."}\n{"id": "y", "text": "W."}\n')
    assert [it.article.id for it in found] == ["x", "y"]
    assert [it.line for it in notices] == [1]


def test_however_deep_a_record_is_it_costs_no_more_than_itself(reading):
    lines = [f'{{"id": "{deep}", "text": "W.", "x": {"[" * deep}{"]" * deep}}}' for deep in range(245, 260)]
    found, notices = reading("a.jsonl", "\n".join(lines))
    assert len(found) + len(notices) == len(lines)
    assert found
    assert notices
    for it in found:
        to_line(it.article, it.origin)
