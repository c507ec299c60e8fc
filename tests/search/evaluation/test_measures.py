from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from nutgraf.corpus.article import Article
from nutgraf.search.evaluation.measures import MEASURES, bootstrap, evaluate, measure
from nutgraf.search.evaluation.test_collection import TestCollection


def test_measures_are_those_worked_by_hand(result):
    a, b, c = (Article(id=name, text="Text.") for name in "abc")
    answers = {"one": result(b, a), "two": result(c, b), "three": result(), "four": result(c, a, b)}
    collection = TestCollection(
        {"q1": "one", "q2": "two", "q3": "three", "q4": "four"},
        {"q1": {"a#p0": 1}, "q2": {"b#p0": 2, "c#p0": 1}, "q3": {"a#p0": 1}, "q4": {"c#p0": 1, "x#p0": 1}},
        by_article=False,
    )
    gain = {
        "q1": 1 / log2(3),  # the one right answer, second
        "q2": (1 + 2 / log2(3)) / (2 + 1 / log2(3)),  # both right ones, the better one second
        "q3": 0,  # no answer at all counts, and does not drop out of the mean
        "q4": 1 / (1 + 1 / log2(3)),  # one of two
    }
    means = evaluate(collection, lambda text, **_: answers[text]).means
    assert means == pytest.approx(
        {
            "nDCG@10": sum(gain.values()) / 4,
            "recall@20": (1 + 1 + 0 + 1 / 2) / 4,
            "MRR@10": (1 / 2 + 1 + 0 + 1) / 4,
            "hit@1": (0 + 1 + 0 + 1) / 4,
            "hit@10": (1 + 1 + 0 + 1) / 4,
        },
        abs=1e-6,
    )


def test_what_is_too_far_down_does_not_count(result):
    others = [Article(id=f"x{number}", text="Text.") for number in range(25)]
    answer = Article(id="a", text="Text.")
    collection = TestCollection({"q": "who?"}, {"q": {"a#p0": 1}}, by_article=False)
    for place, expected in (
        (10, {"hit@10": 1, "recall@20": 1}),
        (11, {"hit@10": 0, "recall@20": 1}),
        (21, {"hit@10": 0, "recall@20": 0}),
    ):
        means = evaluate(collection, lambda _, place=place, **__: result(*others[: place - 1], answer)).means
        assert {name: means[name] for name in expected} == expected
        assert means["MRR@10"] == pytest.approx(1 / 10 if place == 10 else 0)


def test_an_article_ranks_where_its_best_passage_does(searcher):
    archive = searcher(
        [
            Article(id="a", text="storm storm storm\n\nstorm storm storm\n\none storm in a paragraph of many words"),
            Article(id="b", text="nothing here\n\na storm and a storm"),
        ]
    )
    result_of_storm = archive.search("storm", mode="bm25", collapse=False)
    assert [hit.article.id for hit in result_of_storm.hits] == ["a", "a", "b", "a"]
    for answer, measured in (("a", 1), ("b", 1 / 2)):
        collection = TestCollection({"q": "storm"}, {"q": {answer: 1}}, by_article=True)
        assert evaluate(collection, lambda _, **__: result_of_storm).means["MRR@10"] == measured


def test_a_copy_that_was_folded_into_a_hit_ranks_right_behind_it(searcher):
    texts = {"first": "storm storm", "second": "storm storm", "third": "one storm in a paragraph of many words"}
    result_of_storm = searcher([Article(id=it, text=text) for it, text in texts.items()]).search("storm", mode="bm25")
    assert len(result_of_storm.hits) == 2
    for by_article, mark in ((True, ""), (False, "#p0")):
        collection = TestCollection({"q": "storm"}, {"q": {f"second{mark}": 1}}, by_article)
        assert evaluate(collection, lambda _, **__: result_of_storm).run == {"q": [f"{it}{mark}" for it in texts]}


def test_the_order_of_hits_counts_and_not_their_scores(result):
    a, b = (Article(id=name, text="Text.") for name in "ab")
    collection = TestCollection({"q": "who?"}, {"q": {"b#p0": 1}}, by_article=False)
    assert evaluate(collection, lambda _, **__: result(b, a, score=0.5)).means["hit@1"] == 1
    assert evaluate(collection, lambda _, **__: result(a, b, score=0.5)).means["hit@1"] == 0


def test_a_question_that_a_run_lacks_counts_nothing_but_stays_in_the_mean():
    collection = TestCollection({"q1": "who?", "q2": "where?"}, {"q1": {"a": 1}, "q2": {"b": 1}}, by_article=True)
    scores = measure(collection, {"q2": ["b"]})
    assert scores.per_query.tolist() == [[0] * 5, [1] * 5]  # in the order of the questions
    assert set(scores.means.values()) == {1 / 2}


def test_each_question_is_told_of_and_timed(result):
    collection = TestCollection({"q1": "who?", "q2": "where?"}, {"q1": {"a": 1}, "q2": {"b": 1}}, by_article=True)
    calls = []
    scores = evaluate(
        collection, lambda _, **__: result(Article(id="a", text="Text.")), on_query=lambda: calls.append(1)
    )
    assert len(calls) == 2
    assert scores.run == {"q1": ["a"], "q2": ["a"]}
    assert scores.seconds > 0
    assert [*scores.to_dict()] == ["nDCG@10", "recall@20", "MRR@10", "hit@1", "hit@10", "seconds"]
    assert scores.to_dict()["hit@1"] == {"mean": 0.5, "low": 0.0, "high": 1.0}


@given(arrays(np.float64, st.tuples(st.integers(1, 40), st.just(len(MEASURES))), elements=st.floats(0, 1)))
def test_an_interval_holds_its_mean_and_nothing_outside_the_values(values):
    for column, (mean, low, high) in enumerate(bootstrap(values).values()):
        assert mean == pytest.approx(values[:, column].mean())
        assert low - 1e-9 <= mean <= high + 1e-9
        assert values[:, column].min() - 1e-9 <= low
        assert high <= values[:, column].max() + 1e-9


def test_an_interval_is_as_wide_as_theory_has_it_and_the_same_every_time():
    values = np.tile([[0.0], [1.0]], (200, len(MEASURES)))
    estimate = bootstrap(values)["nDCG@10"]
    reach = 1.96 * 0.5 / 400**0.5  # of a mean of 400 throws of a coin
    assert estimate == pytest.approx((0.5, 0.5 - reach, 0.5 + reach), abs=0.005)
    assert bootstrap(values)["nDCG@10"] == estimate
