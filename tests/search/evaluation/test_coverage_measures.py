"""Precision, recall and F1 of coverages."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.article import Article
from nutgraf.search.evaluation.coverage_measures import SET_MEASURES, measure_coverages, precision_recall_f1
from nutgraf.search.evaluation.report import render_coverage
from nutgraf.search.evaluation.test_collection import TestCollection

STORMS = {"first": "A storm hit Aberlour.", "second": "A storm hit Aberlour.", "third": "A storm of petitions came."}
QUERIES = {"q1": "storm", "q2": "petitions", "q3": "glacier"}


@pytest.fixture
def cover(searcher):
    """The coverage of words, as the fake model knows nothing else."""
    archive = searcher([Article(id=name, text=text) for name, text in STORMS.items()])
    return lambda question, *, as_of: archive.coverage(question, mode="bm25", as_of=as_of)


def test_measures_are_those_worked_by_hand(cover):
    qrels = {
        "q1": {"first": 1, "second": 1},  # three found, a folded copy among them, and two of these relevant
        "q2": {"third": 1, "first": 1, "second": 0},  # one found, one of two relevant ones; grade 0 is not relevant
        "q3": {"third": 1},  # nothing found: everything is 0
    }
    collection = TestCollection(QUERIES, qrels, True, {"u1": "storm", "u2": "avalanche"})
    results = measure_coverages(collection, cover)
    assert results.per_query.tolist() == [
        pytest.approx([2 / 3, 1, 0.8]),
        pytest.approx([1, 1 / 2, 2 / 3]),
        [0, 0, 0],
    ]
    assert results.found == {"q1": 3, "q2": 1, "q3": 0, "u1": 3, "u2": 0}
    plain = results.to_dict()
    assert plain["F1"]["mean"] == pytest.approx((0.8 + 2 / 3) / 3)
    assert plain["F1"]["low"] <= plain["F1"]["mean"] <= plain["F1"]["high"]
    assert (plain["found"], plain["unanswered"], plain["unanswered_with_any"]) == (4 / 3, 2, 1)


def test_a_question_whose_judgements_are_all_0_has_nothing_relevant(cover):
    collection = TestCollection(QUERIES, {"q1": {"first": 1}, "q2": {"third": 0}, "q3": {"third": 0}}, True)
    results = measure_coverages(collection, cover)
    assert len(results.per_query) == 1
    assert results.unanswered == ("q2", "q3")
    assert results.unanswered_with_any == 1


def test_each_question_is_asked_on_its_day(cover):
    asked = []

    def remember(question, *, as_of):
        asked.append((question, as_of))
        return cover(question, as_of=as_of)

    collection = TestCollection({"q1": "storm"}, {"q1": {"first": 1}}, True, {"u1": "glacier"})
    measure_coverages(collection.asked_on(date(2023, 4, 18)), remember)
    assert asked == [("storm", date(2023, 4, 18)), ("glacier", date(2023, 4, 18))]


def test_the_table_shows_means_intervals_and_what_had_no_answer(cover):
    collection = TestCollection({"q1": "storm"}, {"q1": {"first": 1}}, True, {"u1": "storm", "u2": "avalanche"})
    head, _, names, means, ends, _, nulls = render_coverage(measure_coverages(collection, cover)).splitlines()
    assert head == "1 question; the 95 % confidence interval stands below each mean"
    assert names.split() == [*SET_MEASURES, "found", "ms"]
    assert means.split()[:4] == ["0.333", "1.000", "0.500", "3.0"]
    assert ends.split() == ["0.333-0.333", "1.000-1.000", "0.500-0.500"]
    assert nulls == "1 of 2 questions with nothing relevant got any"


@given(st.sets(st.integers(0, 20)), st.sets(st.integers(0, 20), min_size=1))
def test_f1_is_the_harmonic_mean_and_lies_between(found, relevant):
    precision, recall, f1 = precision_recall_f1(found, relevant)
    assert min(precision, recall) - 1e-12 <= f1 <= max(precision, recall) + 1e-12
    assert f1 * (precision + recall) == pytest.approx(2 * precision * recall)
