"""Unusual words and names."""

from __future__ import annotations

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.article import Article
from nutgraf.search.coverage.terms import log_likelihood


def test_the_ratio_worked_by_hand():
    # 8 of 10 passages inside, 2 of 90 outside: expected 1 and 9 with the word, 9 and 81 without
    expected = 2 * (8 * log(8 / 1) + 2 * log(2 / 9) + 2 * log(2 / 9) + 88 * log(88 / 81))
    assert log_likelihood(8, 10, 2, 90) == pytest.approx(expected)
    assert log_likelihood(1, 10, 9, 90) == 0
    assert log_likelihood(0, 10, 0, 90) == 0
    assert log_likelihood(10, 10, 0, 0) == 0


@given(st.integers(0, 50), st.integers(1, 50), st.integers(0, 500), st.integers(0, 500))
def test_it_is_never_negative_and_only_what_is_more_frequent_counts(inside, of_inside, outside, of_outside):
    inside, outside = min(inside, of_inside), min(outside, of_outside)
    value = log_likelihood(inside, of_inside, outside, of_outside)
    assert value >= -1e-9
    if inside * of_outside <= outside * of_inside:
        assert value == 0


def test_names_are_listed_whole_and_words_of_the_question_and_function_words_are_not(searcher):
    texts = [f"The flood took the house of Ada Quill, and Ada Quill spoke of sandbags on day {n}." for n in range(6)]
    others = [f"The council of Estmark spoke of ticket {n} and of the house." for n in range(40)]
    articles = [Article(id=f"a{n}", text=text, language="en") for n, text in enumerate([*texts, *others])]
    report = searcher(articles).coverage("the flood", mode="bm25", collapse=False).terms(limit=5)
    listed = [it.term for it in report.terms]
    assert listed[0] in ("Ada Quill", "sandbags")
    assert {"Ada Quill", "sandbags"} <= {*listed}
    assert not {"Ada", "Quill", "flood", "the", "of", "and"} & {*listed}
    assert all(it.passages == it.articles == 6 == it.archive for it in report.terms if it.term == "Ada Quill")
    assert len(report.to_dict()["terms"]) == len(listed) <= 5


def test_plain_words_and_numbers_are_not_listed_but_acronyms_are(searcher):
    texts = [
        f"The flood came above the mill, Adler said; twelve of 204 sandbags must go, thirty-one went: {name}, WHO."
        for name in ("Ada", "Bo", "Cy", "Di")
    ]
    others = [f"The council of Estmark spoke of ticket {n}." for n in range(40)]
    articles = [Article(id=f"a{n}", text=text, language="en") for n, text in enumerate([*texts, *others])]
    report = searcher(articles).coverage("the flood at the mill", mode="bm25", collapse=False).terms()
    assert {it.term for it in report.terms} == {"Adler", "sandbags", "WHO"}
