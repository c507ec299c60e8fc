from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.index.analysis.query import query_terms
from nutgraf.index.profile import RankingProfile, RelevanceCoefficients
from nutgraf.search.ranking.relevance.model import coverage, key_terms, missing_words, probabilities

PROFILE = RankingProfile()
QUESTION = "Did the mayors of Arlen vote on river taxes in 2023?"


def mask(question, *covered):
    """bool ``(terms, 1)``: True for the terms of `question` that are in `covered`."""
    return np.array([[bool(term.forms & set(covered))] for term in query_terms(question)])


def share(question, *covered, span=8):
    return coverage(key_terms(question, query_terms(question)), mask(question, *covered), span)[0]


def test_key_terms_are_in_the_order_of_the_question_and_names_and_numbers_weigh_double():
    terms = query_terms(QUESTION)
    key = key_terms(QUESTION, terms)
    assert [min(terms[number].forms) for number in key.numbers] == ["mayors", "arlen", "vote", "river", "taxes", "2023"]
    assert key.weights.tolist() == [1, 2, 1, 1, 1, 2]


def test_coverage_is_the_share_by_weight_worked_by_hand():
    assert share(QUESTION, "mayors", "arlen", "river") == pytest.approx(4 / 8)
    assert share(QUESTION) == 0
    assert share(QUESTION, "mayors", "arlen", "vote", "river", "taxes", "2023") == 1
    assert share(QUESTION, "did", "the", "of") == 0  # stop words


def test_a_long_question_is_covered_by_its_best_part():
    question = "storm bridge river tower harbour mayor budget levy"
    assert share(question, "storm", "bridge", "river", span=3) == 1
    assert share(question, "storm", "bridge", "tower", span=3) == pytest.approx(2 / 3)
    assert share(question, "storm", "budget", span=3) == pytest.approx(1 / 3)


def test_a_question_without_words_is_covered_by_nothing():
    assert coverage(key_terms("???", []), np.zeros((0, 2), bool), 8).tolist() == [0, 0]


questions = st.lists(st.sampled_from("storm Bridge river 2023 tower mayor Arlen levy the of".split()), min_size=1)  # noqa: SIM905


@given(questions, st.data(), st.integers(1, 9))
def test_coverage_is_a_share_and_grows_with_what_is_covered(words, data, span):
    question = " ".join(words)
    covered = data.draw(st.sets(st.sampled_from([word.lower() for word in words])))
    more = data.draw(st.sets(st.sampled_from([word.lower() for word in words])))
    assert 0 <= share(question, *covered, span=span) <= share(question, *covered, *more, span=span) <= 1


def test_missing_words_are_named_once_names_first():
    terms = query_terms(QUESTION + " What of river Arlen?")
    key = key_terms(QUESTION + " What of river Arlen?", terms)
    covered = np.array([bool(term.forms & {"vote"}) for term in terms])
    assert missing_words(key, covered, terms) == ["arlen", "2023", "mayors", "river", "taxes"]


@pytest.mark.parametrize("cosine", [0.4, None])
def test_a_probability_is_the_one_worked_by_hand(cosine):
    given_coefficients = RelevanceCoefficients(intercept=-3.0, closeness=5.0 if cosine else 0.0, coverage=2.0)
    cosines = None if cosine is None else np.array([cosine], np.float32)
    [found] = probabilities(cosines, np.array([0.5], np.float32), given_coefficients)
    odds = -3.0 + 5.0 * (cosine or 0) + 2.0 * 0.5
    assert found == pytest.approx(exp(odds) / (1 + exp(odds)))


@given(st.floats(-1, 1), st.floats(0, 1), st.floats(0, 0.5), st.floats(0, 0.5))
def test_a_probability_grows_with_each_feature(cosine, covered, closer, more):
    def probability(cosine, covered):
        [value] = probabilities(np.array([cosine], np.float32), np.array([covered], np.float32), PROFILE.relevance)
        return value

    assert 0 <= probability(cosine, covered) <= probability(cosine + closer, covered) <= 1
    assert probability(cosine, covered) <= probability(cosine, covered + more)


@pytest.mark.parametrize("model", ["relevance", "relevance_bm25"])
def test_a_perfect_hit_is_strong_and_one_without_any_match_is_none(model):
    coefficients = getattr(PROFILE, model)
    cosines = np.array([1.2, 0.0], np.float32) if coefficients.closeness else None
    best, worst = probabilities(cosines, np.array([1, 0], np.float32), coefficients)
    assert best >= PROFILE.verdict_strong
    assert worst < PROFILE.verdict_weak / 2
