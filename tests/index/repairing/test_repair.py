import shutil
from dataclasses import replace
from unittest.mock import patch

import pytest
from nutgraf.corpus.errors import IndexFormatError, ModelMismatchError
from nutgraf.corpus.reader import read
from nutgraf.corpus.sourced import SourcedArticle
from nutgraf.index.repairing.repair import repair
from nutgraf.index.segments.check import check
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.segments.journal import Journal
from nutgraf.index.segments.segment import ARTICLES, ROWS, SCAN, VECTORS, WORDS
from nutgraf.index.segments.stored_article import text_digest
from nutgraf.index.writing import build
from nutgraf.index.writing.write_policy import WritePolicy
from small_indexes.fakes import FakeEmbedder, index_at
from small_indexes.policies import NEVER


class Unwanted(FakeEmbedder):
    def __init__(self):
        raise AssertionError("the model was loaded without need")


POLICY = WritePolicy(scan_from_windows=16)


@pytest.fixture
def policy():
    return POLICY


@pytest.fixture(scope="module")
def written(tmp_path_factory, story):
    folder = IndexFolder(index_at(tmp_path_factory.mktemp("written") / "index", map(story, range(12)), policy=POLICY))
    index_at(folder.path, [story(12), story(13)], policy=POLICY)
    build.remove(folder, ["s3"], policy=POLICY)
    assert [it.articles for it in folder.manifest().segments] == [12, 2]
    assert folder.manifest().segments[0].dead == (3,)
    return folder.path


@pytest.fixture
def index(written, folder):
    """A copy of an index of two segments, with a tombstone in the first, and a scan in each that is not tiny."""
    shutil.copytree(written, folder.path)
    return folder


def segment_file(folder, name, number=0):
    return folder.segments / folder.manifest().segments[number].name / name


def spoil(path, damage):
    data = bytearray(path.read_bytes())
    match damage:
        case "deleted":
            path.unlink()
            return
        case "empty":
            data = bytearray()
        case "one byte short":
            data = data[:-1]
        case "junk appended":
            data += b"junk"
        case "one bit flipped":
            data[-9] ^= 16
        case "one byte changed":
            data[-9] ^= 21
    path.write_bytes(data)


def sound(folder):
    """Nothing wrong, and nothing there that does not belong."""
    assert check(folder) == []
    manifest = folder.manifest()
    assert {it.name for it in folder.segments.iterdir()} == {it.name for it in manifest.segments}
    assert not list(folder.path.rglob("*.tmp"))
    return folder.open()


DAMAGES = ["deleted", "empty", "one byte short", "junk appended", "one bit flipped", "one byte changed"]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", [ROWS, WORDS, SCAN, VECTORS])
def test_what_is_derived_is_made_again_and_only_vectors_need_the_model(index, answers, stored, name, damage):
    before = index.open()
    right, path = (answers(before), stored(before)), segment_file(index, name)
    spoil(path, damage)
    assert [it.path for it in check(index)] == [path]

    model = FakeEmbedder()
    outcome = repair(index, (lambda: model) if name == VECTORS else Unwanted, policy=POLICY)

    assert outcome.lost == []
    assert outcome.repaired == [f"{path}: rebuilt for 11 articles"]
    assert (answers(sound(index)), stored(sound(index))) == right
    assert index.manifest().segments[1] == before.manifest.segments[1]  # what was sound is left alone
    assert sorted(model.texts) == sorted(set(model.texts))
    # Junk behind the last block leaves each block as its checksum says.
    assert bool(model.texts) == (name == VECTORS and damage != "junk appended")


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", ["MANIFEST", "newest copy", "older copy"])
def test_a_manifest_is_mended_from_another(index, answers, stored, name, damage):
    before = index.open()
    right = answers(before), stored(before)
    path = {"MANIFEST": index.path / "MANIFEST", "newest copy": index.copies()[0], "older copy": index.copies()[1]}[
        name
    ]
    spoil(path, damage)
    outcome = repair(index, Unwanted, policy=POLICY)
    assert outcome.lost == []
    if (name, damage) != ("older copy", "deleted"):
        assert outcome.repaired == [f"{path}: replaced by an undamaged copy"]
        assert index.manifest().generation == before.manifest.generation + 1
    assert (answers(sound(index)), stored(sound(index))) == right


@pytest.mark.parametrize("damage", DAMAGES)
def test_articles_are_lost_only_with_their_own_lines(index, stored, damage):
    before = stored(index.open())
    path = segment_file(index, ARTICLES)
    spoil(path, damage)
    assert [it.path for it in check(index)] == [path]

    outcome = repair(index, Unwanted, policy=POLICY)

    lost = {
        "deleted": [it for it in before if it not in ("s12", "s13")],
        "empty": [it for it in before if it not in ("s12", "s13")],
        "one byte short": [],  # a line end: the digest of the line tells that nothing else is gone
        "junk appended": [],
        "one bit flipped": [],  # it is turned back, as the digest tells which it was
        "one byte changed": ["s11"],
    }[damage]
    assert stored(sound(index)) == {name: article for name, article in before.items() if name not in lost}
    named = "article {} of 12 is lost" if len(lost) > 1 else "article {} of 12, 's11', is lost"
    for loss, name in zip(outcome.lost, lost, strict=True):
        assert str(loss).startswith(f"{path}: {named.format(int(name[1:]) + 1)}; it came from a.jsonl")
        assert loss.article_id == ("s11" if len(lost) == 1 else None)
    left = 11 - len(lost)
    assert outcome.repaired == ([f"{path}: rebuilt for {left} articles"] if left else [])


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        (lambda lines: [*lines[:2], lines[2][:-20] + b"\n", *lines[3:]], ["s2"]),  # all that follow are shifted
        (lambda lines: [*lines[:5], lines[5][:-1] + b" ", *lines[6:]], []),  # two lines run together
        (lambda lines: [*lines[:7], lines[7][:9] + b"\n" + lines[7][10:], *lines[8:]], ["s7"]),  # one falls apart
        (lambda lines: lines[:4] + lines[5:], ["s4"]),
        (lambda lines: lines[::-1], []),
        (lambda lines: [*lines[:3], b"tombstones may be lost\n", *lines[4:]], []),
    ],
)
def test_whole_lines_are_found_wherever_they_stand(index, stored, change, lost):
    before = stored(index.open())
    path = segment_file(index, ARTICLES)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(change(lines)))
    assert [it.path for it in check(index)] == [path]
    outcome = repair(index, Unwanted, policy=POLICY)
    assert stored(sound(index)) == {name: article for name, article in before.items() if name not in lost}
    assert len(outcome.lost) == len(lost)


def test_all_that_is_derived_can_be_gone_at_once(index, answers, stored):
    right = answers(index.open()), stored(index.open())
    for number in (0, 1):
        for name in (ROWS, VECTORS, WORDS):
            segment_file(index, name, number).unlink()
    index.copies()[0].unlink()
    model = FakeEmbedder()
    outcome = repair(index, lambda: model, policy=POLICY)
    assert outcome.lost == []
    assert len(outcome.repaired) == 7
    assert (answers(sound(index)), stored(sound(index))) == right


def test_even_the_folder_of_segments_can_be_gone(index, stored):
    shutil.rmtree(index.segments)
    assert len(check(index)) == 11
    outcome = repair(index, Unwanted, policy=POLICY)
    assert len(outcome.lost) == 13
    assert stored(sound(index)) == {}


def test_a_generation_that_only_broken_manifests_knew_is_told_as_lost(index, add, story, stored):
    add([story(20)], policy=replace(POLICY, merge=NEVER))
    newest = index.copies()[0]
    spoil(index.path / "MANIFEST", "one bit flipped")
    spoil(newest, "one bit flipped")
    outcome = repair(index, Unwanted, policy=POLICY)
    lost, aside = outcome.lost
    assert lost.reason == f"generation {newest.name} is lost: none of its manifests can be read"
    assert "s20" not in stored(sound(index))
    assert len(stored(index.open())) == 13
    # Its articles are whole, set aside, and can be indexed from where the message says.
    again = [it for it in read([str(aside.set_aside)], base=index.path.parent) if isinstance(it, SourcedArticle)]
    assert [it.article.id for it in again] == ["s20"]


def test_where_a_newer_generation_may_have_been_it_is_said(index, add, story):
    add([story(20)])
    spoil(index.path / "MANIFEST", "one bit flipped")
    index.copies()[0].unlink()
    lost = repair(index, Unwanted).lost
    assert lost[0].reason.startswith("anything committed after generation ")
    assert any("belongs to no manifest" in loss.reason for loss in lost[1:])


def test_without_any_readable_manifest_it_says_what_to_do(index):
    for path in (index.path / "MANIFEST", *index.copies()):
        spoil(path, "one bit flipped")
    with pytest.raises(
        IndexFormatError, match="none of its manifests can be read; index the articles again in a new folder"
    ):
        repair(index, Unwanted)


def test_vectors_are_made_again_only_by_the_model_of_the_index(index):
    spoil(segment_file(index, VECTORS), "one bit flipped")
    with pytest.raises(ModelMismatchError):
        repair(index, lambda: FakeEmbedder("other"))
    assert len(check(index)) == 1
    assert repair(index, FakeEmbedder, policy=POLICY).lost == []
    sound(index)


def test_a_repair_that_is_cut_short_goes_on_where_it_was(index, answers):
    policy = replace(POLICY, embed_windows=4)
    right = answers(index.open())
    spoil(segment_file(index, VECTORS), "empty")

    class Failing(FakeEmbedder):
        def passages(self, texts):
            if len(self.texts) >= 8:
                raise RuntimeError(len(texts))
            return super().passages(texts)

    first, second = Failing(), FakeEmbedder()
    with pytest.raises(RuntimeError):
        repair(index, lambda: first, policy=policy)
    assert len(first.texts) == 8
    repair(index, lambda: second, policy=policy)
    assert not set(first.texts) & set(second.texts)
    assert answers(sound(index)) == right


def test_a_segment_that_a_killed_repair_left_is_no_hindrance(index, answers):
    right = answers(index.open())
    damaged = segment_file(index, WORDS)
    spoil(damaged, "empty")
    with patch.object(IndexFolder, "commit", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        repair(index, Unwanted, policy=POLICY)
    assert len(list(index.segments.iterdir())) == 3
    repair(index, Unwanted, policy=POLICY)
    assert answers(sound(index)) == right


@pytest.mark.parametrize("spoilt", [b"not a journal", None])
def test_a_damaged_journal_is_removed_and_a_good_one_kept(index, spoilt):
    Journal(index.journal, FakeEmbedder().fingerprint).append([text_digest(b"x")], FakeEmbedder().passages(["x"]))
    if spoilt:
        index.journal.write_bytes(spoilt)
    outcome = repair(index, Unwanted, policy=POLICY)
    assert index.journal.exists() == (not spoilt)
    assert bool(outcome.repaired) == bool(spoilt)
    sound(index)


def test_a_sound_index_is_left_as_it_is(index):
    before = (index.path / "MANIFEST").read_bytes()
    outcome = repair(index, Unwanted, policy=POLICY)
    assert (outcome.repaired, outcome.lost) == ([], [])
    assert (index.path / "MANIFEST").read_bytes() == before


def test_a_mended_index_takes_new_articles(index, embedder, sourced, story, stored):
    spoil(segment_file(index, ROWS), "deleted")
    repair(index, Unwanted, policy=POLICY)
    report = build.add(index, sourced([story(0), story(1, edition=1), story(30)]), embedder)
    assert (report.unchanged, report.changed, report.new) == (1, 1, 1)
    assert len(stored(sound(index))) == 14
