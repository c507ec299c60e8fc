"""The default model's graph, made without torch, is the model that sentence-transformers runs."""

import json
import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nutgraf.index.embedding import reference_vectors as stored
from nutgraf.index.embedding.bert_graph import BertShape, bert_graph
from nutgraf.index.embedding.calibration_texts import CALIBRATION_TEXTS
from nutgraf.index.embedding.fingerprint import DEFAULT_MODEL, model_folder
from nutgraf.index.embedding.model_files import fingerprint
from nutgraf.index.embedding.openvino_runtime import import_openvino

pytestmark = pytest.mark.torch
TORCH = "raise SystemExit('torch was imported')"
ARTICLE = {"id": "a1", "text": "Otters are back in the Luhe.\n\nThe clean-up took eleven years."}


@pytest.mark.model
def test_a_first_run_makes_the_default_model_without_torch(run, tmp_path):
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    for name in ("torch", "transformers", "sentence_transformers"):
        (hidden / f"{name}.py").write_text(TORCH)
    (tmp_path / "one.jsonl").write_text(json.dumps(ARTICLE))
    there = {"PYTHONPATH": f"{hidden}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}
    done = run("index", "one.jsonl", fake=False, NUTGRAF_CACHE=str(tmp_path / "cache"), **there)
    assert done.returncode == 0, done.stderr
    assert "runs several times slower" not in done.stderr
    [entry] = [it for it in (tmp_path / "cache" / "models").iterdir() if it.is_dir()]
    assert (entry / "model.blob").stat().st_size < 70_000_000  # in int8


def test_the_stored_vectors_are_no_others(monkeypatch):
    folder = model_folder(DEFAULT_MODEL)
    model = fingerprint("by any name", folder)
    assert stored.reference_vectors(model).shape == (len(CALIBRATION_TEXTS), model.dim)
    assert stored.reference_vectors(fingerprint(DEFAULT_MODEL, folder, 128)) is None
    monkeypatch.setattr(stored, "CALIBRATION_TEXTS", CALIBRATION_TEXTS[::-1])
    assert stored.reference_vectors(model) is None


@pytest.mark.model
@settings(max_examples=10)
@given(
    seed=st.integers(0, 10**6), layers=st.integers(1, 3), heads=st.sampled_from([1, 2, 4]),
    epsilon=st.sampled_from([1e-12, 1e-3]), lengths=st.lists(st.integers(1, 9), min_size=1, max_size=4),
)  # fmt: skip
def test_the_graph_is_bert_of_any_shape_whatever_the_padding(seed, layers, heads, epsilon, lengths):
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=20, hidden_size=16, num_hidden_layers=layers, num_attention_heads=heads, intermediate_size=24,
        max_position_embeddings=12, initializer_range=0.5, layer_norm_eps=epsilon,
    )  # fmt: skip
    model = BertModel(config, add_pooling_layer=False).eval()
    ids = torch.randint(0, 20, (len(lengths), 9))
    mask = (torch.arange(9)[None] < torch.tensor(lengths)[:, None]).long()
    with torch.no_grad():
        tokens = model(input_ids=ids, attention_mask=mask)[0]
        sums = torch.nn.functional.normalize((tokens * mask[:, :, None]).sum(dim=1), dim=1).numpy()
    weights = {name: array.numpy() for name, array in model.state_dict().items()}
    graph = bert_graph(weights, BertShape(layers, heads, epsilon))
    compiled = import_openvino().Core().compile_model(graph, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    np.testing.assert_allclose(compiled([ids.numpy(), mask.numpy()])[0], sums, atol=1e-4)
