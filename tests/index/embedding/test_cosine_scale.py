"""Scales: measured on probes alone, and equal rankings for a model whose cosines lie elsewhere."""

from __future__ import annotations

import logging
from dataclasses import replace
from itertools import pairwise

import numpy as np
import nutgraf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.article import Article
from nutgraf.index.embedding.cosine_scale import PLAIN, CosineScale, ModelScales, measure_scales
from nutgraf.index.embedding.embedder import ModelEmbedder
from nutgraf.index.embedding.probe_texts import PROBES
from nutgraf.index.segments.folder import IndexFolder
from small_indexes.fakes import FakeEmbedder, index_at

COMMON = 1.5
"""Squared length of what is added to all vectors: cosines from 0 to 1 become 0.6 to 1."""


ROUNDING = 0.01
"""Relevance by which two scores of one passage may differ, as vectors are stored in int8."""


class Pushed:
    """A model whose vectors have a constant part, as those of bge and e5 have."""

    def __init__(self, model) -> None:
        self._model = model
        self.fingerprint = replace(model.fingerprint, name="pushed", modules="pushed", dim=model.fingerprint.dim + 4)

    def passages(self, texts):
        return self._pushed(self._model.passages(texts))

    def queries(self, texts):
        return self._pushed(self._model.queries(texts))

    def _pushed(self, vectors):
        moved = np.pad(vectors, [(0, 0), (0, 4)], constant_values=np.sqrt(COMMON / 4))
        return moved / np.linalg.norm(moved, axis=1, keepdims=True)


class Constant(FakeEmbedder):
    """A model that gives every text nearly the same vector."""

    def _vector(self, text):
        vector = np.ones(self.fingerprint.dim, np.float32)
        vector[0] += 1e-5 * (len(text) % 7)
        return vector / np.linalg.norm(vector)


def test_the_probes_are_pairs_about_different_subjects():
    texts = [text for pair in PROBES for text in pair]
    assert len(texts) == len(set(texts)) == 64


@given(st.floats(-0.5, 0.8), st.floats(0.01, 0.5))
def test_unrelated_is_0_and_related_is_1(unrelated, spread):
    scale = CosineScale(unrelated, unrelated + spread)
    ends = scale.closeness(np.array([unrelated, unrelated + spread / 2, unrelated + spread], np.float32))
    assert ends == pytest.approx([0, 0.5, 1], abs=1e-4)


def test_scales_are_read_back_from_the_manifest():
    scales = ModelScales(CosineScale(0.0562, 0.4443), CosineScale(0.0509, 1.0))
    assert ModelScales.from_dict(scales.to_dict()) == scales


def test_means_are_compared_as_if_the_common_part_were_not_there():
    """The oracle: the vectors before the constant part was added."""
    random = np.random.default_rng(1)
    direction = np.zeros(65, np.float32)
    direction[64] = np.sqrt(COMMON)
    vectors = random.normal(size=(12, 64)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    pushed = np.pad(vectors, [(0, 0), (0, 1)]) + direction
    pushed /= np.linalg.norm(pushed, axis=1, keepdims=True)
    scale = CosineScale(COMMON / (1 + COMMON), 1.0)
    groups = [slice(0, 1), slice(1, 4), slice(4, 9), slice(3, 12)]
    means = np.stack([vectors[group].mean(axis=0) for group in groups])
    moved = np.stack([pushed[group].mean(axis=0) for group in groups])
    lengths = np.linalg.norm(means, axis=1)
    np.testing.assert_allclose(
        scale.between_means(moved, moved), means @ means.T / np.outer(lengths, lengths), atol=1e-4
    )
    np.testing.assert_allclose(
        PLAIN.passages.between_means(means, means), means @ means.T / np.outer(lengths, lengths), atol=1e-5
    )


def test_a_model_that_tells_nothing_apart_gets_a_harmless_scale_and_one_warning(tmp_path, caplog):
    index_at(tmp_path / "index", [Article(id="a", text="Storm at the bridge.")], Constant())
    assert IndexFolder(tmp_path / "index").manifest().scales == PLAIN
    [warning] = [record.message for record in caplog.records if record.levelno == logging.WARNING]
    assert "hardly tells a passage that answers" in warning
    assert "\n" not in warning
    assert nutgraf.open(tmp_path / "index", embedder=Constant()).search("storm").hits


def test_scales_are_measured_once_and_stay_whatever_the_archive_holds(tmp_path, monkeypatch):
    index_at(tmp_path / "index", [Article(id="a", text="Storm at the bridge.")])
    first = IndexFolder(tmp_path / "index").manifest().scales
    assert first == PLAIN  # those of the fake
    monkeypatch.setattr("nutgraf.index.writing.writer.measure_scales", lambda _: pytest.fail("measured again"))
    index_at(tmp_path / "index", [Article(id=str(number), text=f"Vote {number}.") for number in range(20)])
    assert IndexFolder(tmp_path / "index").manifest().scales == first


def without_scales(index):
    """Write the index as an older nutgraf of format 4 did."""
    folder = IndexFolder(index)
    with folder.locked():
        folder.commit(replace(folder.manifest(), generation=2, scales=None))


def test_an_index_without_scales_is_searched_and_the_next_commit_writes_them(tmp_path, monkeypatch):
    index_at(tmp_path / "index", [Article(id="a", text="Storm at the bridge.")])
    without_scales(tmp_path / "index")
    measured = []
    monkeypatch.setattr(
        "nutgraf.search.ranking.reader.measure_scales", lambda model: measured.append(1) or measure_scales(model)
    )
    searcher = nutgraf.open(tmp_path / "index", embedder=FakeEmbedder())
    assert searcher.search("storm", mode="bm25").hits
    assert measured == []  # words need no model
    for _ in range(3):
        assert searcher.search("storm").hits
    assert measured == [1]
    index_at(tmp_path / "index", [Article(id="b", text="The vote.")])
    assert IndexFolder(tmp_path / "index").manifest().scales == PLAIN


def test_a_search_of_an_index_with_scales_measures_nothing(tmp_path, monkeypatch):
    index_at(tmp_path / "index", [Article(id="a", text="Storm at the bridge.")])
    monkeypatch.setattr("nutgraf.search.ranking.reader.measure_scales", lambda _: pytest.fail("measured"))
    assert nutgraf.open(tmp_path / "index", embedder=FakeEmbedder()).search("storm").hits


SIGN_UP = "Sign up here for our weekly letter about travel, food and the best shops of the coast."
TOPICS = {
    "quake": (
        "An earthquake of magnitude 6.1 shook the northern islands on Monday night and cut the power in three towns.",
        "Rescue teams searched the ruins of a school for hours. Nobody was inside. The children had gone home at noon.",
    ),
    "budget": (
        "Parliament passed the budget for next year by four votes after a debate that lasted until dawn.",
        "Spending on roads falls. Spending on hospitals rises by a tenth. The opposition called the plan reckless.",
    ),
    "football": (
        "A late goal by the captain took the visitors into the final of the cup for the first time since 1988.",
        "The coach praised his young defenders. They had trained in the snow for a week.",
    ),
    "volcano": (
        "Scientists warned that the volcano above the valley may erupt within weeks, as its summit swells day by day.",
        "Hotels below the crater were told to close. Guides lead nobody up the mountain any more.",
    ),
    "vaccine": (
        "A new vaccine protects nine in ten infants from the fever that killed hundreds of them last summer.",
        "Nurses will go from village to village with cool boxes. The first doses are free.",
    ),
}
QUESTIONS = (
    "how strong was the earthquake on the islands?", "who voted for the budget?", "which team is in the cup final?",
    "is the volcano going to erupt?", "does the vaccine help children?", "where can I get a letter about travel?",
    "what did the scientists say?", "spending on hospitals",
)  # fmt: skip


@pytest.fixture(scope="module")
def searchers(tmp_path_factory):
    """The same stories under the default model, and under the same with a constant part."""
    stories = [
        Article(id=name, text="\n\n".join([*paragraphs, SIGN_UP]), source="Coast Courier")
        for name, paragraphs in TOPICS.items()
    ]
    stories += [
        Article(id=f"{name}-wire", text=f"(Wire) {paragraphs[0]}", source="Wire") for name, paragraphs in TOPICS.items()
    ]
    folder, made = tmp_path_factory.mktemp("scales"), []
    minilm = ModelEmbedder()
    for name, model in (("plain", minilm), ("pushed", Pushed(minilm))):
        nutgraf.add(folder / name, stories, embedder=model)
        made.append(nutgraf.open(folder / name, embedder=model))
    return made


def folded(result):
    """The ids of each hit with its copies, of which either may be the first: their scores differ by rounding."""
    return [frozenset({hit.id, *(copy.passage.id for copy in hit.copies)}) for hit in result.hits]


def highlighted(result):
    """The highlight of the first hit, in the words that its copy has, too."""
    best = result.hits[0]
    return best.passage.text[slice(*best.highlight)].removeprefix("(Wire) ")


@pytest.mark.model
def test_a_constant_part_moves_the_scale_and_no_ranking(searchers):
    plain, pushed = searchers
    scales = [searcher.store.generation.scales for searcher in searchers]
    assert scales[0].questions.unrelated < 0.2
    assert scales[1].questions.unrelated > 0.55
    for question in QUESTIONS:
        before, after = plain.search(question, k=50), pushed.search(question, k=50)
        scores = {story: hit.score for story, hit in zip(folded(before), before.hits, strict=True)}
        assert folded(before)[0] == folded(after)[0], question
        assert scores.keys() == set(folded(after))
        in_new_order = [scores[story] for story in folded(after)]  # int8 rounds: what is nearly equal may change places
        assert all(worse <= better + ROUNDING for better, worse in pairwise(in_new_order)), question
        assert [hit.score for hit in after.hits] == pytest.approx(in_new_order, abs=ROUNDING)
        assert highlighted(after) == highlighted(before)


@pytest.mark.model
def test_a_constant_part_hides_neither_boilerplate_nor_copies(searchers):
    for searcher in searchers:
        hits = searcher.search("Where do I sign up for the weekly letter?", k=20).hits
        assert SIGN_UP not in [hit.passage.text for hit in hits]
        assert SIGN_UP in [
            hit.passage.text for hit in searcher.search("sign up for the letter", k=20, collapse=False).hits
        ]
        [quake] = [hit for hit in searcher.search("earthquake on the islands").hits if "magnitude" in hit.passage.text]
        assert len(quake.copies) == 1
