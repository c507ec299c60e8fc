"""Copies, boilerplate and several hits of one article in the results of a search."""

from itertools import count

import pytest
from nutgraf.corpus.article import Article
from nutgraf.index.profile import RankingProfile
from nutgraf.search.library.lookup import look_up

STORIES = RankingProfile().boilerplate_stories
MODES = ("hybrid", "dense", "bm25")
WIRE = (
    "The ferry sank off Skarrow on Sunday night with 214 people on board, the coastguard said. Rescuers pulled 12 "
    "bodies from the water by noon and the search will continue, a spokesman told reporters."
)
PLUG = "Sign up here for the ferry letter of the morning."


def of_its_own(number):
    """Make two unique paragraphs."""
    return [" ".join(f"{chr(97 + number)}{part}{chr(97 + step)}" for step in range(12)) for part in "xy"]


def article(number, *paragraphs, **fields):
    return Article(id=f"s{number}", text="\n\n".join([*of_its_own(number), *paragraphs]), **fields)


@pytest.fixture
def archive(searcher):
    """One wire report in three outlets, boilerplate under many stories, and two reports of another ferry."""
    numbers = count()
    copies = (WIRE, "SKARROW (Reuters) - " + WIRE, WIRE.replace("coastguard", "coast guard"))
    return searcher(
        [
            *(article(next(numbers), copy, source=f"Outlet {place}") for place, copy in enumerate(copies)),
            *(article(next(numbers), PLUG) for _ in range(STORIES)),
            article(
                next(numbers), "A ferry came in late.", "The ferry was new, and full of people.", "No ferry today."
            ),
        ]
    )


def ids(result):
    return [hit.id for hit in result.hits]


@pytest.mark.parametrize("mode", MODES)
def test_copies_are_one_hit_that_lists_the_others(archive, mode):
    result = archive.search("when did the ferry sink off Skarrow with 214 people?", mode=mode)
    wire = [hit for hit in result.hits if {hit.id, *(copy.id for copy in hit.copies)} & {"s0#p2", "s1#p2", "s2#p2"}]
    assert len(wire) == 1
    assert {wire[0].id, *(copy.id for copy in wire[0].copies)} == {"s0#p2", "s1#p2", "s2#p2"}
    for copy in wire[0].copies:
        assert copy.article == archive.article(copy.article.id)
        assert copy.passage == archive.passages(copy.article.id)[2]


@pytest.mark.parametrize("mode", MODES)
def test_folding_removes_only_boilerplate_and_changes_no_score(archive, mode):
    question = "the ferry, Skarrow and people"
    apart = archive.search(question, k=100, mode=mode, collapse=False).hits
    folded = archive.search(question, k=100, mode=mode).hits
    rank = {hit.id: hit.rank for hit in apart}
    plugs = {f"s{number}#p2" for number in range(3, 3 + STORIES)}
    together = [hit_id for hit in folded for hit_id in (hit.id, *(copy.id for copy in hit.copies))]
    assert len(together) == len(set(together))
    assert plugs <= rank.keys()
    assert set(together) == rank.keys() - plugs
    assert {hit.copies for hit in apart} == {()}
    scores = {hit.id: hit.score for hit in apart}
    assert all(hit.score == scores[hit.id] for hit in folded)
    assert [hit.rank for hit in folded] == [*range(1, len(folded) + 1)]
    assert [rank[hit.id] for hit in folded] == sorted(rank[hit.id] for hit in folded)
    for hit in folded:
        below = [rank[copy.id] for copy in hit.copies]
        assert below == sorted(below)
        assert all(rank[hit.id] < lower for lower in below)


def test_boilerplate_does_not_rank_but_is_kept(archive):
    assert PLUG not in {hit.passage.text for hit in archive.search(PLUG, k=100).hits}
    assert archive.search(PLUG, collapse=False).hits[0].passage.text == PLUG
    assert look_up(archive.store, "s3#p2").passages[0].text == PLUG
    neighbours = archive.search(of_its_own(3)[1], k=1, neighbours=1).hits[0].neighbours
    assert [passage.text for passage in neighbours] == [of_its_own(3)[0], PLUG]


@pytest.mark.parametrize("collapse", [True, False])
@pytest.mark.parametrize("mode", MODES)
def test_no_article_has_more_hits_than_the_limit(archive, mode, collapse):
    every = archive.search("ferry", k=100, mode=mode, collapse=collapse).hits
    for most in (1, 2):
        expected = []
        for hit in every:
            if sum(other.article == hit.article for other in expected) < most:
                expected.append(hit)
        result = archive.search("ferry", k=100, mode=mode, collapse=collapse, max_per_article=most)
        assert ids(result) == [hit.id for hit in expected]
        assert len(expected) < len(every)


def test_copies_of_one_article_do_not_count_against_another(searcher):
    first = Article(id="one", title="Skarrow ferry", text=WIRE)
    archive = searcher([first, Article(id="two", text=f"{WIRE}\n\nA ferry came in late.")])
    result = archive.search("ferry Skarrow", max_per_article=1)
    assert ids(result) == ["one#p0", "two#p1"]
    assert [copy.id for copy in result.hits[0].copies] == ["two#p0"]


@pytest.mark.parametrize("mode", MODES)
def test_wire_copy_under_what_each_of_many_outlets_adds_is_no_boilerplate(searcher, mode):
    archive = searcher([article(number, WIRE, source=f"Outlet {number}") for number in range(STORIES + 1)])
    hit = archive.search("when did the ferry sink off Skarrow with 214 people?", mode=mode).hits[0]
    assert hit.passage.text == WIRE
    assert len(hit.copies) == STORIES


@pytest.mark.parametrize("mode", MODES)
def test_boilerplate_that_is_quoted_is_an_answer(archive, mode):
    result = archive.search('who wrote "ferry letter of the morning"?', mode=mode)
    assert result.hits[0].passage.text == PLUG
