from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import numpy as np
from nutgraf.corpus.article import Article
from nutgraf.index.segments.check import check
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.types import NO_DAY, day_of
from nutgraf.index.writing import build
from nutgraf.index.writing.merge import merge_once
from nutgraf.index.writing.merge_policy import MergePolicy
from nutgraf.index.writing.write_policy import WritePolicy
from small_indexes.policies import UNMERGED

PAIRS = WritePolicy(merge=MergePolicy(merge_factor=2))


def test_however_many_updates_pile_up_segments_stay_few(add, folder):
    policy = WritePolicy(merge=MergePolicy(merge_factor=3, floor_windows=2))
    most = 0
    for number in range(60):
        add([Article(id=str(number), text=f"Story {number}.")], policy=policy)
        most = max(most, len(folder.manifest().segments))
    assert most <= 2 * 5  # merge_factor - 1 in each of the tiers up to 2 * 3 ** 4 windows
    assert folder.manifest().generation > 60 + 20  # it did merge


def test_a_merge_keeps_every_answer_score_and_order_and_drops_the_dead(add, remove, folder, story, stored, answers):
    policy = replace(UNMERGED, commit_windows=40)
    add([story(number) for number in range(25)], policy=policy)
    add([story(number, edition=1) for number in range(0, 25, 4)], policy=policy)
    remove("s3", "s4", "s20", policy=policy)
    before = folder.open()
    assert len(before.segments) > 6
    assert sum(len(it.dead) for it in before.manifest.segments) == 7 + 3

    with folder.writing() as manifest:
        folder.commit(merge_once(folder.snapshot(manifest), folder.segments, policy=PAIRS))

    after = folder.open()
    assert len(after.segments) == 1
    assert not after.manifest.segments[0].dead
    assert after.manifest.generation == before.manifest.generation + 1
    assert list(stored(after).items()) == list(stored(before).items())
    assert answers(after) == answers(before)
    for facet in ("source", "category", "author"):
        assert after.counts(facet) == before.counts(facet)
    assert check(folder) == []
    assert [it.name for it in folder.segments.iterdir()] == [after.manifest.segments[0].name]


def test_a_merged_segment_is_byte_for_byte_the_one_that_was_written_at_once(tmp_path, embedder, sourced, story):
    stories = [story(number) for number in range(12)]
    once, merged = IndexFolder(tmp_path / "once"), IndexFolder(tmp_path / "merged")
    build.add(once, sourced(stories), embedder)
    policy = WritePolicy(merge=MergePolicy(merge_factor=4))
    for start in range(0, 12, 3):
        build.add(merged, sourced(stories[start : start + 3]), embedder, policy=policy)
    (one,), (other,) = once.manifest().segments, merged.manifest().segments
    assert merged.manifest().generation == 5
    assert other.files == one.files
    assert replace(one, name=other.name) == other


def test_dates_facets_and_windows_survive_a_merge(add, folder, story):
    late = datetime(2023, 4, 17, 23, 30, tzinfo=timezone(timedelta(hours=-2)))
    add([replace(story(5), categories=("World", "Sport"), authors=("Ann",), published=late), story(6)])
    add([replace(story(10), categories=()), replace(story(7), authors=("Bo", "Ann"), language="en")], policy=PAIRS)
    (segment,) = folder.open().segments
    categories = [("World", "Sport"), story(6).categories, ("",), story(7).categories]
    for name, expected in {"category": categories, "author": [("Ann",), ("",), ("",), ("Bo", "Ann")]}.items():
        table, numbers = segment.facet(name)
        owned = list(zip(segment.owners(name).tolist(), (table[number] for number in numbers.tolist()), strict=True))
        assert owned == [(article, value) for article, values in enumerate(expected) for value in values]
    assert [day_of(it) if it != NO_DAY else None for it in segment.rows["day"]] == [date(2023, 4, 17), *[None] * 3]
    for name, expected in {
        "source": [story(it).source for it in (5, 6, 10, 7)],
        "origin": ["a.jsonl"] * 4,
        "language": ["", "", "", "en"],
    }.items():
        table, numbers = segment.facet(name)
        assert [table[number] for number in numbers.tolist()] == expected
    owners = segment.rows["passages"][segment.rows["windows"][:, 0], 0]
    assert np.bincount(owners).tolist() == [len(list(_windows(story(it)))) for it in (5, 6, 10, 7)]


def _windows(article):
    from nutgraf.corpus.passages import cut, windows

    for passage in cut(article):
        yield from windows(passage.text)
