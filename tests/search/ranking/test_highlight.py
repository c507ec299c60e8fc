import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.article import Article
from nutgraf.corpus.passages import windows as spans_of
from nutgraf.index.types import Features
from nutgraf.search.ranking.highlight import score_windows

LEGS = ("dense", "bm25")

# Sixteenths: exact in float32.
windows = st.lists(st.tuples(st.integers(-16, 16), st.integers(0, 160)), min_size=1, max_size=30).map(
    lambda pairs: {leg: heard(*(pair[place] / 16 for pair in pairs)) for place, leg in enumerate(("dense", "bm25"))}
)


def heard(*scores):
    windows = np.array(scores, np.float32)
    return Features(windows, {}, windows, np.ones(len(windows), np.int64))


def test_an_example_worked_by_hand():
    # cosines deviate by 0.25, words by 2
    scores = score_windows({"dense": heard(0.5, 0.0), "bm25": heard(0, 4)})
    assert scores == pytest.approx([2, 2])


@given(windows, st.sampled_from(LEGS), st.integers(1, 64))
def test_neither_the_order_nor_the_units_of_the_legs_matter(features, leg, factor):
    other = score_windows(
        dict(reversed((features | {leg: heard(*(features[leg].windows * np.float32(factor)))}).items()))
    )
    same = score_windows(features)
    assert other - other.mean() == pytest.approx(same - same.mean(), abs=1e-4)


@given(windows, st.sampled_from(LEGS))
def test_with_a_single_leg_its_best_window_is_best(features, leg):
    scores = score_windows({leg: features[leg]})
    assert (scores == scores.max()).tolist() == (features[leg].windows == features[leg].windows.max()).tolist()


@given(windows)
def test_a_window_without_a_score_of_any_leg_scores_0(features):
    assert (score_windows(features)[(features["dense"].windows == 0) & (features["bm25"].windows == 0)] == 0).all()


TEXT = (
    "The mayor spoke for an hour. A glacier above the town is melting fast. Later the council met the mayor.",
    "Nothing else of note was said. The meeting ended at noon, and everybody went home.",
)


def highlighted(searcher, question, **options):
    hit = searcher([Article(id="a", title="Ice", text="\n\n".join(TEXT))]).search(question, **options).hits[0]
    start, end = hit.highlight
    return hit.passage.text[start:end]


@pytest.mark.parametrize("mode", ["hybrid", "dense", "bm25"])
def test_the_answering_sentence_is_highlighted(searcher, mode):
    assert highlighted(searcher, "is a glacier melting", mode=mode) == "A glacier above the town is melting fast."


def test_the_nearest_sentence_of_every_hit_is_highlighted(searcher, embedder):
    words = ["storm", "court", "mayor", "river", "vote", "train", "fire", "school", "strike", "glacier", "budget"]
    texts = [
        "".join(f"A {word} and a {words[at * step % 11]}. " for at, word in enumerate(words[:step]))
        for step in (1, 2, 3, 5, 7, 11)
    ]
    archive = searcher(Article(id=f"a{number}", text=text) for number, text in enumerate(texts))
    question = "a glacier and a school"
    hits = archive.search(question, mode="dense", collapse=False).hits
    assert len(hits) == len(texts)
    for hit in hits:
        text, spans = hit.passage.text, spans_of(hit.passage.text)
        cosines = embedder.passages([text[start:end] for start, end in spans]) @ embedder.queries([question])[0]
        assert cosines.max() > 0
        assert hit.highlight == spans[cosines.argmax()]


def test_the_first_of_equal_sentences_is_highlighted(searcher):
    archive = searcher([Article(id="a", text="A storm came. It rained. A storm came.")])
    assert archive.search("storm", mode="bm25").hits[0].highlight == (0, len("A storm came."))


def test_a_passage_found_by_its_title_is_highlighted_whole(searcher):
    assert highlighted(searcher, "ice", mode="bm25") in TEXT


def test_a_part_of_a_long_sentence_is_highlighted(searcher):
    text = f"It {'rained and ' * 200}then a glacier fell {'and it rained ' * 200}"
    hit = searcher([Article(id="a", text=text)]).search("glacier", mode="bm25").hits[0]
    start, end = hit.highlight
    assert "glacier" in hit.passage.text[start:end]
    assert end - start < len(hit.passage.text) / 2


def test_in_a_language_that_the_model_does_not_know_the_words_choose():
    features = {"dense": heard(0.9, 0.1), "bm25": heard(0, 4)}
    assert score_windows(features).argmax() == score_windows({"dense": heard(0.9, 0.1)}).argmax()
    unknown = np.zeros(len(features["dense"].counts), np.float32)
    assert score_windows(features, unknown).argmax() == 1
