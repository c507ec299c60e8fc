import re
import shutil
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.errors import NutgrafError
from nutgraf.index.embedding.calibration_texts import CALIBRATION_TEXTS
from nutgraf.index.embedding.fingerprint import DEFAULT_MODEL, model_folder
from nutgraf.index.embedding.reference import SentenceTransformerEmbedder, normalize
from nutgraf.index.embedding.reference_vectors import reference_vectors

pytestmark = pytest.mark.torch
TEXTS = ["The mayor resigned on Tuesday.", "Floods closed two bridges.", "東京で地震", "word " * 400, "🚒", "x"]


def test_vectors_are_scaled_to_length_one():
    vectors = normalize([[3, 4], [0.1, 0]])
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, [[0.6, 0.8], [1, 0]], rtol=1e-6)
    assert np.isnan(normalize([[0, 0]])).all()


def test_a_folder_with_pickled_weights_only_is_refused_before_anything_is_loaded(tmp_path):
    shutil.copytree(model_folder(DEFAULT_MODEL), tmp_path / "model")
    (tmp_path / "model" / "model.safetensors").rename(tmp_path / "model" / "pytorch_model.bin")
    with pytest.raises(
        NutgrafError, match=re.escape(f"{tmp_path / 'model'} is no sentence-transformers model with safe")
    ):
        SentenceTransformerEmbedder(str(tmp_path / "model"))


@pytest.fixture(scope="module")
def minilm():
    return SentenceTransformerEmbedder()


@pytest.mark.model
def test_vectors_are_those_of_sentence_transformers(minilm):
    from sentence_transformers import SentenceTransformer

    reference = SentenceTransformer(str(model_folder(DEFAULT_MODEL)), local_files_only=True)
    vectors = minilm.passages(TEXTS)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, reference.encode(TEXTS, normalize_embeddings=True), atol=1e-6)
    np.testing.assert_allclose(minilm.queries([TEXTS[0]])[0], vectors[0], atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert minilm.queries([TEXTS[0]])[0].shape == (minilm.fingerprint.dim,)


@pytest.mark.model
def test_many_threads_can_embed_at_once(minilm):
    expected = [minilm.queries([text])[0] for text in TEXTS]
    wrong = []

    def ask(text, vector):
        if np.abs(minilm.queries([text])[0] - vector).max() > 1e-6:
            wrong.append(text)

    threads = [threading.Thread(target=ask, args=pair) for pair in zip(TEXTS, expected, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@pytest.mark.model
def test_text_beyond_the_last_token_is_not_read_so_windows_must_be_shorter(minilm):
    from nutgraf.corpus.passages import WINDOW_BYTES

    text = "The harbour strike ended after nine days. " * 60
    window = text[:WINDOW_BYTES]
    assert np.dot(minilm.queries([text])[0], minilm.queries([text + "A volcano erupted."])[0]) > 0.99999
    assert np.dot(minilm.queries([window])[0], minilm.queries([window + " A volcano erupted."])[0]) < 0.999


@pytest.mark.model
def test_the_stored_vectors_are_those_that_sentence_transformers_makes(minilm):
    vectors = reference_vectors(minilm.fingerprint)
    some = slice(None, None, 3)  # the compiled model is held against all of them whenever it is made
    assert ((vectors[some] * minilm.passages(CALIBRATION_TEXTS[some])).sum(axis=1) > 0.99999).all()
    some = slice(None, None, 8)  # it has no prompts, so questions are embedded as passages are
    assert ((vectors[some] * minilm.queries(CALIBRATION_TEXTS[some])).sum(axis=1) > 0.99999).all()


@pytest.mark.model
@given(text=st.text() | st.lists(st.sampled_from(CALIBRATION_TEXTS)).map(" ".join))
def test_text_is_cut_into_the_same_tokens(minilm, text):
    from tokenizers import Tokenizer

    ours = Tokenizer.from_file(str(model_folder(DEFAULT_MODEL) / "tokenizer.json"))
    ours.no_padding()
    ours.enable_truncation(minilm.fingerprint.max_tokens)
    theirs = minilm._loaded().tokenizer(text, truncation=True, max_length=minilm.fingerprint.max_tokens)
    assert ours.encode(text).ids == theirs["input_ids"]
