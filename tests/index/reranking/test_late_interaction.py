"""Late interaction over token vectors made by hand."""

import numpy as np
import pytest
from nutgraf.index.reranking.late_interaction import LateInteraction, TokenVectors, without_prompt

AXES = {"[CLS]": 0, "mayor": 1, "storm": 2, "the": 3, "?": 4, "ice": 5, "land": 6}


class ByHand:
    """A token is a word between spaces, and its vector an axis."""

    def __init__(self, offsets=True):
        self.offsets = offsets

    def question(self, text):
        [tokens] = self.passages([text])
        return tokens if self.offsets else TokenVectors(tokens.vectors)

    def passages(self, texts):
        return [self._encoded(text) for text in texts]

    def _encoded(self, text):
        vectors, offsets, at = [AXES["[CLS]"]], [(0, 0)], 0
        for token in text.replace("-", " ").split():
            at = text.index(token, at)
            vectors.append(AXES[token])
            offsets.append((at, at + len(token)))
        return TokenVectors(np.eye(7, dtype=np.float32)[vectors], offsets)


def scores(question, *passages, offsets=True, **weights):
    return LateInteraction(ByHand(offsets)).scores(question, passages, weights)


def test_a_score_is_the_mean_cosine_of_each_token_to_its_nearest():
    found = scores("mayor storm", "the mayor", "storm mayor", "the", mayor=1.0, storm=1.0)
    np.testing.assert_allclose(found, [0.5, 1.0, 0.0])


def test_a_rare_word_counts_for_more():
    found = scores("the mayor", "the storm", "mayor storm", the=1.0, mayor=9.0)
    np.testing.assert_allclose(found, [0.1, 0.9])


def test_signs_and_marks_of_the_model_count_nothing():
    np.testing.assert_allclose(scores("mayor ?", "mayor", "?", mayor=2.0), [1.0, 0.0])


def test_each_part_of_a_compound_counts_as_its_rarest():
    np.testing.assert_allclose(scores("ice-land", "ice", ice=1.0, land=3.0), [0.5])


@pytest.mark.parametrize(("question", "offsets"), [("?", True), ("mayor", False)])
def test_without_words_or_offsets_all_tokens_count_alike(question, offsets):
    np.testing.assert_allclose(scores(question, "the", offsets=offsets), [0.5])


def test_the_tokens_of_a_prompt_stand_for_nothing():
    assert list(without_prompt([(0, 0), (0, 5), (5, 6), (7, 12)], "query: ")) == [(0, 0), (0, 0), (0, 0), (0, 5)]
