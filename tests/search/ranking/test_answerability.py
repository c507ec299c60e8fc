from dataclasses import replace
from math import exp, log

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from nutgraf.corpus.article import Article
from nutgraf.index.analysis.query import query_terms
from nutgraf.index.profile import RankingProfile, VerdictCoefficients
from nutgraf.search.ranking.answerability import (
    NO_HITS,
    AnswerabilityFeatures,
    Coverage,
    Verdict,
    classify,
    coverage,
    expected_maximum,
)

PROFILE = RankingProfile()

ANSWERS = ("none", "weak", "strong")
cosines, standings, shares, counts = st.floats(-1, 1), st.floats(-5, 10), st.floats(0, 1), st.integers(0, 99)
MODELS = {
    "both legs": (PROFILE.verdict_hybrid, AnswerabilityFeatures(0.5, 2.0, Coverage(0.75, 5, ()))),
    "dense alone": (PROFILE.verdict_dense, AnswerabilityFeatures(0.5, None, Coverage(0.75, 5, ()))),
    "bm25 alone": (PROFILE.verdict_bm25, AnswerabilityFeatures(None, None, Coverage(0.75, 5, ()))),
}
covered = st.builds(Coverage, shares, counts, st.just(()))
features = st.one_of(
    st.builds(AnswerabilityFeatures, cosines, standings, covered),
    st.builds(AnswerabilityFeatures, cosines, st.none(), covered),
    st.builds(AnswerabilityFeatures, st.none(), st.none(), covered),
)


def changed(features, **values):
    """Change features; `share` and `terms` are those of the coverage."""
    inside = {name: values.pop(name) for name in ("share", "terms") if name in values}
    return replace(features, **values, coverage=replace(features.coverage, **inside))


@pytest.mark.parametrize("legs", MODELS)
def test_the_probability_is_the_one_worked_by_hand(legs):
    model, known = MODELS[legs]
    odds = (
        model.intercept
        + model.cosine * (known.cosine or 0)
        + model.standing * (known.standing or 0)
        + model.coverage * 0.75
        + model.length * log(5)
    )
    assert classify(known, PROFILE).probability == pytest.approx(exp(odds) / (1 + exp(odds)))


@given(features, st.sampled_from(["cosine", "standing", "share", "terms"]), st.integers(0, 3))
def test_the_probability_grows_with_each_feature(features, name, more):
    value = getattr(features.coverage if name in ("share", "terms") else features, name)
    assume(value is not None)
    before, after = classify(features, PROFILE), classify(changed(features, **{name: value + more}), PROFILE)
    assert after.probability >= before.probability
    assert ANSWERS.index(after.answer) >= ANSWERS.index(before.answer)


@pytest.mark.parametrize("legs", MODELS)
def test_a_perfect_hit_is_strong_and_one_without_any_match_is_none(legs):
    _, known = MODELS[legs]
    best, worst = {"cosine": 0.9, "standing": 4.0, "share": 1.0}, {"cosine": 0.0, "standing": -1.0, "share": 0.0}
    for values, answer in ((best, "strong"), (worst, "none")):
        values = {name: value for name, value in values.items() if getattr(known, name, 0) is not None}
        assert classify(changed(known, **values), PROFILE).answer == answer


@pytest.mark.parametrize(("strong", "weak", "answer"), [(0.5, 0.3, "strong"), (0.51, 0.5, "weak"), (0.9, 0.51, "none")])
def test_a_probability_at_a_threshold_reaches_it(strong, weak, answer):
    even_odds = VerdictCoefficients(intercept=0.0)
    profile = RankingProfile(verdict_bm25=even_odds, verdict_strong=strong, verdict_weak=weak)
    assert classify(AnswerabilityFeatures(None, None, Coverage(0.5, 5, ())), profile).answer == answer


def test_the_bounds_are_in_order():
    assert 0 < PROFILE.verdict_weak < PROFILE.verdict_strong < 1


@pytest.mark.parametrize("count", [10, 100, 1_000])
def test_the_expected_maximum_approximates_random_draws(count):
    draws = np.random.default_rng(0).standard_normal((1_000, count)).max(axis=1)
    assert draws.mean() < expected_maximum(count) < draws.mean() + 0.75


def test_no_hits_are_no_answer():
    assert (NO_HITS.answer, NO_HITS.probability) == ("none", 0)


def test_the_reason_names_what_is_missing_rarest_first_and_no_more_than_can_be_read():
    missing = [f"word{number}" for number in range(9)]
    reason = classify(AnswerabilityFeatures(0.456, 1.0, Coverage(0.25, 12, missing)), PROFILE).reason
    assert "cosine 0.46" in reason
    assert "25%" in reason
    assert "lacks word0, word1, word2" in reason
    assert "word3" not in reason


def test_the_reason_leaves_out_an_unused_leg_and_missing_terms_if_none():
    reason = classify(AnswerabilityFeatures(None, None, Coverage(1.0, 3, ())), PROFILE).reason
    assert "cosine" not in reason
    assert "lacks" not in reason


def test_a_verdict_is_json_values():
    assert Verdict("weak", 0.123456, "why").to_dict() == {"answer": "weak", "probability": 0.123, "reason": "why"}


# At the door

STORIES = [
    Article(id="a", title="Ice", text="A storm tore down the bridge.\n\nNobody was hurt.", source="Harbour Gazette"),
    Article(id="b", title="School", text="A storm in a teacup, and no harm.", source="Northern Wire"),
]


def idf(holders, passages=3):
    return log(1 + (passages - holders + 0.5) / (holders + 0.5))


@pytest.mark.parametrize("mode", ["hybrid", "dense", "bm25"])
def test_a_verdict_is_computed_from_the_best_hit(searcher, mode):
    result = searcher(STORIES).search("did the storm tear down the bridge to the xylophone on ice?", mode=mode)
    best = result.hits[0]
    assert best.id == "a#p0"
    covered_idf = idf(2) + 2 * idf(1) + idf(0)  # storm; down, bridge; ice, which only the title has
    lost = 2 * idf(0)  # tear, which is no form of tore, and xylophone
    standing = best.score - expected_maximum(3) if mode == "hybrid" else None
    covered = Coverage(covered_idf / (covered_idf + lost), 6, ["tear", "xylophone"])
    expected = classify(AnswerabilityFeatures(best.cosine, standing, covered), PROFILE)
    assert result.verdict.reason == expected.reason
    assert result.verdict.probability == pytest.approx(expected.probability, abs=1e-5)


def test_boosts_do_not_raise_the_probability(searcher):
    archive = searcher(STORIES)
    question = 'did the Harbour Gazette say that "the storm tore" or that "a storm tore down the bridge"?'
    preferred, plain = archive.search(question), archive.search(question, literal=True)
    assert preferred.hits[0].score > plain.hits[0].score
    assert preferred.hits[0].id == plain.hits[0].id
    assert preferred.verdict == plain.verdict


def test_a_question_without_hits_has_no_answer(searcher):
    assert searcher([]).search("storm").verdict == NO_HITS
    assert searcher(STORIES).search("xylophone", mode="bm25").verdict == NO_HITS


@pytest.mark.parametrize("legs", MODELS)
def test_a_pasted_article_gains_nothing_by_its_length(legs):
    _, known = MODELS[legs]
    longest = changed(known, terms=PROFILE.verdict_longest)
    assert classify(changed(known, terms=5_000), PROFILE) == classify(longest, PROFILE)


def test_coverage_is_weighted_by_idf_and_names_the_rarest_term_that_is_missing_first():
    terms = query_terms("Did mayors vote on the river taxes in a storm?")
    idf_of = {"mayor": 2.0, "vote": 0.25, "river": 0.5, "tax": 1.0, "storm": 4.0}
    weights = np.array([idf_of.get(term.stems[0], 0.125) for term in terms], np.float32)
    mentioned = np.array([term.stems[0] in ("mayor", "storm", "the") for term in terms])
    covered = coverage(terms, weights, mentioned)
    assert (covered.share, covered.terms, covered.missing) == (pytest.approx(6 / 7.75), 5, ["taxes", "river", "vote"])
    more = coverage(terms, weights, mentioned, metadata="Taxed in May, voting")
    assert (more.share, more.terms, more.missing) == (pytest.approx(7.25 / 7.75), 5, ["river"])
