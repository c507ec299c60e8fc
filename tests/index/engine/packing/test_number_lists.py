"""Lists of ascending numbers as strings: what was packed is read back."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.index.engine.packing.number_lists import pack_lists, unpack_list
from nutgraf.index.ragged import Ragged

NUMBERS = st.integers(0, 2**31 - 1) | st.integers(0, 300)


@given(st.lists(st.lists(NUMBERS, unique=True).map(sorted), max_size=8))
def test_lists_of_any_numbers_are_read_back(lists):
    counts = np.array([len(it) for it in lists], np.int64)
    packed = pack_lists(Ragged(np.array([number for it in lists for number in it], np.int32), counts))
    assert [unpack_list(text).tolist() for text in packed] == lists


def test_a_gap_takes_a_byte_for_each_seven_bits():
    [text] = pack_lists(Ragged(np.array([5, 132, 133 + (1 << 14)]), np.array([3])))
    assert text == "BX+BgAE="  # 5; 127; 16385 as 1, 0 and 1 in groups of seven bits, the lowest first
