"""Trust in the meaning of passages, by how well the model knows their language."""

from dataclasses import replace

import numpy as np
import pytest
from nutgraf.corpus.article import Article
from nutgraf.index.embedding.familiarity import Familiarity
from nutgraf.index.filter import Filter
from nutgraf.index.profile import RankingProfile
from nutgraf.search.ranking.relevance.model import answer_probabilities, probabilities
from nutgraf.search.ranking.trust import trust_in_meaning

PROFILE = RankingProfile()
STORIES = [
    Article(id="en", text="The mayor spoke of the river.", language="en", source="Herald"),
    Article(id="th", text="The river rose, the mayor said.", language="th", source="Gazette"),
    Article(id="de", text="A mayor, a river.", language="de", source="Herald"),
]


def knowing(archive, told):
    """The archive, as if its languages had been measured so."""
    store = archive.store
    store.generation = replace(
        store.generation, familiarity={code: Familiarity(share, 9) for code, share in told.items()}
    )
    return store


@pytest.mark.parametrize(
    ("told", "trust"),
    [(0.5, 0), (0.4, 0), (0.9, 1), (0.97, 1), (0.7, 0.5**PROFILE.familiar_power)],
)
def test_trust_goes_from_chance_to_as_good_as_known(searcher, told, trust):
    store = knowing(searcher(STORIES), {"th": told})
    assert trust_in_meaning(store, [0, 1, 2], PROFILE).tolist() == pytest.approx([1, trust, 1])


def test_passages_of_a_language_that_is_not_known_rank_by_words(searcher):
    archive = searcher(STORIES)
    knowing(archive, {"th": 0.5, "de": 0.5, "en": 0.5})
    by_words = archive.search("the mayor and the river", mode="bm25").hits
    hybrid = archive.search("the mayor and the river").hits
    assert {hit.id: hit.relevance for hit in hybrid} == pytest.approx({hit.id: hit.relevance for hit in by_words})


def test_a_filter_changes_no_trust_and_no_relevance(searcher):
    archive = searcher(STORIES)
    knowing(archive, {"th": 0.7})
    everywhere = {hit.id: hit.relevance for hit in archive.search("the mayor and the river").hits}
    for source in ("Herald", "Gazette"):
        hits = archive.search("the mayor and the river", filters=Filter(source=(source,))).hits
        assert {hit.id: hit.relevance for hit in hits} == {hit.id: everywhere[hit.id] for hit in hits}


def test_full_trust_is_the_relevance_of_both_legs_and_none_that_of_words():
    closeness, shares = np.array([0.3, 1.1], np.float32), np.array([0.5, 1], np.float32)
    full = answer_probabilities(closeness, shares, np.ones(2, np.float32), PROFILE)
    assert full.tolist() == probabilities(closeness, shares, PROFILE.relevance).tolist()
    none = answer_probabilities(closeness, shares, np.zeros(2, np.float32), PROFILE)
    assert none.tolist() == probabilities(None, shares, PROFILE.relevance_bm25).tolist()
