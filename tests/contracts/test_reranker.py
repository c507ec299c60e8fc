"""The contract of `Reranker`: every model behind the seam keeps it. A new one joins by one line in `RERANKERS`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from made_models.tiny_models import tiny_cross_encoder, tiny_embedding_model
from nutgraf.corpus.errors import NutgrafError
from nutgraf.index.embedding import openvino_cache
from nutgraf.index.embedding.model_files import fingerprint
from nutgraf.index.reranking import models
from nutgraf.index.reranking.compiled import CompiledTokens
from nutgraf.index.reranking.late_interaction import LateInteraction
from nutgraf.index.reranking.models import cross_encoder, find_cross_encoder, late_interaction
from nutgraf.index.reranking.protocol import validate_scores
from nutgraf.index.reranking.reference import TorchCrossEncoder, TorchTokens, load_cross_encoder

pytestmark = [pytest.mark.model, pytest.mark.torch]
QUESTION = "What did the mayor say of the bridge?"
TEXTS = ["The mayor resigned.", "Мэр подал в отставку.", "?", "a storm " * 500, "The mayor resigned.", "1848", ""]
WEIGHTS = {"mayor": 5.0, "bridge": 7.0, "say": 3.0}


@pytest.fixture(scope="module")
def embedding_folder(tmp_path_factory):
    return tiny_embedding_model(tmp_path_factory.mktemp("models") / "tiny-embedder")


def compiled_late(folder):
    made = late_interaction(fingerprint(str(folder), folder))
    assert isinstance(made._encoder, CompiledTokens)
    return made


RERANKERS = {
    "late, compiled": lambda _, embedder: compiled_late(embedder),
    "late, by torch": lambda _, embedder: LateInteraction(
        TorchTokens.load(embedder, fingerprint(str(embedder), embedder))
    ),
    "cross-encoder, compiled": lambda cross, _: cross_encoder(find_cross_encoder(str(cross))),
    "cross-encoder, by torch": lambda cross, _: TorchCrossEncoder(load_cross_encoder(cross)),
}


@pytest.fixture(scope="module", params=RERANKERS)
def reranker(request, cross_encoder_folder, embedding_folder):
    return RERANKERS[request.param](cross_encoder_folder, embedding_folder)


def test_scores_are_float32_and_one_a_passage(reranker):
    scores = reranker.scores(QUESTION, TEXTS, WEIGHTS)
    assert scores.dtype == np.float32
    assert validate_scores(scores, TEXTS) is scores
    assert len(set(scores.tolist())) > 3
    assert len(reranker.scores(QUESTION, [], WEIGHTS)) == 0


def test_a_score_depends_on_no_other_passage(reranker):
    together = reranker.scores(QUESTION, TEXTS, WEIGHTS)
    alone = [reranker.scores(QUESTION, [text], WEIGHTS)[0] for text in TEXTS]
    np.testing.assert_allclose(together, alone, atol=0.05 * np.ptp(together))


def test_many_threads_may_read_at_once(reranker):
    expected = reranker.scores(QUESTION, TEXTS, WEIGHTS)
    with ThreadPoolExecutor(4) as pool:
        for scores in pool.map(lambda _: reranker.scores(QUESTION, TEXTS, WEIGHTS), range(8)):
            np.testing.assert_allclose(scores, expected, atol=1e-5)


def test_any_question_is_read(reranker):
    for question in ("?", "а кто?", "bridge " * 300, "U.S.-China"):
        validate_scores(reranker.scores(question, TEXTS, {}), TEXTS)


@pytest.mark.parametrize("kind", ["late", "cross-encoder"])
def test_a_compiled_model_gives_what_sentence_transformers_gives(kind, cross_encoder_folder, embedding_folder):
    ours, theirs = (
        RERANKERS[f"{kind}, {how}"](cross_encoder_folder, embedding_folder).scores(QUESTION, TEXTS, WEIGHTS)
        for how in ("compiled", "by torch")
    )
    # What they have in common does not change the order.
    np.testing.assert_allclose(ours - ours.mean(), theirs - theirs.mean(), atol=0.15 * np.ptp(theirs))


def test_a_compiled_model_that_gives_other_scores_is_refused(cross_encoder_folder, monkeypatch, tmp_path, caplog):
    monkeypatch.setenv("NUTGRAF_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(models, "MIN_LIKENESS", 1.01)
    monkeypatch.setattr(openvino_cache, "WEIGHT_FORMATS", ("plain",))
    made = cross_encoder(find_cross_encoder(str(cross_encoder_folder)))
    assert isinstance(made, TorchCrossEncoder)
    assert "its compiled form gives different scores (likeness " in caplog.text


def test_a_model_that_is_no_cross_encoder_is_refused_in_one_line(tmp_path, cross_encoder_folder, embedding_folder):
    pickled = tmp_path / "pickled"
    pickled.mkdir()
    (pickled / "config.json").write_bytes((cross_encoder_folder / "config.json").read_bytes())
    (pickled / "pytorch_model.bin").write_bytes(b"\x80")
    (tmp_path / "empty").mkdir()
    for folder, reason in (
        (tmp_path / "nowhere", "on this machine"),
        (tmp_path / "empty", "no such file"),
        (embedding_folder, "is no cross-encoder, but BertModel"),
        (pickled, "no model.safetensors"),
    ):
        with pytest.raises(NutgrafError, match=f"(?i){reason}") as refused:
            find_cross_encoder(str(folder))
        assert "\n" not in str(refused.value)


def test_a_model_of_several_labels_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("NUTGRAF_CACHE", str(tmp_path / "cache"))
    folder = tiny_cross_encoder(tmp_path / "three", labels=3)
    with pytest.raises(NutgrafError, match="3 scores for a pair"):
        load_cross_encoder(folder)


def test_other_weights_are_another_model(tmp_path, cross_encoder_folder):
    other = tiny_cross_encoder(tmp_path / "other", seed=9)
    assert find_cross_encoder(str(other)).digest != find_cross_encoder(str(cross_encoder_folder)).digest
