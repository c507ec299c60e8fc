import numpy as np
import pytest
from nutgraf.corpus.article import Article
from nutgraf.index.embedding.cosine_scale import CosineScale
from nutgraf.index.profile import RankingProfile
from nutgraf.search.evaluation.systems import SYSTEMS, half_and_half, reciprocal_rank_fusion
from nutgraf.search.query.options import MODES

ARTICLES = [
    Article(id="a", text="the storm at the bridge"),
    Article(id="b", text="a fire in the school"),
    Article(id="c", text="storm storm in the harbour"),
]


class Legs:
    """A searcher that returns a fixed ranking for each mode."""

    def __init__(self, result, **rankings):
        self.result, self.rankings, self.depths = result, rankings, []

    def search(self, question, *, k, mode, collapse, as_of):
        assert as_of is None
        assert not collapse  # a leg's folding would hide passages from the other
        self.depths.append(k)
        return self.result(*(Article(id=it, text="Text.") for it in self.rankings[mode]), query=question)


@pytest.mark.parametrize("name", SYSTEMS)
def test_every_setting_gives_the_k_best_with_ranks_from_1(searcher, name):
    archive = searcher(ARTICLES)
    hits = SYSTEMS[name](archive, "storm", k=2).hits
    assert [hit.rank for hit in hits] == [1, 2]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize("mode", MODES)
def test_a_mode_is_what_the_searcher_finds_in_it(searcher, mode):
    archive = searcher(ARTICLES)
    assert SYSTEMS[mode](archive, "storm", k=2) == archive.search("storm", k=2, mode=mode)


def test_half_and_half_weighs_the_cosine_as_much_as_the_words_whatever_the_scale_of_the_model():
    scale = CosineScale(unrelated=0.7, related=0.9)
    weight = half_and_half(RankingProfile(), scale).meaning_weight
    closeness = scale.closeness(np.array([0.7, 0.8], np.float32))
    gained = weight * (closeness[1] - closeness[0])  # by 0.1 of the cosine
    assert gained == pytest.approx((1 - weight) * 0.1)


def test_reciprocal_ranks_are_those_worked_by_hand(result):
    legs = Legs(result, dense="abc", bm25="cd")
    fused = reciprocal_rank_fusion(legs, "who?", k=3)
    assert [(hit.article.id, hit.score) for hit in fused.hits] == [
        ("c", pytest.approx(1 / 63 + 1 / 61)),  # third and first
        ("a", pytest.approx(1 / 61)),
        ("b", pytest.approx(1 / 62)),  # as good as d, which the dense leg does not know
    ]
    assert fused.query == "who?"


def test_reciprocal_ranks_look_deeper_than_what_they_give(result):
    legs = Legs(result, dense="ab", bm25="b")
    assert [hit.article.id for hit in reciprocal_rank_fusion(legs, "who?", k=1).hits] == ["b"]
    assert legs.depths == [100, 100]
