import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.index.storage.sorted_keys import SortedKeys, shared_keys, sort_keys

KEYS = st.lists(st.integers(0, 5) | st.integers(2**64 - 3, 2**64 - 1), max_size=20)


@given(KEYS, st.integers(0, 6))
def test_every_row_of_a_key_is_found_ascending(keys, other):
    sorted_keys = SortedKeys(sort_keys("some", np.array(keys, np.uint64)), "some")
    for key in {*keys, other}:
        assert sorted_keys.rows(key) == [row for row, value in enumerate(keys) if value == key]


@given(KEYS)
def test_the_rows_stand_by_key_and_those_of_one_key_ascending(keys):
    arrays = sort_keys("some", np.array(keys, np.uint64))
    order = sorted(range(len(keys)), key=lambda row: (keys[row], row))
    assert arrays["some_order"].tolist() == order
    assert arrays["some_sorted"].tolist() == sorted(keys)
    first, last = SortedKeys(arrays, "some").ranges(np.array(keys, np.uint64))
    assert all(keys[row] == key for key, *span in zip(keys, first, last, strict=True) for row in order[slice(*span)])


@given(KEYS, KEYS)
def test_the_rows_of_many_keys_are_counted_at_once(keys, asked):
    counts = SortedKeys(sort_keys("some", np.array(keys, np.uint64)), "some").counts(np.array(asked, np.uint64))
    assert counts.tolist() == [keys.count(key) for key in asked]


@given(st.lists(KEYS, max_size=4))
def test_the_places_of_keys_that_several_rows_hold(columns):
    places = {}
    for number, keys in enumerate(columns):
        for row, key in enumerate(keys):
            places.setdefault(key, []).append((number, row))
    shared = [found for _, found in sorted(places.items()) if len(found) > 1]
    assert list(shared_keys([np.array(keys, np.uint64) for keys in columns])) == shared
