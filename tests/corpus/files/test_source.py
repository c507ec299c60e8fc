"""Opening a file: gzip, damage, limits."""

import gzip
import json
import time

import pytest
from nutgraf.corpus.files.limits import ReadLimits
from nutgraf.corpus.reader import read
from nutgraf.corpus.sourced import SourcedArticle

LINES = [json.dumps({"text": f"{number} {number**40}"}) for number in range(4_000)]
WHOLE = gzip.compress("\n".join(LINES).encode())


def reading(path, content, **options):
    path.write_bytes(content)
    items = list(read([path], base=path.parent, **options))
    return [it for it in items if isinstance(it, SourcedArticle)], [
        it.reason for it in items if not isinstance(it, SourcedArticle)
    ]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.jsonl.gz"


def test_members_that_follow_one_another_are_one_file(path):
    found, reasons = reading(path, b"".join(gzip.compress(line.encode() + b"\n") for line in LINES[:100]) + b"\0" * 512)
    assert len(found) == 100
    assert not reasons


def test_members_of_any_size_are_joined(path):
    lines = [
        json.dumps({"text": f"{number} " + "word " * size}) for number, size in enumerate([0, 50, 3_000, 15_000, 1])
    ]
    content = b"".join(gzip.compress(line.encode() + b"\n") + b"\0" * 3 + gzip.compress(b"") for line in lines)
    found, reasons = reading(path, content)
    assert [it.article.text for it in found] == [json.loads(line)["text"] for line in lines]
    assert not reasons


def test_the_time_for_many_members_and_pieces_of_a_line_grows_with_their_number(path):
    def seconds(count):
        content = gzip.compress(b"a", 1) * count
        took = []
        for _ in range(2):
            began = time.process_time()
            assert len(reading(path, content)[1]) == 1
            took.append(time.process_time() - began)
        return min(took)

    assert seconds(40_000) < 9 * seconds(10_000)  # it was 16 times


def test_articles_before_the_end_of_a_truncated_file_are_kept(path):
    found, reasons = reading(path, WHOLE[: len(WHOLE) // 2])
    assert 1_000 < len(found) < 3_000
    assert reasons == ["the gzip data ends early"]


def test_articles_before_damage_are_kept(path):
    middle = len(WHOLE) // 2
    found, reasons = reading(path, WHOLE[:middle] + b"\xff" * 100 + WHOLE[middle + 100 :])
    assert len(found) > 1_000
    assert reasons[-1] == "the gzip data is damaged"


def test_a_wrong_checksum_loses_no_article(path):
    found, reasons = reading(path, WHOLE[:-8] + b"\0" * 8)
    assert len(found) >= len(LINES) - 1
    assert reasons == ["the gzip data is damaged"]


def test_junk_after_the_end_is_reported(path):
    found, reasons = reading(path, gzip.compress(b'{"text": "a"}\n') + b"junk")
    assert len(found) == 1
    assert reasons == ["data that is not gzip follows the gzip data"]


@pytest.mark.parametrize("content", [b'{"text": "a"}', b"", b"\x1f\x8b"])
def test_a_file_that_is_not_gzip_is_reported(path, content):
    found, reasons = reading(path, content)
    assert not found
    assert len(reasons) == 1


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.txt.gz", "a.json.gz", "a.csv.gz", "a.html.gz"])
def test_a_bomb_stops_the_reading(tmp_path, monkeypatch, name):
    monkeypatch.setattr("nutgraf.corpus.files.source._BLOCK", 1 << 14)
    content = gzip.compress(b'{"text": "a"}\n' + b" " * (4 << 20))
    found, reasons = reading(tmp_path / name, content, limits=ReadLimits(record_bytes=1 << 20, feed_bytes=1 << 20))
    assert len(found) <= 1
    assert any("bomb" in reason or "longer than" in reason or "optional" in reason for reason in reasons)


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_a_file_that_is_read_whole_has_a_limit(tmp_path, name):
    found, reasons = reading(tmp_path / name, b"word\n" * 1_000, limits=ReadLimits(record_bytes=1_000))
    assert not found
    assert reasons[0].startswith("longer than")


def test_text_that_is_not_utf_8_is_reported_with_its_line(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("one é, two ü\nthree ß\n".encode() + b"caf\xe9\n")
    (warning,) = read([path], base=tmp_path)
    assert (warning.line, warning.skipped) == (3, True)
    assert warning.reason.startswith("not UTF-8; name its encoding")


def test_invalid_utf_16_is_reported(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\xff\xfe" + '{"text": "a"}\n'.encode("utf-16-le") + b"\x00\xd8x")
    found, reasons = reading(path, path.read_bytes())
    assert len(found) <= 1
    assert "says UTF-16" in reasons[0]
