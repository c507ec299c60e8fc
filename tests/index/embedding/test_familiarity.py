import numpy as np
import pytest
from nutgraf.index.embedding.familiarity import LEAST_PRIOR, Familiarity, told_apart

EYE = np.eye(4, dtype=np.float32)


def test_the_share_of_farther_texts_is_that_counted_by_hand():
    # Of three articles: the first text is nearer to its own following one than to both others, the second to one of
    # two, the third to none. Ten pairs of the prior weigh as much as the three.
    following = np.array([[1, 0, 0, 0], [0.5, 0.5, 0, 0.7], [0, 0.6, 0.1, 0.8]], np.float32)
    texts = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, -1]], np.float32)
    articles = np.array([4, 7, 9])
    # Cosines of the second text: 0, 0.5, 0.6; of the third: 0, -0.7, -0.8.
    assert told_apart(texts, following, articles, 0.8) == pytest.approx((1 + 0.5 + 0 + 10 * 0.8) / 13, abs=0.0005)


def test_texts_of_one_article_are_not_compared():
    assert told_apart(EYE, EYE[::-1].copy(), np.zeros(4, np.int64), LEAST_PRIOR) == LEAST_PRIOR


def test_nothing_to_compare_leaves_the_prior():
    none = np.zeros((0, 4), np.float32)
    assert told_apart(none, none, np.zeros(0, np.int64), LEAST_PRIOR) == LEAST_PRIOR


def test_it_is_kept_as_json():
    known = Familiarity(0.812, 40)
    assert Familiarity.from_dict(known.to_dict()) == known
