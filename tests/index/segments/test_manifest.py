import re
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import FakeEmbedder
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.errors import IndexFormatError, IndexTooNewError, IndexTooOldError, ModelMismatchError
from nutgraf.corpus.passages import CUT
from nutgraf.index.embedding.fingerprint import Fingerprint
from nutgraf.index.segments.manifest import _MAGIC, FORMAT, Manifest, SegmentEntry, _digest
from nutgraf.index.storage.durable import FileDigest

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
models = st.builds(Fingerprint, lines, lines, lines, counts, lines, counts, lines)
manifests = st.builds(Manifest, counts, models, lines, st.lists(entries, max_size=4).map(tuple))
ONE = Manifest(7, FakeEmbedder().fingerprint, CUT, (SegmentEntry("00000007-0123456789abcdef", {}, 3, 9, 9, (1,)),))


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
        (1, IndexTooOldError, "index the articles again in a new folder: nutgraf index PATH --index FOLDER"),
    ],
)
def test_another_format_is_refused_with_the_remedy(version, error, remedy):
    mark, body = b"%s %d" % (_MAGIC, version), b'{"whatever": 1}\n'
    with pytest.raises(error) as refusal:
        Manifest.from_bytes(b"%s %s\n%s" % (mark, _digest(mark, body), body), WHERE)
    assert str(refusal.value) == f"MANIFEST has format {version} and this nutgraf reads format {FORMAT}; {remedy}"


def test_another_model_is_refused_with_both_fingerprints_and_the_remedy():
    other = FakeEmbedder("other", 16).fingerprint
    with pytest.raises(ModelMismatchError) as refusal:
        ONE.refuse_other_model(other, Path("news index"))
    for part in (str(ONE.model), str(other), "nutgraf rebuild --model other --index"):
        assert part in str(refusal.value)
    ONE.refuse_other_model(replace(ONE.model, name="the same by another name"), Path("news"))


def test_another_cut_is_refused_with_the_remedy():
    with pytest.raises(
        IndexFormatError, match=re.escape(f"'old ways', and this nutgraf cuts as {CUT!r}; run: nutgraf rebuild")
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
