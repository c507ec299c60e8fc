from statistics import fmean, pstdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.index.profile import RankingProfile
from nutgraf.index.types import Features
from nutgraf.search.ranking.fusion import blend, fuse, pool_sizes

PROFILE = RankingProfile()
WEIGHTS, LARGE = PROFILE.weights, PROFILE.large_index


def signal(*scores):
    return np.array(scores, np.float32)


# Sixteenths: exact in float32, so that what is tested is the blend and not the rounding.
scores = st.integers(-1600, 1600).map(lambda sixteenths: sixteenths / 16)
columns = st.lists(st.tuples(*[scores] * len(WEIGHTS)), min_size=1, max_size=30)
several = columns.map(
    lambda rows: dict(zip(WEIGHTS, (signal(*column) for column in zip(*rows, strict=True)), strict=True))
)
names = st.sampled_from([*WEIGHTS])


def by_hand(signals, weights):
    total = [0.0] * len(next(iter(signals.values())))
    for name, signal in signals.items():
        mean, deviation = fmean(signal.tolist()), pstdev(signal.tolist())
        for place, score in enumerate(signal.tolist()):
            total[place] += weights[name] * (score - mean) / (deviation or 1)
    return total


def test_an_example_worked_by_hand():
    # cosines: mean 0.4, deviation 0.2 times the root of 2/3; words: mean 2, deviation the root of 8
    blended = blend({"meaning": signal(0.6, 0.2, 0.4), "words": signal(0, 0, 6)}, {"meaning": 0.6, "words": 0.4})
    root = 1.5**0.5
    assert blended == pytest.approx(
        [0.6 * root - 0.4 * 2 / 8**0.5, -0.6 * root - 0.4 * 2 / 8**0.5, 0.4 * 4 / 8**0.5], abs=1e-5
    )


@given(several)
def test_a_blend_is_the_weighted_sum_of_z_scores(signals):
    blended = blend(signals, WEIGHTS)
    assert blended.dtype == np.float32
    assert blended == pytest.approx(by_hand(signals, WEIGHTS), abs=1e-5)
    assert blended.mean() == pytest.approx(0, abs=1e-5)


@given(several)
def test_the_order_of_the_signals_does_not_matter(signals):
    assert blend(dict(reversed(signals.items())), WEIGHTS) == pytest.approx(blend(signals, WEIGHTS), abs=1e-5)


@given(several, names, st.integers(1, 64), st.integers(-100, 100))
def test_neither_unit_nor_zero_of_a_signal_matters(signals, name, factor, offset):
    moved = signals | {name: signals[name] * np.float32(factor) + np.float32(offset)}
    assert blend(moved, WEIGHTS) == pytest.approx(blend(signals, WEIGHTS), abs=1e-5)


@given(several, names, scores)
def test_a_constant_signal_has_no_effect(signals, name, level):
    others = {other: signal for other, signal in signals.items() if other != name}
    flat = others | {name: np.full_like(signals[name], level)}
    assert blend(flat, WEIGHTS) == pytest.approx(blend(others, WEIGHTS), abs=1e-5)


@given(several, scores)
def test_a_signal_without_a_weight_has_no_effect(signals, level):
    more = signals | {"weather": np.arange(len(signals["words"]), dtype=np.float32) * np.float32(level)}
    assert (blend(more, WEIGHTS) == blend(signals, WEIGHTS)).all()
    assert (blend(signals, {}) == 0).all()


@given(several, st.data())
def test_a_candidate_as_good_in_every_signal_ranks_no_lower(signals, data):
    better, worse = (data.draw(st.integers(0, len(signals["words"]) - 1)) for _ in range(2))
    for signal in signals.values():
        signal[better] = max(signal[better], signal[worse])
    blended = blend(signals, WEIGHTS)
    assert blended[better] >= blended[worse]


def features(score, **signals):
    return Features(score, signals, score, np.ones(len(score), np.int64))


def test_a_single_leg_is_not_normalized_and_several_give_all_signals():
    words, meaning = signal(3, 1, 0), signal(0.5, 0.25, 0.75)
    lexical = features(words, words=words, article=signal(1, 1, 2))
    dense = features(meaning, meaning=meaning - signal(0, 0, 0.125))
    assert fuse({"bm25": lexical}, WEIGHTS) is words
    assert fuse({"dense": dense}, WEIGHTS) is meaning
    both = fuse({"dense": dense, "bm25": lexical}, WEIGHTS)
    assert both == pytest.approx(by_hand({**dense.signals, **lexical.signals}, WEIGHTS), abs=1e-5)


def test_no_candidates_have_no_scores():
    blended = blend(dict.fromkeys(WEIGHTS, signal()), WEIGHTS)
    assert blended.shape == (0,)
    assert blended.dtype == np.float32


@pytest.mark.parametrize(
    ("passages", "dense", "bm25"),
    [(0, 1_000, 1_000), (LARGE - 1, 1_000, 1_000), (LARGE, 150, 300), (320_000, 400, 800), (10**8, 500, 1_000)],
)
def test_of_a_large_index_the_nearest_and_twice_as_many_by_words_are_candidates(passages, dense, bm25):
    assert pool_sizes(("dense", "bm25"), passages, PROFILE) == {"dense": dense, "bm25": bm25}


@pytest.mark.parametrize("leg", ["dense", "bm25"])
def test_a_single_leg_has_the_same_pool_in_any_index(leg):
    assert pool_sizes([leg], 0, PROFILE) == pool_sizes([leg], 10 * LARGE, PROFILE) == {leg: 1_000}
