"""From paths to articles: no file stops the next one."""

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from material.files import both, write
from nutgraf.corpus.errors import CorpusError
from nutgraf.corpus.kinds import ENDINGS, Kind
from nutgraf.corpus.reader import read, size
from nutgraf.corpus.settings.read_settings import ReadSettings
from nutgraf.corpus.sourced import SourcedArticle


def test_a_named_file_with_an_unknown_ending_is_reported_with_the_known_ones(news):
    for name in ("picture.png", "d.jsonl.gz.gz"):
        found, warnings = both(read([write(news / name)], base=news))
        assert not found
        assert warnings[0].skipped
        assert all(ending in warnings[0].reason for ending in ENDINGS)


def test_a_missing_path_is_refused_at_once(news):
    with pytest.raises(CorpusError, match=r"missing: No such file"):
        read([news, news / "missing"], base=news)


def test_a_mapping_of_an_unknown_field_is_refused_at_once():
    with pytest.raises(CorpusError, match="no field 'txt'"):
        ReadSettings(mapping={"txt": "body"})


def test_standard_input_is_json_lines(tmp_path):
    stream = io.BytesIO(b'{"text": "one"}\n{"text": null}\n')
    found, warnings = both(read(["-"], base=tmp_path, stdin=stream))
    assert [(it.origin, it.path, it.line) for it in found] == [("-", "-", 1)]
    assert [str(it) for it in warnings] == ["-:2: text is null"]
    assert not stream.closed


def test_size_is_what_reading_reports(news):
    sizes = []
    both(read([news], base=news, on_bytes=sizes.append))
    assert sum(sizes) == size([news]) == 6
    assert size(["-"]) == 0


def test_a_failing_parser_is_reported_and_the_next_file_is_read(news, monkeypatch):
    def fails(source):
        raise AssertionError(source)

    monkeypatch.setattr("nutgraf.corpus.kinds.ENDINGS", {**ENDINGS, ".json": Kind(fails)})
    write(news / "a.json")
    found, warnings = both(read([news], base=news))
    assert len(found) == 3
    assert [it.reason for it in warnings] == ["the parser failed with AssertionError"]


SEEDS = [
    *(b'{"text": "a"}', b'[{"text": "a"}]', b"text,title\na,b\n", b"date 2023-04-18 X\nT\nB"),
    *(b"---\ntitle: a\n---\n# b\nc", b"<html><body><p>a</p>", b"<rss version='2.0'><channel><item><title>a</title>"),
    *(b"\x1f\x8b\x08\x00", b"\xff\xfe", b'{"articles": [{"text": "a"}]}', b'{"db": [{"data": {"posts": [', b"sep=;\n"),
    *(b"+++\na = 1\n+++\nb", b"Title: a\n\nb", b"caf\xe9,", b"<wp:status>draft</wp:status>", b"<p>a</p>", b"NaN"),
    *(b"PK\x03\x04", b"%PDF-1.4\n", b"WARC/1.0\r\nContent-Length: 9\r\n\r\n"),
    *(b"From a\nSubject: b\n\nc\n", b"<nitf><p>a</p>", b"<mediawiki><page>a</page>", b"\x01a\x02b\x03"),
]


ONE_OF_EACH = {kind: ending for ending, kind in reversed(ENDINGS.items())}.values()


@pytest.mark.parametrize("ending", [*ONE_OF_EACH, ".jsonl.gz", ".tgz", ""])
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.sampled_from(SEEDS) | st.binary(max_size=20)).map(b"".join), max_size=12))
def test_any_bytes_are_articles_and_warnings(tmp_path, ending, contents):
    paths = [tmp_path / f"{number}{ending}" for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    for item in read(paths, base=tmp_path):
        assert isinstance(item, SourcedArticle) or "parser" not in item.reason
        assert str(item)
