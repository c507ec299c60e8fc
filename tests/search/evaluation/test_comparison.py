from math import log2

import pytest
from nutgraf.search.evaluation.comparison import QueryComparison, compare
from nutgraf.search.evaluation.measures import measure
from nutgraf.search.evaluation.test_collection import TestCollection

JUDGED = TestCollection(
    {"q1": "who?", "q2": "where?", "q3": "when?", "q4": "why?"},
    {"q1": {"a": 1}, "q2": {"b": 1}, "q3": {"c": 1, "x": 0}, "q4": {"d": 1}},
    by_article=True,
)
OURS = {"q1": ["a"], "q2": ["x", "b"], "q3": ["y", "c"], "q4": ["d"]}
THEIRS = {"q1": ["x", "a"], "q2": ["b"], "q3": ["x", "c"]}
SECOND = 1 / log2(3)


def test_questions_are_won_lost_or_equal():
    compared = compare(JUDGED, ("ours", "theirs"), measure(JUDGED, OURS), measure(JUDGED, THEIRS))
    assert compared.losses == (QueryComparison("q2", "where?", (pytest.approx(SECOND), 1), (2, 1)),)
    assert compared.wins == (
        QueryComparison("q4", "why?", (1, 0), (1, None)),  # which they do not answer
        QueryComparison("q1", "who?", (1, pytest.approx(SECOND)), (1, 2)),
    )
    assert compared.equal == 1
    assert compared.means["nDCG@10"] == pytest.approx(((2 + 2 * SECOND) / 4, (1 + 2 * SECOND) / 4))
    assert compared.differences["nDCG@10"].mean == pytest.approx(1 / 4)
    assert compared.differences["hit@1"].mean == pytest.approx((2 - 1) / 4)


def test_turned_round_losses_are_wins():
    ours, theirs = measure(JUDGED, OURS), measure(JUDGED, THEIRS)
    one, other = compare(JUDGED, ("a", "b"), ours, theirs), compare(JUDGED, ("b", "a"), theirs, ours)
    assert [it.query for it in one.losses] == [it.query for it in other.wins]
    assert [it.query for it in one.wins] == [it.query for it in other.losses]
    for measured, (mean, low, high) in one.differences.items():
        assert other.differences[measured] == pytest.approx((-mean, -high, -low))


def test_the_same_ranking_differs_by_nothing():
    compared = compare(JUDGED, ("a", "b"), measure(JUDGED, OURS), measure(JUDGED, OURS))
    assert set(compared.differences.values()) == {(0, 0, 0)}
    assert (compared.losses, compared.wins, compared.equal) == ((), (), 4)


def test_json_names_whose_figures_they_are():
    plain = compare(JUDGED, ("ours", "theirs"), measure(JUDGED, OURS), measure(JUDGED, THEIRS)).to_dict()
    assert (plain["names"], plain["won"], plain["lost"], plain["equal"]) == (["ours", "theirs"], 2, 1, 1)
    assert plain["wins"][0] == {
        "id": "q4",
        "text": "why?",
        "nDCG@10": {"ours": 1.0, "theirs": 0.0},
        "first_relevant": {"ours": 1, "theirs": None},
    }
    assert plain["differences"]["hit@10"].keys() == {"mean", "low", "high"}
