"""The contract of `Embedder`: every model behind the seam keeps it. A new one joins by one line in `EMBEDDERS`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from nutgraf.index.embedding.embedder import ModelEmbedder
from nutgraf.index.embedding.protocol import validate_vectors
from nutgraf.index.embedding.reference import SentenceTransformerEmbedder
from small_indexes.fakes import FakeEmbedder

pytestmark = pytest.mark.torch
EMBEDDERS = {
    "fake": FakeEmbedder,
    "sentence-transformers": SentenceTransformerEmbedder,
    "compiled": ModelEmbedder,
}
TEXTS = ["The mayor resigned.", "Мэр подал в отставку.", "?", "a " * 3_000, "The mayor resigned.", "1848"]
NEAR = {"fake": 1e-5, "sentence-transformers": 1e-5, "compiled": 0.05}
"""How far two vectors of one text may be apart: int8 rounds by what stands in the batch."""


@pytest.fixture(
    scope="module", params=[pytest.param(name, marks=[pytest.mark.model] * (name != "fake")) for name in EMBEDDERS]
)
def embedder(request):
    made = EMBEDDERS[request.param]()
    made.near = NEAR[request.param]
    return made


def test_vectors_are_float32_of_length_one_and_a_row_a_text(embedder):
    for embed in (embedder.passages, embedder.queries):
        vectors = embed(TEXTS)
        assert vectors.dtype == np.float32
        assert vectors.shape == (len(TEXTS), embedder.fingerprint.dim)
        assert validate_vectors(vectors, TEXTS, embedder.fingerprint) is not None


def test_equal_texts_have_equal_vectors_in_whatever_company(embedder):
    together = embedder.passages(TEXTS)
    np.testing.assert_allclose(together[0], together[4], atol=embedder.near)
    for text, vector in zip(TEXTS, together, strict=True):
        [alone] = embedder.passages([text])
        assert alone @ vector > 1 - embedder.near


def test_other_texts_have_other_vectors(embedder):
    vectors = embedder.passages(["The mayor resigned.", "A glacier melts in the north."])
    assert vectors[0] @ vectors[1] < 0.9


def test_a_fingerprint_is_the_same_each_time_and_needs_no_text(embedder):
    assert embedder.fingerprint == type(embedder)().fingerprint
    assert embedder.fingerprint.digest() == type(embedder)().fingerprint.digest()


def test_many_threads_may_embed_at_once(embedder):
    with ThreadPoolExecutor(4) as pool:
        vectors = list(pool.map(lambda text: embedder.queries([text])[0], TEXTS * 4))
    for number, vector in enumerate(vectors):
        assert vector @ vectors[number % len(TEXTS)] > 1 - embedder.near
