"""The compiled model gives the same vectors as the original, from any thread, in any order, without torch."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nutgraf.index.embedding import openvino_cache
from nutgraf.index.embedding.fingerprint import DEFAULT_MODEL, model_folder
from nutgraf.index.embedding.model_files import fingerprint
from nutgraf.index.embedding.openvino_embedder import OpenVinoEmbedder
from nutgraf.index.embedding.openvino_runtime import import_openvino, runtime_settings
from nutgraf.index.embedding.reference import SentenceTransformerEmbedder
from small_indexes.fakes import FakeEmbedder
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit

pytestmark = pytest.mark.torch
TEXTS = [
    "The mayor resigned on Tuesday.",
    "Floods closed two bridges, and the lower town was cleared.",
    "Who won the election?",
    "東京で地震",
    "word " * 400,
    "The river rose by two metres overnight. " * 60,
    "🚒",
    "x",
    "“Not once,” she said.",
    "3.7% of $41.20",
]
NEAR = 0.995
# A first run: HOME is empty, and opening a connection fails the test.
QUIET = """
import socket, sys
def refuse(*a, **k): raise AssertionError("a connection")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
"""


def run_at_home(program, home):
    """Run the program in a new process with an empty home, and check that nothing was left there."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=False,
        text=True,
        env=os.environ | {"HOME": str(home)},
    )
    assert done.returncode == 0, done.stderr
    assert not list(home.iterdir())
    return done


@pytest.fixture(scope="module", params=["passages", "queries"])
def minilm(request):
    """The model compiled for each workload: either one embeds passages and queries."""
    folder = model_folder(DEFAULT_MODEL)
    embedder = openvino_cache.load_or_compile(folder, fingerprint(DEFAULT_MODEL, folder), request.param)
    assert embedder is not None
    return embedder


@pytest.fixture(scope="module")
def alone(minilm):
    """The vector of each text as a question of its own."""
    return {text: minilm.queries([text])[0] for text in TEXTS}


@pytest.fixture(scope="module")
def reference():
    """The vectors of sentence-transformers, and the model that they are of."""
    model = SentenceTransformerEmbedder()
    return model.passages(TEXTS), model.fingerprint


@pytest.mark.model
def test_vectors_are_those_of_sentence_transformers(minilm, reference):
    theirs, model = reference
    vectors = minilm.passages(TEXTS)
    assert vectors.dtype == np.float32
    assert ((vectors * theirs).sum(axis=1) > NEAR).all()
    for text, vector in zip(TEXTS, theirs, strict=True):
        assert minilm.queries([text])[0] @ vector > NEAR
    assert minilm.queries(["x"])[0].shape == (minilm.fingerprint.dim,)
    assert minilm.fingerprint == model
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@pytest.mark.model
def test_no_texts_give_no_rows(minilm):
    assert minilm.passages([]).shape == minilm.queries([]).shape == (0, minilm.fingerprint.dim)


@pytest.mark.model
def test_a_query_gets_the_same_bytes_alone_and_in_a_batch(minilm, alone):
    np.testing.assert_array_equal(minilm.queries(TEXTS * 3), [*alone.values()] * 3)
    for text in TEXTS:
        np.testing.assert_array_equal(minilm.queries([text])[0], alone[text])


@pytest.mark.model
@settings(deadline=None, max_examples=15)
@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=12))
def test_order_and_batch_change_a_vector_by_rounding_only(minilm, alone, texts):
    vectors = minilm.passages(texts)
    for text, vector in zip(texts, vectors, strict=True):
        assert vector @ alone[text] > 0.9995
        np.testing.assert_array_equal(vector, vectors[texts.index(text)])


@pytest.mark.model
def test_the_same_texts_in_another_order_give_the_same_bytes(minilm):
    backwards = minilm.passages(TEXTS[::-1])
    np.testing.assert_array_equal(minilm.passages(TEXTS), backwards[::-1])


@pytest.mark.model
def test_more_texts_than_are_tokenized_together_come_back_in_order(minilm, alone, monkeypatch):
    monkeypatch.setattr("nutgraf.index.embedding.openvino_embedder._TOKENIZED_TOGETHER", 3)
    monkeypatch.setattr("nutgraf.index.embedding.openvino_embedder._BATCH_TOKENS", 16)
    for text, vector in zip(TEXTS, minilm.passages(TEXTS), strict=True):
        assert vector @ alone[text] > 0.9995


@pytest.mark.model
def test_text_beyond_the_last_token_is_not_read(minilm):
    text = "The harbour strike ended after nine days. " * 60
    np.testing.assert_array_equal(minilm.queries([text])[0], minilm.queries([text + "A volcano erupted."])[0])


@pytest.mark.model
def test_many_threads_can_embed_at_once(minilm, alone):
    with ThreadPoolExecutor(8) as pool:
        futures = [pool.submit(minilm.queries, [text]) for text in TEXTS * 4]
        embedded = [pool.submit(minilm.passages, TEXTS) for _ in range(4)]
    for number, it in enumerate(futures):
        np.testing.assert_array_equal(it.result()[0], alone[TEXTS[number % len(TEXTS)]])
    for it in embedded:
        np.testing.assert_array_equal(it.result(), embedded[0].result())


@pytest.mark.model
def test_a_batch_that_fails_raises_and_the_next_one_works(minilm, monkeypatch):
    with monkeypatch.context() as today:
        misshapen = [np.full((1, 2, 3), 1, np.int64)] * 2
        today.setattr("nutgraf.index.embedding.openvino_embedder._padded", lambda *_: misshapen)
        with pytest.raises(RuntimeError):
            minilm.passages(TEXTS)
    assert minilm.passages(TEXTS).shape == (len(TEXTS), minilm.fingerprint.dim)


@pytest.mark.model
def test_a_new_process_needs_no_torch_sends_nothing_and_leaves_nothing_at_home(minilm, tmp_path):
    assert minilm
    program = f"""{QUIET}
from nutgraf.index.embedding.embedder import ModelEmbedder
ModelEmbedder().queries(["Who won the election?"])[0]
print(*sys.modules)
"""
    done = run_at_home(program, tmp_path)
    loaded = set(done.stdout.split())
    assert "openvino" in loaded
    assert not loaded & {"torch", "transformers", "sentence_transformers", "openvino_telemetry"}
    assert done.stderr == ""


@pytest.mark.parametrize(("can", "precision"), [(["FP32", "BF16"], "bf16"), (["FP32", "INT8"], "f32")])
@pytest.mark.parametrize(("use", "streams"), [("passages", 4), ("queries", 2)])
def test_a_batch_of_passages_runs_on_one_core_and_a_query_on_two(monkeypatch, can, precision, use, streams):
    class Core:
        def get_property(self, _device, _name):
            return can

    monkeypatch.setenv("OMP_NUM_THREADS", "4")
    settings = runtime_settings(Core(), use)
    assert (settings["NUM_STREAMS"], settings["INFERENCE_PRECISION_HINT"]) == (streams, precision)
    assert import_openvino() is import_openvino()


class Recorder:
    """Stands in for a compiled model and its requests: notes the shape of each input, and gives vectors of ones."""

    def __init__(self):
        self.shapes = set()

    def get_property(self, _):
        return 2

    def create_infer_request(self):
        request = Recorder()
        request.shapes = self.shapes
        return request

    def set_input_tensor(self, _, tensor):
        self.shape = tuple(tensor.shape)
        self.shapes.add(self.shape)

    def infer(self):
        pass

    start_async = wait = infer

    def get_output_tensor(self, _):
        return SimpleNamespace(data=np.ones((self.shape[0], 8), np.float32))


def test_however_long_the_texts_and_however_many_a_call_the_model_meets_few_shapes(tmp_path):
    tokenizer = Tokenizer(WordLevel({"w": 0, "?": 1}, unk_token="?"))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    tokenizer.enable_truncation(256)
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    (tmp_path / "settings.json").write_text('{"pad": 1, "query_prompt": "", "passage_prompt": ""}')
    model, random = Recorder(), Random(5)
    embedder = OpenVinoEmbedder(tmp_path, model, replace(FakeEmbedder().fingerprint, dim=8))
    for longest in (3, 20, 50, 100, 300) * 12:
        texts = [f"{number} " + "w " * random.randrange(longest) for number in range(random.randrange(1, 400))]
        assert embedder.passages(texts).shape == (len(texts), 8)
    assert len(model.shapes) <= 80  # a megabyte each
    assert max(rows * width for rows, width in model.shapes) <= 1024
