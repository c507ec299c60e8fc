import shutil
from dataclasses import replace

import pytest
from nutgraf.corpus.errors import IndexFormatError, IndexMissingError
from nutgraf.index.segments.check import check
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.segments.journal import Journal
from nutgraf.index.segments.segment import ARTICLES, CHECKSUMS, ROWS, VECTORS, WORDS
from nutgraf.index.segments.stored_article import text_digest
from nutgraf.index.writing import build
from small_indexes.fakes import FakeEmbedder, index_at


@pytest.fixture(scope="module")
def sound(tmp_path_factory, story, answers, stored):
    """The path of an index of two segments, with tombstones in one and the journal of a killed run, and all it says."""
    folder = IndexFolder(index_at(tmp_path_factory.mktemp("sound") / "index", map(story, range(12))))
    index_at(folder.path, [story(12), story(13)])
    build.remove(folder, ["s3"])
    Journal(folder.journal, FakeEmbedder().fingerprint).append([text_digest(b"x")], FakeEmbedder().passages(["x"]))
    assert len(folder.manifest().segments) == 2
    return folder.path, (answers(folder.open()), stored(folder.open()))


@pytest.fixture
def index(sound, folder):
    shutil.copytree(sound[0], folder.path)
    return folder


FILES = (ARTICLES, ROWS, VECTORS, WORDS, CHECKSUMS)
KINDS = [
    *("MANIFEST", "manifests/newest", "manifests/older", "journal"),
    *(f"history/0000000{generation}-0.jsonl" for generation in "123"),
    *(f"segments/{number}/{name}" for number in "01" for name in FILES),
]


def file_of(folder, kind):
    place, _, name = kind.partition("/")
    if place == "manifests":
        return folder.copies()[name == "older"]
    if place == "segments":
        number, _, file_name = name.partition("/")
        return folder.segments / folder.manifest().segments[int(number)].name / file_name
    return folder.path / kind


def cut_to(size):
    return lambda path: path.write_bytes(path.read_bytes()[: size(path.stat().st_size)])


def said_or_refused(ask):
    try:
        return ask()
    except IndexFormatError as error:
        return error


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) * 2 // 3] ^= 4
    path.write_bytes(data)


DAMAGES = {
    "empty": cut_to(lambda _: 0),
    "half": cut_to(lambda size: size // 2),
    "one byte short": cut_to(lambda size: size - 1),
    "junk appended": lambda path: path.write_bytes(path.read_bytes() + b"junk" * 50),
    "deleted": lambda path: path.unlink(),
    "one bit flipped": flip,
}
# A journal may end anywhere, and nothing tells how far it went; of the older copy nothing tells that it was there.
UNSEEN = {
    *(("journal", damage) for damage in ("empty", "half", "one byte short", "deleted")),
    ("manifests/older", "deleted"),
}


def test_the_list_of_damages_knows_every_file_of_an_index(index):
    known = {file_of(index, kind) for kind in KINDS} | {index.path / "LOCK"}
    assert {path for path in index.path.rglob("*") if path.is_file()} == known


def test_a_sound_index_has_no_damage(index):
    assert check(index) == []


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_damage_is_named_by_check_and_never_gives_a_wrong_answer(index, sound, answers, stored, kind, damage):
    def everything():
        snapshot = index.open()
        return answers(snapshot), stored(snapshot)

    path = file_of(index, kind)
    before = path.read_bytes()
    DAMAGES[damage](path)
    assert not path.exists() or path.read_bytes() != before

    named = {damage.path for damage in check(index)}
    assert named == (set() if (kind, damage) in UNSEEN else {path})
    outcome = said_or_refused(everything)
    if outcome != sound[1]:
        assert isinstance(outcome, IndexFormatError)
        assert str(path) in str(outcome)
        assert "run: nutgraf check --repair" in str(outcome)


def test_every_flipped_bit_of_a_segment_is_found(add, folder, story, answers, stored):
    """Flip one bit in each byte of a tiny index, one at a time, and read all articles, as lines are checked singly."""
    add([story(1)])
    right = answers(folder.open()), stored(folder.open())
    refused = flipped = 0
    for path in folder.path.glob("segments/*/*"):
        data = path.read_bytes()
        for at in range(0, len(data), 7):
            spoiled = bytearray(data)
            spoiled[at] ^= 1 << at % 8
            path.write_bytes(spoiled)
            flipped += 1
            outcome = said_or_refused(lambda: (answers(folder.open()), stored(folder.open())))
            assert isinstance(outcome, IndexFormatError) or outcome == right
            refused += outcome != right
        path.write_bytes(data)
    assert refused == flipped > 400


def test_swapped_files_are_seen(index):
    one, other = (file_of(index, f"segments/{number}/{ROWS}") for number in "01")
    data = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(data)
    assert {damage.path for damage in check(index)} == {one, other}


def test_counts_that_do_not_fit_the_manifest_are_seen(index):
    manifest = index.manifest()
    index.commit(manifest.next((replace(manifest.segments[0], windows=1), manifest.segments[1])))
    assert [damage.path.name for damage in check(index)] == [ROWS, VECTORS, WORDS]


def test_a_damage_reads_as_path_and_reason(index):
    path = file_of(index, f"segments/0/{VECTORS}")
    size = path.stat().st_size
    cut_to(lambda size: size - 1)(path)
    assert [str(damage) for damage in check(index)] == [f"{path}: has {size - 1:,} bytes instead of {size:,}"]
    path.unlink()
    assert [str(damage) for damage in check(index)] == [f"{path}: is missing"]


def test_checking_without_an_index_is_an_error(folder):
    with pytest.raises(IndexMissingError):
        check(folder)
