"""What a reranker may change, and what not."""

from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.article import Article
from nutgraf.corpus.errors import NutgrafError
from nutgraf.search.library.rerankers import Rerankers
from nutgraf.search.library.searcher import Searcher
from nutgraf.search.ranking.reranking import blend, excerpt
from small_indexes.fakes import FakeEmbedder, index_at

QUESTION = "what did the mayor say of the river"
ARTICLES = [
    Article(id=f"a{number}", text=f"{who} said {what} of the river.", source=("Herald", "Gazette")[number % 2])
    for number, (who, what) in enumerate(
        (who, what)
        for who in ("The mayor", "A minister", "The storm", "Nobody")
        for what in ("nothing", "much", "that the mayor is ill", "the worst", "a word", "lies")
    )
]


class FakeReranker:
    """Scores passages by a seed, and remembers what it was given."""

    kind = "cross-encoder"

    def __init__(self, seed=0, scores=None):
        self._seed, self._scores = seed, scores
        self.question = self.passages = self.weights = None

    def scores(self, question, passages, weights):
        self.question, self.passages, self.weights = question, list(passages), dict(weights)
        if self._scores:
            return np.array([self._scores(text) for text in passages], np.float32)
        return np.random.default_rng(self._seed).normal(size=len(passages)).astype(np.float32)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory):
    place = index_at(tmp_path_factory.mktemp("reranking") / "index", ARTICLES)
    return Searcher(place, embedder=FakeEmbedder(), follow=False)


def reread(searcher, reranker, question=QUESTION, **options):
    with patch.object(Rerankers, "named", lambda *_: reranker):
        return searcher.search(question, rerank="late", collapse=False, k=100, **options)


@given(
    seed=st.integers(0, 1_000),
    depth=st.integers(1, 40),
    mode=st.sampled_from(["hybrid", "dense", "bm25"]),
    question=st.sampled_from([QUESTION, "the mayor in the Herald", '"that the mayor is ill" river', "Gazette"]),
)
def test_the_best_stay_the_best_and_the_rest_keeps_its_order(searcher, seed, depth, mode, question):
    before = searcher.search(question, collapse=False, k=100, mode=mode).hits
    after = reread(searcher, FakeReranker(seed), question, mode=mode, rerank_depth=depth).hits
    assert {hit.id for hit in after[:depth]} == {hit.id for hit in before[:depth]}
    assert [(hit.id, hit.score) for hit in after[depth:]] == [(hit.id, hit.score) for hit in before[depth:]]
    scores = [hit.score for hit in after]
    assert scores == sorted(scores, reverse=True)
    assert [hit.rank for hit in after] == [*range(1, len(after) + 1)]


@given(seed=st.integers(0, 1_000), mode=st.sampled_from(["hybrid", "dense", "bm25"]))
def test_a_quoted_phrase_is_never_pushed_below_what_lacks_it(searcher, seed, mode):
    hits = reread(searcher, FakeReranker(seed), 'who said "that the mayor is ill"', mode=mode).hits
    holds = ["that the mayor is ill" in hit.passage.text for hit in hits]
    assert any(holds)
    assert holds == sorted(holds, reverse=True)


def test_the_order_of_the_best_is_that_of_the_reader(searcher):
    before = [hit.passage.text for hit in searcher.search(QUESTION, k=5, collapse=False).hits]
    alone = searcher.with_profile(replace(searcher.profile, rerank_weights={"cross-encoder": 1.0}))
    after = reread(alone, FakeReranker(scores=lambda text: float(before.index(text))), rerank_depth=5)
    assert [hit.passage.text for hit in after.hits[:5]] == before[::-1]


def test_the_reader_gets_the_question_the_best_passages_and_the_rarity_of_words(searcher):
    reranker = FakeReranker()
    reread(searcher, reranker, rerank_depth=3)
    assert reranker.question == QUESTION
    assert reranker.passages == [hit.passage.text for hit in searcher.search(QUESTION, k=3, collapse=False).hits]
    assert reranker.weights["mayor"] > reranker.weights["the"] > 0


def test_off_and_none_read_nothing(searcher):
    plain = searcher.search(QUESTION)
    assert searcher.search(QUESTION, rerank="off") == searcher.search(QUESTION, rerank=None) == plain


def test_a_reader_without_a_score_is_refused(searcher):
    with pytest.raises(NutgrafError, match="gave no score"):
        reread(searcher, FakeReranker(scores=lambda _: float("nan")))


def test_equal_readings_change_nothing(searcher):
    before = searcher.search(QUESTION, collapse=False, k=100)
    assert [it.id for it in reread(searcher, FakeReranker(scores=lambda _: 2.0)).hits] == [it.id for it in before.hits]


def test_a_blend_stays_in_the_range_of_the_relevance():
    relevance = np.array([0.9, 0.5, 0.1], np.float32)
    np.testing.assert_allclose(blend(relevance, np.array([-8.0, 0.0, 8.0], np.float32), 0.5), [0.5, 0.5, 0.5])
    np.testing.assert_allclose(blend(relevance, np.array([3.0, 1.0, 2.0], np.float32), 1.0), [0.9, 0.1, 0.5])


def test_a_long_passage_is_read_around_its_best_sentence(tmp_path):
    text = " ".join(f"Sentence number {number} tells of the weather." for number in range(200)) + " The mayor swam."
    searcher = Searcher(
        index_at(tmp_path / "index", [Article(id="a", text=text), ARTICLES[0]]), embedder=FakeEmbedder()
    )
    reranker = FakeReranker()
    reread(searcher, reranker, "who says that the mayor swam")
    [read] = [it for it in reranker.passages if "swam" in it]
    assert read in text
    assert 800 < len(read) <= 1_000


@pytest.mark.parametrize(
    ("best", "most", "expected"),
    [(0, 10, (0, 10)), (2, 10, (20, 30)), (2, 25, (20, 40)), (2, 35, (10, 40)), (4, 35, (20, 50)), (1, 99, (0, 50))],
)
def test_an_excerpt_grows_to_both_sides(best, most, expected):
    spans = [(start, start + 10) for start in range(0, 50, 10)]
    assert excerpt(spans, best, most) == expected
