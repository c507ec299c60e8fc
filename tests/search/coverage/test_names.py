"""The names of a question, which the articles of its coverage must hold."""

from __future__ import annotations

import pytest
from nutgraf.corpus.article import Article

TOWNS = ("Morrowby", "Estmark", "Veldhaven", "Luhe")


@pytest.fixture
def dams(searcher):
    """A dam in each town; the second passage of each article does not name it."""
    texts = {
        town: f"The dam of {town} has cracks.\n\nAfter {number} cracks in the dam its closure is near."
        for number, town in enumerate(TOWNS, 11)
    }
    return searcher([Article(id=town, text=text, language="en") for town, text in texts.items()])


def covered(archive, question, **options):
    return {hit.article.id for hit in archive.coverage(question, **options).every_hit}


def test_another_town_with_the_same_affair_is_not_covered(dams):
    assert covered(dams, "cracks in the dam of Morrowby") == {"Morrowby"}
    assert covered(dams, "Cracks in the dam of Morrowby") == {"Morrowby"}  # the capital of the first word tells nothing


def test_a_passage_that_does_not_repeat_the_name_is_of_its_article(dams):
    found = {
        hit.id
        for hit in dams.coverage("cracks and closure of the dam of Morrowby", mode="bm25", collapse=False).every_hit
    }
    assert found == {"Morrowby#p0", "Morrowby#p1"}


def test_of_several_names_one_may_do(dams):
    assert covered(dams, "cracks and closure of the dam of Morrowby or of Estmark", mode="bm25") == {
        "Morrowby",
        "Estmark",
    }


def test_a_question_without_names_or_with_unknown_ones_and_a_given_cut_ask_for_none(dams):
    assert covered(dams, "cracks in the dam") == {*TOWNS}
    assert covered(dams, "cracks in the dam of Morrowby", min_relevance=0) == {*TOWNS}
