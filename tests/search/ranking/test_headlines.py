"""Headlines: where a question asks for a name, the passage that says it comes before one that says "the star"."""

from dataclasses import replace

import pytest
from nutgraf.corpus.article import Article
from nutgraf.index.profile import RankingProfile

NAMES = "Vera Lind received the award of the Navy in Arlen, where the harbour was closed."
SAYS_SHE = "The star received the award of the Navy in Arlen on Tuesday."
HEADLINE = "Vera Lind gets the award of the Navy"


@pytest.fixture
def archive(searcher):
    others = [Article(id=f"o{number}", text=f"The mayor of Lund spoke {number} times.") for number in range(5)]
    return searcher([Article(id="star", title=HEADLINE, text=f"{SAYS_SHE}\n\n{NAMES}"), *others])


def first(archive, question, **options):
    return archive.search(question, **options).hits[0].passage.text


@pytest.mark.parametrize("ask", ["Which actor received", "Who received", "What is the name of the actor who received"])
def test_the_passage_that_names_whom_the_headline_names_comes_first(archive, ask):
    question = f"{ask} the award of the Navy?"
    without = archive.with_profile(replace(RankingProfile(), headline_boost=0))
    assert first(without, question) == SAYS_SHE
    assert first(archive, question) == NAMES


@pytest.mark.parametrize(
    "question",
    [
        "When was the award of the Navy received on Tuesday?",  # asks for no name
        "Which award of the Navy did the actor Vera Lind receive?",  # has the names
    ],
)
def test_no_other_question_changes(archive, question):
    without = archive.with_profile(replace(RankingProfile(), headline_boost=0))
    assert [hit.score for hit in archive.search(question).hits] == [hit.score for hit in without.search(question).hits]


def test_a_headline_about_something_else_counts_for_nothing(searcher):
    title = "Stars, storms and a Lind tree: the week in Vera's Arlen"
    archive = searcher([Article(id="star", title=title, text=f"{SAYS_SHE}\n\n{NAMES}")])
    assert first(archive, "Who received the award of the Navy?") == SAYS_SHE


@pytest.mark.parametrize("mode", ["dense", "bm25"])
def test_a_leg_alone_is_what_it_is(archive, mode):
    question = "Which actor received the award of the Navy?"
    without = archive.with_profile(replace(RankingProfile(), headline_boost=0))
    hits, same = (it.search(question, mode=mode).hits for it in (archive, without))
    assert [(hit.id, hit.score) for hit in hits] == [(hit.id, hit.score) for hit in same]
