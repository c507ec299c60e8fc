from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.index.embedding.cosine_scale import CosineScale
from nutgraf.index.profile import RankingProfile
from nutgraf.index.types import Features
from nutgraf.search.ranking.fusion import fuse, pool_sizes, unit

PROFILE = RankingProfile()
LEXICAL = PROFILE.lexical_weights


def signal(*scores):
    return np.array(scores, np.float32)


def features(score, **signals):
    return Features(score, signals, score, np.ones(len(score), np.int64))


def legs(meaning, **lexical):
    """Make the features of both legs."""
    return {"dense": features(meaning, meaning=meaning), "bm25": features(lexical["words"], **lexical)}


# Sixteenths: exact in float32, so that what is tested is the fusion and not the rounding.
cosines = st.integers(-16, 16).map(lambda sixteenths: sixteenths / 16)
sums = st.integers(0, 1600).map(lambda sixteenths: sixteenths / 16)
tables = st.lists(st.tuples(cosines, *[sums] * len(LEXICAL)), min_size=1, max_size=30)


def of(rows):
    meaning, *lexical = (signal(*column) for column in zip(*rows, strict=True))
    return legs(meaning, **dict(zip(LEXICAL, lexical, strict=True)))


candidates = tables.map(of)


def by_hand(both, profile=PROFILE):
    meaning = both["dense"].signals["meaning"].tolist()
    columns = {name: both["bm25"].signals[name].tolist() for name in profile.lexical_weights}
    lexical = [
        sum(weight * columns[name][place] for name, weight in profile.lexical_weights.items())
        for place in range(len(meaning))
    ]
    best = max(lexical) or 1
    weight = profile.meaning_weight
    return [weight * close + (1 - weight) * words / best for close, words in zip(meaning, lexical, strict=True)]


def test_an_example_worked_by_hand():
    profile = replace(PROFILE, meaning_weight=0.6, lexical_weights={"words": 0.5, "sentence": 0.25})
    both = legs(signal(0.5, 0.25, 0), words=signal(4, 8, 0), sentence=signal(8, 0, 0), article=signal(9, 9, 9))
    # With a trust of 0.5 in the second, half of its meaning counts, and half of its words, of which it has all.
    halved = fuse(both, profile, signal(1, 0.5, 1))
    assert halved == pytest.approx([0.6 * 0.5 + 0.4, 0.6 * (0.125 + 0.5) + 0.4, 0])
    # by words: 0.5 * 4 + 0.25 * 8 = 4, 0.5 * 8 = 4, 0; the best has 4
    assert fuse(both, profile) == pytest.approx([0.6 * 0.5 + 0.4, 0.6 * 0.25 + 0.4, 0])


@given(candidates)
def test_relevance_is_the_weighted_sum_of_the_cosine_and_the_share_of_the_best_by_words(both):
    relevance = fuse(both, PROFILE)
    assert relevance.dtype == np.float32
    assert relevance == pytest.approx(by_hand(both), abs=1e-5)
    assert relevance.max() <= 1 + 1e-6


@given(candidates)
def test_words_stand_in_for_a_meaning_that_is_not_trusted(both):
    by_words = by_hand(both, replace(PROFILE, meaning_weight=0))
    nowhere = fuse(both, PROFILE, np.zeros(len(by_words), np.float32))
    assert nowhere == pytest.approx(by_words, abs=1e-5)
    somewhere = fuse(both, PROFILE, np.arange(len(by_words), dtype=np.float32).clip(0, 1))
    assert somewhere == pytest.approx([by_words[0], *by_hand(both)[1:]], abs=1e-5)


@given(candidates, st.sampled_from([2, 8, 0.25]))
def test_the_unit_of_the_lexical_leg_does_not_matter(both, factor):
    scaled = {name: signal * np.float32(factor) for name, signal in both["bm25"].signals.items()}
    moved = both | {"bm25": features(scaled["words"], **scaled)}
    assert fuse(moved, PROFILE) == pytest.approx(fuse(both, PROFILE), abs=1e-5)


@given(tables, st.data())
def test_candidates_that_are_worse_by_words_change_nothing(rows, data):
    """However deep the pools are, and whatever a filter lets through besides the best."""
    lexical = [sum(w * s for w, s in zip(LEXICAL.values(), row[1:], strict=True)) for row in rows]
    best = lexical.index(max(lexical))
    kept = sorted({best, *data.draw(st.sets(st.integers(0, len(rows) - 1)))})
    assert fuse(of([rows[row] for row in kept]), PROFILE) == pytest.approx(fuse(of(rows), PROFILE)[kept], abs=1e-6)


@given(candidates, st.data())
def test_a_candidate_as_good_in_every_signal_ranks_no_lower(both, data):
    count = len(both["dense"].score)
    better, worse = (data.draw(st.integers(0, count - 1)) for _ in range(2))
    for leg in both.values():
        for scores in leg.signals.values():
            scores[better] = max(scores[better], scores[worse])
    relevance = fuse(both, PROFILE)
    assert relevance[better] >= relevance[worse]


def test_a_single_leg_keeps_its_own_score():
    words, meaning = signal(3, 1, 0), signal(0.5, 0.25, 0.75)
    assert fuse({"bm25": features(words, words=words)}, PROFILE) is words
    assert fuse({"dense": features(meaning, meaning=meaning - signal(0, 0, 0.125))}, PROFILE) is meaning


def test_no_candidates_have_no_relevance_and_without_any_of_the_words_the_cosine_decides():
    empty = fuse(legs(signal(), words=signal(), sentence=signal(), article=signal()), PROFILE)
    assert (empty.shape, empty.dtype) == ((0,), np.float32)
    zeros = dict.fromkeys(LEXICAL, signal(0, 0))
    assert fuse(legs(signal(0.5, 0.25), **zeros), PROFILE) == pytest.approx(
        [PROFILE.meaning_weight * 0.5, PROFILE.meaning_weight * 0.25]
    )


@pytest.mark.parametrize(("passages", "dense"), [(0, 100), (200_000, 250), (320_000, 400), (10**8, 500)])
def test_in_a_large_index_more_of_the_nearest_are_candidates(passages, dense):
    assert pool_sizes(("dense", "bm25"), passages, PROFILE) == {"dense": dense, "bm25": 100}


@pytest.mark.parametrize("leg", ["dense", "bm25"])
def test_a_single_leg_has_the_same_pool_in_any_index(leg):
    assert pool_sizes([leg], 0, PROFILE) == pool_sizes([leg], 10**8, PROFILE) == {leg: 1_000}


def test_boosts_are_in_units_of_the_best_sum_of_bm25_of_the_model_s_cosines_or_of_relevance():
    words, meaning = signal(3, 1, 0), signal(0.5, 0.25, 0.75)
    scale = CosineScale(0.6, 0.8)
    assert unit({"bm25": features(words)}, words, PROFILE, scale) == 3
    for nothing in (signal(), signal(0, 0)):
        assert unit({"bm25": features(nothing)}, nothing, PROFILE, scale) == 1
    assert unit(legs(meaning, words=words), meaning, PROFILE, scale) == 1
    assert unit({"dense": features(meaning)}, meaning, PROFILE, scale) == pytest.approx(PROFILE.dense_unit * 0.2)
