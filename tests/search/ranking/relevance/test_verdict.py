import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.index.profile import RankingProfile
from nutgraf.search.ranking.relevance.verdict import METADATA_MATCH, NO_HITS, SMALL_TALK, Verdict, classify, explain

PROFILE = RankingProfile()


@pytest.mark.parametrize(("strong", "weak", "answer"), [(0.5, 0.3, "strong"), (0.51, 0.5, "weak"), (0.9, 0.51, "none")])
def test_a_probability_at_a_bound_reaches_it(strong, weak, answer):
    profile = RankingProfile(verdict_strong=strong, verdict_weak=weak)
    assert classify([0.5], "why", profile).answer == answer


def test_the_bounds_are_in_order():
    assert 0 < PROFILE.verdict_weak < PROFILE.verdict_strong < 1


@given(st.lists(st.floats(0, 1), min_size=1))
def test_the_first_hit_and_the_archive_have_figures_of_their_own(relevances):
    verdict = classify(relevances, "why", PROFILE)
    assert verdict.probability == relevances[0]
    assert verdict.archive == max(relevances)


def test_a_first_hit_that_does_not_answer_is_told_where_a_later_one_does():
    """The answer was "strong", and its reason that the first passage seems to be about something else."""
    verdict = classify([0.05, 0.7], "why", PROFILE)
    assert (verdict.answer, verdict.by_a_later_hit) == ("strong", True)
    assert verdict.reason == "why; a later one fits better"
    for relevances in ([0.7, 0.05], [0.4, 0.7], [0.05, 0.4], [0.05, 0.1]):
        verdict = classify(relevances, "why", PROFILE)
        assert (verdict.by_a_later_hit, verdict.reason) == (False, "why")


def test_fixed_verdicts_are_in_their_classes():
    for verdict in (NO_HITS, SMALL_TALK, METADATA_MATCH):
        assert classify([verdict.probability], verdict.reason, PROFILE) == verdict


@pytest.mark.parametrize(
    ("close", "missing", "caveat", "reason"),
    [
        (True, [], "", "is on this subject and mentions all words that matter"),
        (False, [], "", "seems to be about something else, but mentions all words that matter"),
        (True, ["aid"], "", "is on this subject, but does not mention aid"),
        (False, ["aid", "river"], "", "seems to be about something else and does not mention aid or river"),
        (None, ["a", "b", "c", "d"], "", "does not mention a, b or c"),
        (None, [], "it asks this itself", "mentions all words that matter; it asks this itself"),
    ],
)
def test_the_reason_is_in_plain_words(close, missing, caveat, reason):
    assert explain(close, missing, caveat) == f"the first passage {reason}"


def test_words_that_stand_far_apart_are_told():
    reason = explain(True, [], "", scattered=True)
    assert reason == "the first passage is on this subject and mentions all words that matter, far apart"


def test_a_verdict_is_json_values():
    assert Verdict("weak", 0.123456, 0.5, "why").to_dict() == {
        "answer": "weak", "probability": 0.123, "archive": 0.5, "reason": "why",
    }  # fmt: skip
