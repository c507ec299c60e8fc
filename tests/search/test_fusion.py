import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.search.fusion import WEIGHTS, blend


def leg(*scores):
    return np.array(scores, np.float32)


# Sixteenths: exact in float32, so that what is tested is the blend and not the rounding.
scores = st.integers(-1600, 1600).map(lambda it: it / 16)
columns = st.lists(st.tuples(scores, scores), min_size=1, max_size=30)
legs = columns.map(lambda it: {"dense": leg(*(pair[0] for pair in it)), "bm25": leg(*(pair[1] for pair in it))})


def test_an_example_worked_by_hand(monkeypatch):
    monkeypatch.setitem(WEIGHTS, "dense", 0.6)
    monkeypatch.setitem(WEIGHTS, "bm25", 0.4)
    # cosines: mean 0.4, deviation 0.2 times the root of 2/3; words: mean 2, deviation the root of 8
    blended = blend({"dense": leg(0.6, 0.2, 0.4), "bm25": leg(0, 0, 6)})
    root = 1.5**0.5
    assert blended == pytest.approx(
        [0.6 * root - 0.4 * 2 / 8**0.5, -0.6 * root - 0.4 * 2 / 8**0.5, 0.4 * 4 / 8**0.5], abs=1e-5
    )


@given(legs)
def test_a_blend_is_a_number_for_each_candidate_and_the_average_one_has_0(legs):
    blended = blend(legs)
    assert blended.dtype == np.float32
    assert blended.shape == legs["dense"].shape
    assert np.isfinite(blended).all()
    assert blended.mean() == pytest.approx(0, abs=1e-5)
    assert np.abs(blended).max() <= len(blended) ** 0.5  # no candidate is further out than n - 1 others can leave it


@given(legs)
def test_the_order_of_the_legs_does_not_matter(legs):
    assert (blend(dict(reversed(legs.items()))) == blend(legs)).all()


@given(legs, st.sampled_from(["dense", "bm25"]), st.integers(1, 64), st.integers(-100, 100))
def test_neither_unit_nor_zero_of_a_leg_matters(legs, name, factor, offset):
    moved = legs | {name: legs[name] * np.float32(factor) + np.float32(offset)}
    assert blend(moved) == pytest.approx(blend(legs), abs=1e-5)


@given(legs, scores)
def test_a_leg_without_differences_has_no_say(legs, level):
    flat = legs | {"bm25": np.full_like(legs["dense"], level)}
    both = legs | {"bm25": legs["dense"]}
    assert blend(flat) == pytest.approx(blend(both) * WEIGHTS["dense"] / sum(WEIGHTS.values()), abs=1e-5)


@given(legs, st.sampled_from(["dense", "bm25"]))
def test_a_single_leg_stays_as_it_is(legs, name):
    assert (blend({name: legs[name]}) == legs[name]).all()


@given(legs)
def test_what_is_better_in_every_leg_is_better(legs):
    better = {name: np.append(it, it.max() + np.float32(1)) for name, it in legs.items()}
    assert blend(better).argmax() == len(legs["dense"])


def test_no_candidates_is_no_scores():
    blended = blend({"dense": leg(), "bm25": leg()})
    assert blended.shape == (0,)
    assert blended.dtype == np.float32
