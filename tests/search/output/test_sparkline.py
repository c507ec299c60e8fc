from hypothesis import given
from hypothesis import strategies as st
from nutgraf.search.output.sparkline import BLOCKS, bar, sparkline


def test_each_count_has_its_height():
    assert sparkline([8, 0, 1, 4], 10, blocks=True) == "█ ▁▄"
    assert sparkline([8, 0, 1, 4], 10, blocks=False) == "@ _="
    assert sparkline([], 10, blocks=True) == ""


@given(st.lists(st.integers(0, 50), max_size=300), st.integers(1, 60))
def test_it_fits_and_hides_no_report(counts, width):
    drawn = sparkline(counts, width, blocks=True)
    assert len(drawn) <= width
    assert bool(drawn.strip()) == any(counts)
    assert {*drawn} <= {*BLOCKS, " "}


@given(st.integers(0, 9), st.integers(1, 9))
def test_a_bar_is_there_for_any_count(count, most):
    assert bool(bar(min(count, most), most, 10, blocks=False)) == bool(count)
    assert bar(most, most, 10, blocks=True) == "█" * 10
    assert bar(0, 0, 10, blocks=True) == ""
