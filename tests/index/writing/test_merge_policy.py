import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.index.segments.segment_entry import SegmentEntry
from nutgraf.index.writing.merge_policy import MergePolicy
from nutgraf.index.writing.write_policy import WritePolicy

POLICY = MergePolicy()


def entry(windows, dead=0, articles=100):
    return SegmentEntry("x", {}, articles, windows, windows, tuple(range(dead)))


FACTOR, FLOOR, LARGEST = POLICY.merge_factor, POLICY.floor_windows, POLICY.max_merged_windows
SMALL, MIDDLE, BIG = (FLOOR * FACTOR**tier for tier in range(3))
HALF, DONE = LARGEST // 2, LARGEST // 2 + 1


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], None),
        ([entry(1)] * (FACTOR - 1), None),
        ([entry(1)] * FACTOR, slice(0, FACTOR)),
        ([entry(BIG), *[entry(1)] * FACTOR], slice(1, 1 + FACTOR)),
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
    assert POLICY.choose(entries) == expected


@pytest.mark.parametrize(
    ("entries", "budget", "expected"),
    [
        ([entry(100_000), *[entry(40_000)] * 3], 120_000, slice(1, 4)),
        ([entry(100_000), *[entry(40_000)] * 3], 119_999, slice(1, 3)),
        ([entry(100_000), *[entry(40_000)] * 3], 79_999, None),
        ([*[entry(100_000)] * 4, *[entry(1)] * 2], 131_072, None),  # not a large one again for each small one
        ([entry(200_000, dead=50)], 99_999, None),
        ([entry(200_000, dead=50)], 100_000, slice(0, 1)),  # the dead cost nothing
    ],
)
def test_what_is_more_than_may_be_merged_waits(entries, budget, expected):
    assert POLICY.choose(entries, budget) == expected


@given(
    st.lists(st.integers(1, 300_000), max_size=12).map(lambda sizes: [entry(it) for it in sizes]),
    st.integers(1, 300_000),
)
def test_merging_ends_and_never_makes_more_than_it_may(entries, budget):
    while chosen := POLICY.choose(entries, budget):
        size = sum(it.windows for it in entries[chosen])
        assert chosen.stop - chosen.start > 1
        assert size <= min(budget, LARGEST)
        entries[chosen] = [entry(size)]


@pytest.mark.parametrize(("update", "times"), [(30, 18), (900, 7), (2_600, 6), (20_000, 4)])
@pytest.mark.parametrize("budget", [WritePolicy().merge_budget, LARGEST])
def test_after_many_updates_segments_are_few_and_each_window_was_written_a_few_times(update, times, budget):
    entries, written, many = [], 0, min(3_000, 3_000_000 // update)
    for number in range(1, many + 1):
        entries.append(entry(update))
        written += update
        while chosen := POLICY.choose(entries, budget):
            size = sum(it.windows for it in entries[chosen])
            entries[chosen] = [entry(size)]
            written += size
        assert len(entries) <= number * update // (budget // 2) + 12
    assert written <= times * many * update


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: MergePolicy(merge_factor=1), "merge_factor must be at least 2, not 1"),
        (lambda: MergePolicy(floor_windows=0), "floor_windows must be at least 1, not 0"),
        (lambda: MergePolicy(max_merged_windows=0), "max_merged_windows must be at least 1, not 0"),
        (lambda: MergePolicy(max_deleted_share=1.5), "max_deleted_share must be from 0 to 1, not 1.5"),
        (lambda: WritePolicy(commit_windows=0), "commit_windows must be at least 1, not 0"),
        (lambda: WritePolicy(embed_windows=0), "embed_windows must be at least 1, not 0"),
        (lambda: WritePolicy(merge_budget=-1), "merge_budget must not be negative, not -1"),
    ],
)
def test_a_value_out_of_range_is_refused(make, told):
    with pytest.raises(ValueError, match=told):
        make()
