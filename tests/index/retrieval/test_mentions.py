import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.index.retrieval.mentions import Mentions

TERMS = 3
window = st.tuples(st.integers(0, 70), st.lists(st.booleans(), min_size=TERMS, max_size=TERMS))
passage = st.tuples(st.lists(window, min_size=1, max_size=8), st.lists(st.booleans(), min_size=TERMS, max_size=TERMS))
passages = st.lists(passage, min_size=1, max_size=5)


def mentions(found):
    windows = [window for windows, _ in found for window in windows]
    return Mentions(
        np.array([has for _, has in windows], bool).T,
        np.array([outside for _, outside in found], bool).T,
        np.array([len(windows) for windows, _ in found]),
        np.array([length for length, _ in windows], np.uint16),
    )


def near_by_hand(found, words):
    """Which terms stand near each window, by the words between the middles of two windows."""
    near = []
    for windows, outside in found:
        ends = np.cumsum([length for length, _ in windows])
        middles = [end - length / 2 for end, (length, _) in zip(ends, windows, strict=True)]
        for middle in middles:
            together = [
                has for other, (_, has) in zip(middles, windows, strict=True) if abs(other - middle) <= words / 2
            ]
            near.append(np.any([outside, *together], axis=0))
    return np.array(near).T


@given(passages, st.integers(0, 200))
def test_near_a_window_are_those_whose_middles_are_near(found, words):
    assert mentions(found).nearby(words).tolist() == near_by_hand(found, words).tolist()


@given(passages)
def test_anywhere_is_near_where_everything_is_near(found):
    have = mentions(found)
    near = np.logical_or.reduceat(have.nearby(100_000), have.starts, axis=1)
    assert have.anywhere.tolist() == near.tolist()


@given(passages, passages, st.data())
def test_passages_that_are_joined_or_chosen_keep_what_they_have(found, more, data):
    have = Mentions.joined([mentions(found), mentions(more)])
    assert have.nearby(60).tolist() == mentions(found + more).nearby(60).tolist()
    places = data.draw(st.lists(st.integers(0, len(found + more) - 1), min_size=1))
    chosen = mentions([(found + more)[place] for place in places])
    assert have.at(np.array(places)).nearby(60).tolist() == chosen.nearby(60).tolist()
