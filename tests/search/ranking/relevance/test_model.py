from dataclasses import replace
from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.index.analysis.query import query_terms
from nutgraf.index.profile import RankingProfile, RelevanceCoefficients
from nutgraf.index.retrieval.mentions import Mentions
from nutgraf.search.ranking.relevance.model import coverage, key_terms, missing_words, probabilities

PROFILE = RankingProfile()
QUESTION = "Did the mayors of Arlen vote on river taxes in 2023?"


def mentions(question, *passages):
    """Passages with the terms of `question`, each a list of windows: how many words one has, and which of the terms."""
    windows = [window for passage in passages for window in passage]
    in_windows = [[bool(term.forms & set(words)) for _, words in windows] for term in query_terms(question)]
    return Mentions(
        np.array(in_windows, bool).reshape(-1, len(windows)),
        np.zeros((len(in_windows), len(passages)), bool),
        np.array([len(passage) for passage in passages]),
        np.array([length for length, _ in windows]),
    )


def shares(question, *passages, span=8, words=120):
    terms = key_terms(question, query_terms(question))
    return coverage(terms, mentions(question, *passages), RankingProfile(coverage_span=span, coverage_words=words))


def share(question, *covered, span=8):
    [value] = shares(question, [(20, covered)], span=span)
    return value


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


def test_a_long_passage_covers_what_stands_together_in_it():
    first, last = (10, ["storm", "bridge"]), (10, ["river"])
    near, far, in_the_middle = [first, (50, []), last], [first, (100, []), (100, []), last], [first, (110, []), last]
    assert shares("storm bridge river", near, far, in_the_middle).tolist() == pytest.approx([1, 2 / 3, 1])
    assert shares("storm bridge river", far, words=500).tolist() == [1]


def test_what_the_title_says_is_near_all_of_a_passage():
    question = "storm bridge river"
    found = mentions(question, [(90, ["storm"]), (90, []), (90, [])], [(9, ["river"])])
    found = replace(found, outside=np.array([[bool(term.forms & {"bridge"}), False] for term in query_terms(question)]))
    assert coverage(key_terms(question, query_terms(question)), found, PROFILE) == pytest.approx([2 / 3, 1 / 3])


windows = st.tuples(st.integers(0, 90), st.sets(st.sampled_from(["storm", "bridge", "river", "levy"])))
passages = st.lists(st.lists(windows, min_size=1, max_size=9), min_size=1, max_size=4)


@given(passages, st.integers(0, 3), st.lists(windows, max_size=5))
def test_the_coverage_of_a_passage_is_its_own_and_more_text_takes_nothing_away(found, place, more):
    question = "storm bridge river levy"
    passage = found[place % len(found)]
    [alone] = shares(question, passage)
    together = shares(question, *found)
    assert together[place % len(found)] == alone
    assert shares(question, passage + more)[0] >= alone
    chosen = np.array([place % len(found), 0])
    terms = key_terms(question, query_terms(question))
    assert coverage(terms, mentions(question, *found).at(chosen), PROFILE).tolist() == [alone, together[0]]
    if sum(length for length, _ in passage) <= PROFILE.coverage_words / 2:  # all of it is near
        assert alone == pytest.approx(len({word for _, words in passage for word in words}) / 4)


def test_a_question_without_words_is_covered_by_nothing():
    assert shares("???", [(5, ())], [(5, ()), (5, ())]).tolist() == [0, 0]


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
