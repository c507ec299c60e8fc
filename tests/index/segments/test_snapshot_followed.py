"""Snapshots of consecutive generations, as a writer opens them: unchanged segments are reused."""

import pytest
from nutgraf.corpus.errors import IndexFormatError
from nutgraf.index.segments import segment, snapshot
from nutgraf.index.segments.segment import article_key
from small_indexes.policies import UNMERGED


@pytest.fixture
def policy():
    return UNMERGED


def test_a_live_article_is_found_by_its_id_and_a_dead_one_is_not(add, remove, folder, story):
    add([story(number) for number in range(4)])
    add([story(2, edition=1)])
    remove("s1")
    now = folder.snapshot(folder.manifest())
    places = {name: now.find(name) for name in ("s0", "s1", "s2", "s9")}
    assert {name: place and (place.segment, place.article) for name, place in places.items()} == {
        "s0": (0, 0),
        "s1": None,
        "s2": (1, 0),
        "s9": None,
    }
    assert list(now.addresses_with_key(article_key("s2"))) == [places["s2"]]


def test_ids_with_equal_keys_are_distinguished(add, folder, story, monkeypatch):
    add([story(0)])
    monkeypatch.setattr(snapshot, "article_key", lambda _: article_key("s0"))
    now = folder.snapshot(folder.manifest())
    assert now.find("s0")
    assert now.find("another") is None


def test_segments_that_stay_are_not_opened_again_and_their_new_dead_are_dead(add, remove, folder, story, monkeypatch):
    add([story(0), story(1)])
    add([story(2)])
    before = folder.snapshot(folder.manifest())
    assert before.segments[0].live_passages.all()
    remove("s1")
    add([story(3)])

    opened = []
    real = segment.MappedFile
    monkeypatch.setattr(
        segment, "MappedFile", lambda path, *stamp: (opened.append(path.parent.name), real(path, *stamp))[1]
    )
    after = folder.snapshot(folder.manifest(), before.segments)

    assert set(opened) == {after.segments[2].entry.name}
    assert after.segments[0].live_articles.tolist() == [True, False]
    assert not after.segments[0].live_passages.all()
    assert before.segments[0].live_passages.all()  # a generation is what it was
    assert after.segments[0].rows is before.segments[0].rows


def test_a_missing_file_is_reported_with_the_remedy(add, folder, story):
    add([story(0)])
    next(folder.path.glob("segments/*/words.safetensors")).unlink()
    with pytest.raises(IndexFormatError, match=r"words\.safetensors is missing; run: nutgraf check --repair"):
        folder.snapshot(folder.manifest())
