from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.article import Article
from nutgraf.index.segments.check import check
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.segments.manifest import SegmentEntry
from nutgraf.index.segments.segment import NO_DAY, day_of
from nutgraf.index.writing import build, merge, writer
from nutgraf.index.writing.merge import FAN_IN, LARGEST, SMALLEST_TIER, compacted, plan


def entry(windows, dead=0, articles=100):
    return SegmentEntry("x", {}, articles, windows, windows, tuple(range(dead)))


SMALL, MIDDLE, BIG = (SMALLEST_TIER * FAN_IN**tier for tier in range(3))
HALF, DONE = LARGEST // 2, LARGEST // 2 + 1


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], None),
        ([entry(1)] * (FAN_IN - 1), None),
        ([entry(1)] * FAN_IN, slice(0, FAN_IN)),
        ([entry(BIG), *[entry(1)] * FAN_IN], slice(1, 1 + FAN_IN)),
        ([*[entry(1)] * 2, entry(BIG), *[entry(1)] * 2], None),
        ([*[entry(MIDDLE)] * 2, entry(1), *[entry(MIDDLE)] * 2], slice(0, 5)),
        ([*[entry(MIDDLE)] * 2, *[entry(SMALL)] * 2], None),
        ([*[entry(MIDDLE)] * 3, *[entry(SMALL)] * 3], slice(3, 6)),
        ([entry(5), entry(5, dead=20)], None),
        ([entry(5), entry(5, dead=21)], slice(1, 2)),
        ([entry(HALF)] * 4, slice(0, 2)),
        ([entry(DONE)] * 9, None),
        ([*[entry(1)] * 2, entry(DONE), *[entry(1)] * 2], None),
        ([entry(DONE, dead=21)], slice(0, 1)),
    ],
)
def test_the_smallest_neighbours_are_merged_first_and_then_what_is_mostly_dead(entries, expected):
    assert plan(entries) == expected


@pytest.mark.parametrize(
    ("entries", "most", "expected"),
    [
        ([entry(100_000), *[entry(40_000)] * 3], 120_000, slice(1, 4)),
        ([entry(100_000), *[entry(40_000)] * 3], 119_999, slice(1, 3)),
        ([entry(100_000), *[entry(40_000)] * 3], 79_999, None),
        ([*[entry(100_000)] * 4, *[entry(1)] * 2], 131_072, None),  # not a large one again for each small one
        ([entry(200_000, dead=50)], 99_999, None),
        ([entry(200_000, dead=50)], 100_000, slice(0, 1)),  # the dead cost nothing
    ],
)
def test_what_is_more_than_may_be_merged_waits(entries, most, expected):
    assert plan(entries, most) == expected


@given(
    st.lists(st.integers(1, 300_000), max_size=12).map(lambda sizes: [entry(it) for it in sizes]),
    st.integers(1, 300_000),
)
def test_merging_ends_and_never_makes_more_than_it_may(entries, most):
    while chosen := plan(entries, most):
        size = sum(it.windows for it in entries[chosen])
        assert chosen.stop - chosen.start > 1
        assert size <= min(most, LARGEST)
        entries[chosen] = [entry(size)]


@pytest.mark.parametrize(("update", "times"), [(30, 18), (900, 7), (2_600, 6), (20_000, 4)])
@pytest.mark.parametrize("most", [writer.AT_EASE, LARGEST])
def test_after_many_updates_segments_are_few_and_each_window_was_written_a_few_times(update, times, most):
    entries, written, many = [], 0, min(3_000, 3_000_000 // update)
    for number in range(1, many + 1):
        entries.append(entry(update))
        written += update
        while chosen := plan(entries, most):
            size = sum(it.windows for it in entries[chosen])
            entries[chosen] = [entry(size)]
            written += size
        assert len(entries) <= number * update // (most // 2) + 12
    assert written <= times * many * update


def test_however_many_updates_pile_up_segments_stay_few(add, folder, monkeypatch):
    monkeypatch.setattr(merge, "SMALLEST_TIER", 2)
    monkeypatch.setattr(merge, "FAN_IN", 3)
    most = 0
    for number in range(60):
        add([Article(id=str(number), text=f"Story {number}.")])
        most = max(most, len(folder.manifest().segments))
    assert most <= 2 * 5  # FAN_IN - 1 in each of the tiers up to 2 * 3 ** 4 windows
    assert folder.manifest().generation > 60 + 20  # it did compact


def test_compaction_keeps_every_answer_score_and_order_and_drops_the_dead(
    add, remove, folder, story, stored, answers, monkeypatch
):
    monkeypatch.setattr(merge, "FAN_IN", 1000)
    monkeypatch.setattr(merge, "MOST_DEAD", 1)
    monkeypatch.setattr(writer, "COMMIT_EVERY", 40)
    add([story(number) for number in range(25)])
    add([story(number, edition=1) for number in range(0, 25, 4)])
    remove("s3", "s4", "s20")
    before = folder.open()
    assert len(before.segments) > 6
    assert sum(len(it.dead) for it in before.manifest.segments) == 7 + 3

    monkeypatch.setattr(merge, "FAN_IN", 2)
    with folder.writing() as manifest:
        folder.commit(compacted(folder.snapshot(manifest), folder.segments))

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


def test_a_merged_segment_is_byte_for_byte_the_one_that_was_written_at_once(
    tmp_path, embedder, found, story, monkeypatch
):
    stories = [story(number) for number in range(12)]
    once, merged = IndexFolder(tmp_path / "once"), IndexFolder(tmp_path / "merged")
    build.add(once, found(stories), embedder)
    monkeypatch.setattr(merge, "FAN_IN", 4)
    for start in range(0, 12, 3):
        build.add(merged, found(stories[start : start + 3]), embedder)
    (one,), (other,) = once.manifest().segments, merged.manifest().segments
    assert merged.manifest().generation == 5
    assert other.files == one.files
    assert replace(one, name=other.name) == other


def test_dates_facets_and_windows_survive_a_merge(add, folder, story, monkeypatch):
    monkeypatch.setattr(merge, "FAN_IN", 2)
    late = datetime(2023, 4, 17, 23, 30, tzinfo=timezone(timedelta(hours=-2)))
    add([replace(story(5), categories=("World", "Sport"), authors=("Ann",), published=late), story(6)])
    add([replace(story(10), categories=()), replace(story(7), authors=("Bo", "Ann"), language="en")])
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
