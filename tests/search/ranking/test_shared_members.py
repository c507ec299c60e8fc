import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.search.ranking.shared_members import SharedMembers

SETS = st.lists(st.sets(st.integers(0, 20)), min_size=1)


@given(SETS, st.lists(st.tuples(st.sets(st.integers(0, 25)), st.sets(st.integers(0, 100)))))
def test_members_are_counted_as_sets_count_them_in_any_order_and_each_set_is_read_once(sets, questions):
    read = []
    shared = SharedMembers(lambda number: read.append(number) or sets[number], len(sets))
    for members, places in questions:
        others = [place for place in places if place < len(sets)]
        counts, sizes = shared.count(members, np.array(others, np.int64))
        assert counts.tolist() == [len(members & sets[other]) for other in others]
        assert sizes.tolist() == [len(sets[other]) for other in others]
    assert len(read) == len(set(read))
