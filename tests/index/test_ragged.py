import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.index.ragged import Ragged, concatenated_ranges, offsets, starts


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), max_size=6))
def test_ranges_are_concatenated_in_order(runs):
    first, counts = (np.array([it[which] for it in runs], np.int64) for which in (0, 1))
    assert concatenated_ranges(first, counts).tolist() == [
        it for start, many in runs for it in range(start, start + many)
    ]
    assert starts(counts).tolist() == offsets(counts)[:-1].tolist()
    assert offsets(counts).tolist() == [sum(counts[:at]) for at in range(len(runs) + 1)]


LISTS = st.lists(st.lists(st.integers(0, 9)), min_size=1)


def ragged(lists):
    values = [value for values in lists for value in values]
    return Ragged(np.array(values, np.int64), np.array(list(map(len, lists)), np.int64))


@given(LISTS, LISTS, st.lists(st.integers(0, 100)))
def test_ragged_arrays_are_joined_and_taken_as_lists_are(lists, others, owners):
    joined, expected = Ragged.joined([ragged(lists), ragged(others)]), lists + others
    owners = [owner % len(expected) for owner in owners]
    taken = joined.take(np.array(owners, np.int64))
    assert [joined.of(owner).tolist() for owner in range(len(expected))] == expected
    assert [taken.of(at).tolist() for at in range(len(owners))] == [expected[owner] for owner in owners]
    assert taken.owners.tolist() == [at for at, owner in enumerate(owners) for _ in expected[owner]]
