import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.errors import IndexFormatError, IndexTooNewError, IndexTooOldError, ModelMismatchError
from nutgraf.corpus.passages import CUT
from nutgraf.index.analysis.analyzer import Analyzer, analyzer_of
from nutgraf.index.embedding.cosine_scale import CosineScale, ModelScales
from nutgraf.index.embedding.familiarity import Familiarity
from nutgraf.index.embedding.fingerprint import Fingerprint
from nutgraf.index.segments.manifest import (
    _ADDED,
    Manifest,
    SegmentEntry,
    _from_json,
    _to_json,
)
from nutgraf.index.segments.manifest_format import FORMAT, MAGIC, digest_of
from nutgraf.index.storage.durable import FileDigest
from small_indexes.fakes import FakeEmbedder

WHERE = Path("MANIFEST")
counts = st.integers(0, 2**40)
names = st.from_regex(r"[a-z0-9][a-z0-9.-]{0,19}", fullmatch=True)
lines = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
entries = st.builds(
    SegmentEntry,
    name=names,
    files=st.dictionaries(names, st.builds(FileDigest, counts, lines), max_size=4),
    articles=counts,
    passages=counts,
    windows=counts,
    dead=st.sets(counts, max_size=5).map(lambda dead: tuple(sorted(dead))),
)
prompts = st.dictionaries(lines, lines, max_size=3)
models = st.builds(Fingerprint, lines, lines, lines, counts, lines, counts, lines, prompts, lines)
cosines = st.floats(-1, 1)
scales = st.builds(ModelScales, st.builds(CosineScale, cosines, cosines), st.builds(CosineScale, cosines, st.just(1.0)))
analyzers = st.builds(Analyzer, lines, lines, counts, lines, lines, lines)
numbers = st.dictionaries(lines, st.floats(allow_nan=False, allow_infinity=False), max_size=3)
manifests = st.builds(
    Manifest,
    counts,
    models,
    lines,
    st.lists(entries, max_size=4).map(tuple),
    st.lists(analyzers, max_size=2).map(tuple),
    st.none() | scales,
    st.none() | st.dictionaries(lines, numbers, max_size=2),
    st.none() | st.datetimes(timezones=st.just(UTC)),
    st.dictionaries(lines, lines, max_size=2),
    st.dictionaries(lines, lines, max_size=2),
    st.lists(lines, max_size=2).map(tuple),
    familiarity=st.dictionaries(lines, st.builds(Familiarity, cosines, counts), max_size=2),
)
ENTRY = SegmentEntry("00000007-0123456789abcdef", {"articles.jsonl": FileDigest(9, "0" * 32)}, 3, 9, 9, (1,))
ONE = Manifest(7, FakeEmbedder().fingerprint, CUT, (ENTRY,), (analyzer_of("en"),))


@given(manifests)
def test_what_is_written_is_read_back_equal(manifest):
    again = Manifest.from_bytes(manifest.to_bytes(), WHERE)
    assert again == manifest
    assert again.model.name == manifest.model.name  # which equality leaves out


def test_a_flipped_bit_or_a_cut_anywhere_is_damage():
    data = ONE.to_bytes()
    for bit in range(len(data) * 8):
        spoiled = bytearray(data)
        spoiled[bit // 8] ^= 1 << bit % 8
        with pytest.raises(IndexFormatError, match="MANIFEST is damaged; run: nutgraf check --repair"):
            Manifest.from_bytes(bytes(spoiled), WHERE)
    for size in range(len(data)):
        with pytest.raises(IndexFormatError, match="damaged"):
            Manifest.from_bytes(data[:size], WHERE)


@pytest.mark.parametrize(
    ("version", "error", "remedy"),
    [
        (FORMAT + 1, IndexTooNewError, "run: pip install --upgrade nutgraf"),
        (3, IndexTooOldError, "run: nutgraf rebuild --index ."),
        (2, IndexTooOldError, "index the articles again in a new folder: nutgraf index PATH --index FOLDER"),
        (1, IndexTooOldError, "index the articles again in a new folder: nutgraf index PATH --index FOLDER"),
    ],
)
def test_another_format_is_refused_with_the_remedy(version, error, remedy):
    mark, body = b"%s %d" % (MAGIC, version), b'{"whatever": 1}\n'
    with pytest.raises(error) as refusal:
        Manifest.from_bytes(b"%s %s\n%s" % (mark, digest_of(mark, body), body), WHERE)
    assert str(refusal.value) == f"MANIFEST has format {version} and this nutgraf reads format {FORMAT}; {remedy}"


def rewritten(change):
    """Serialize `ONE` after `change` has edited its JSON, with a new digest."""
    head, _, body = ONE.to_bytes().partition(b"\n")
    plain = orjson.loads(body)
    change(plain)
    mark, body = head.rpartition(b" ")[0], orjson.dumps(plain)
    return b"%s %s\n%s" % (mark, digest_of(mark, body), body)


PLACES = {
    "the manifest": lambda plain: plain,
    "the model": lambda plain: plain["model"],
    "an analyzer": lambda plain: plain["analyzers"][0],
    "a segment": lambda plain: plain["segments"][0],
    "a file": lambda plain: plain["segments"][0]["files"]["articles.jsonl"],
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
def test_an_unknown_key_is_refused_as_of_a_newer_version(place):
    data = rewritten(lambda plain: place(plain).update(takedowns=[]))
    with pytest.raises(IndexTooNewError) as refusal:
        Manifest.from_bytes(data, WHERE)
    message = "MANIFEST has the key 'takedowns', which this nutgraf does not know; run: pip install --upgrade nutgraf"
    assert str(refusal.value) == message


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
def test_a_missing_key_is_damage(place):
    data = rewritten(lambda plain: place(plain).pop(max(place(plain).keys() - _ADDED.keys())))
    with pytest.raises(IndexFormatError, match="MANIFEST has no key '"):
        Manifest.from_bytes(data, WHERE)


def test_the_next_generation_says_when_it_was_made():
    before = datetime.now(UTC)
    assert before <= ONE.next(()).committed <= datetime.now(UTC)


@pytest.mark.parametrize("part", ["version", "stop_words", "stemmer", "stems"])
def test_another_analyzer_is_refused_with_the_remedy(part):
    other = replace(analyzer_of("en"), **{part: "other" if part != "version" else 99})
    with pytest.raises(IndexFormatError) as refusal:
        replace(ONE, analyzers=(other,)).refuse_other_analyzer(Path("news index"))
    for part in (str(other), str(analyzer_of("en")), "run: nutgraf rebuild --index 'news index'"):
        assert part in str(refusal.value)
    ONE.refuse_other_analyzer(Path("news"))


def test_another_model_is_refused_with_both_fingerprints_and_the_remedy():
    other = FakeEmbedder("other", 16).fingerprint
    with pytest.raises(ModelMismatchError) as refusal:
        ONE.refuse_other_model(other, Path("news index"))
    for part in (str(ONE.model), str(other), "nutgraf rebuild --model other --index"):
        assert part in str(refusal.value)
    ONE.refuse_other_model(replace(ONE.model, name="the same by another name"), Path("news"))


def test_another_cut_is_refused_with_the_remedy():
    with pytest.raises(
        IndexFormatError, match=re.escape(f"by other rules (old ways, now {CUT}); run: nutgraf rebuild")
    ):
        replace(ONE, cut="old ways").refuse_other_cut(Path("news"))
    ONE.refuse_other_cut(Path("news"))


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "..", ".", "", "a/b", "a\0", "a\n"])
@pytest.mark.parametrize("where", ["segment", "file"])
def test_a_name_that_could_lead_out_of_the_index_is_refused(name, where):
    entry = (
        SegmentEntry(name, {}, 1, 1, 1) if where == "segment" else SegmentEntry("a", {name: FileDigest(1, "")}, 1, 1, 1)
    )
    with pytest.raises(IndexFormatError, match="which is no file of an index"):
        Manifest.from_bytes(replace(ONE, segments=(entry,)).to_bytes(), WHERE)


def test_tombstones_add_up_sorted_and_once():
    entry = ONE.segments[0].with_dead([2, 0]).with_dead([2])
    assert entry.dead == (0, 1, 2)
    assert entry.live == 0


@pytest.mark.parametrize("key", ["calibration", "moved", "taken_down", "erased"])
def test_an_index_that_was_committed_before_a_key_existed_is_read(key):
    plain = _to_json(ONE)
    del plain[key]
    assert _from_json(plain, WHERE) == ONE
