"""The contract of a model: whatever its files say is honoured, and it indexes, searches and rebuilds as any other."""

from __future__ import annotations

import json
import logging
import os
import shutil
from functools import partial
from pathlib import Path

import numpy as np
import nutgraf
import pytest
from made_models.sentence_models import PROMPTS, WIDTH, export_all
from nutgraf.corpus.errors import ModelMismatchError, NutgrafError
from nutgraf.index.embedding import openvino_cache
from nutgraf.index.embedding.embedder import ModelEmbedder
from nutgraf.index.embedding.model_files import fingerprint
from nutgraf.index.embedding.reference import SentenceTransformerEmbedder
from nutgraf.index.segments.folder import IndexFolder
from running.processes import TESTS
from small_indexes.fakes import FakeEmbedder

pytestmark = pytest.mark.torch
RANDOM = np.random.default_rng(3)
PROJECTION = {"weight": RANDOM.normal(size=(24, WIDTH)).tolist(), "bias": [0.0] * 24}
AWAY = RANDOM.normal(size=WIDTH)
PUSH = {"weight": np.eye(WIDTH).tolist(), "bias": (9 * AWAY / np.linalg.norm(AWAY)).tolist()}
RECIPES = {
    "plain": {},
    "prompts": {"prompts": PROMPTS},
    "prompts under other names": {"prompts": {"search_query": "ask: ", "passage": "told: ", "document": ""}},
    "a default prompt": {"prompts": {"any": "about: "}, "default_prompt_name": "any"},
    "prompts that are not pooled": {"prompts": PROMPTS, "include_prompt": False},
    "CLS": {"pooling": "cls"},
    "max": {"pooling": "max"},
    "weighted": {"pooling": "weightedmean"},
    "last token": {"pooling": "lasttoken"},
    "two poolings": {"pooling": ["cls", "mean"], "normalized": False},
    "dense": {"dense": PROJECTION},
    "pushed": {"dense": PUSH},
    "Matryoshka": {"truncate_dim": 16},
    "XLM-R": {"shape": "XLMRoberta"},
    "MPNet": {"shape": "MPNet"},
    "ModernBERT": {"shape": "ModernBert", "max_tokens": None},
    "decoder, padded on the left": {"shape": "Qwen3", "pooling": "lasttoken", "padding": "left"},
}
DIMENSIONS = {"two poolings": 2 * WIDTH, "dense": 24, "Matryoshka": 16}
PROMPTED = {
    "prompts": ("question about: ", "news: "),
    "prompts under other names": ("ask: ", ""),
    "a default prompt": ("about: ", "about: "),
    "prompts that are not pooled": ("question about: ", "news: "),
}
TEXTS = [
    "The mayor resigned on Tuesday.",
    "Floods closed two bridges, and the lower town was cleared.",
    "Who won the election?",
    "the river rose by two metres overnight " * 30,
    "strike",
]
QUIET = """
import socket
from pathlib import Path

def refuse(*_, **__):
    Path(__file__).with_name("tried").touch()
    raise OSError("this test wants no connection")

socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
"""
"""What Python imports when a process starts, as ``sitecustomize``."""
STORIES = [
    nutgraf.Article(id="strike", text="The harbour strike ended after nine days.\n\nThe ferry company paid the wages."),
    nutgraf.Article(id="river", text="The river rose by two metres overnight.\n\nThe lower town was cleared."),
    nutgraf.Article(id="mayor", text="The mayor resigned on Tuesday.\n\nThe council will vote in autumn."),
]


@pytest.fixture(scope="module")
def made(once, converter_here) -> Path:  # noqa: ARG001
    """The folder of all models, with what the export makes of each."""
    return once("any-model", partial(export_all, RECIPES))


@pytest.fixture(scope="module", params=RECIPES)
def name(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def model(made, name):
    """The model, compiled from its own export and proven against it; no second embedder hides a failure."""

    def exported(folder, part, _weights, _dimensions):
        shutil.copytree(made / "exported" / Path(folder).name, part, dirs_exist_ok=True)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(openvino_cache, "_export", exported)
        patch.setattr(SentenceTransformerEmbedder, "_loaded", lambda _: pytest.fail("the model was not compiled"))
        model = ModelEmbedder(str(made / name))
        model.queries(["?"])
        model.passages(["?"])
    return model


@pytest.fixture(scope="module")
def expected(made, name):
    """What sentence-transformers makes of texts under a prompt, cut and scaled by hand."""
    from sentence_transformers import SentenceTransformer

    loaded = SentenceTransformer(str(made / name), device="cpu", local_files_only=True)

    def expected(texts, prompt):
        vectors = loaded.encode(texts, prompt=prompt, truncate_dim=None)[:, : DIMENSIONS.get(name)]
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    return expected


def test_its_vectors_are_those_of_sentence_transformers_under_its_own_prompts(model, expected, name):
    asked, told = PROMPTED.get(name, ("", ""))
    for vectors, prompt in ((model.queries(TEXTS), asked), (model.passages(TEXTS), told)):
        theirs = expected(TEXTS, prompt)
        assert vectors.shape == theirs.shape == (len(TEXTS), DIMENSIONS.get(name, WIDTH))
        assert (vectors * theirs).sum(axis=1).min() > 0.999
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_the_reference_gives_the_same_vectors(made, model, name):
    reference = SentenceTransformerEmbedder(str(made / name), device="cpu")
    assert reference.fingerprint == model.fingerprint
    assert (reference.queries(TEXTS) * model.queries(TEXTS)).sum(axis=1).min() > 0.999
    assert (reference.passages(TEXTS) * model.passages(TEXTS)).sum(axis=1).min() > 0.999


def test_it_indexes_searches_rebuilds_and_is_refused_where_another_model_built_the_index(model, name, tmp_path):
    index, other = tmp_path / "index", FakeEmbedder()
    assert nutgraf.add(index, STORIES, embedder=other).new == 3
    for refused in (
        lambda: nutgraf.add(index, STORIES, embedder=model),
        lambda: nutgraf.open(index, embedder=model).search("strike"),
    ):
        with pytest.raises(ModelMismatchError, match="nutgraf rebuild --model"):
            refused()
    nutgraf.rebuild(index, embedder=model)
    manifest = IndexFolder(index).manifest()
    assert manifest.model == model.fingerprint
    assert manifest.scales is not None
    recipe = RECIPES[name]
    assert manifest.model.prompts == recipe.get("prompts", {})
    assert manifest.model.pooling == "+".join(np.atleast_1d(recipe.get("pooling", "mean")).tolist())
    assert manifest.model.truncate_dim == recipe.get("truncate_dim")
    assert manifest.model.pools_prompt == recipe.get("include_prompt", True)
    searcher = nutgraf.open(index, embedder=model)
    for mode in ("hybrid", "dense"):
        hit = searcher.search("The harbour strike ended after nine days.", mode=mode).hits[0]
        assert hit.article.id == "strike"
    with pytest.raises(ModelMismatchError):
        nutgraf.add(index, STORIES, embedder=other)


@pytest.mark.parametrize("name", ["plain"], indirect=True)
def test_the_model_of_an_index_is_found_again_with_its_dimensions(made, name, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(openvino_cache, "load_or_compile", lambda *_: None)
    nutgraf.add(tmp_path / "index", STORIES, embedder=ModelEmbedder(str(made / name), dimensions=8))
    assert nutgraf.status(tmp_path / "index").model["truncate_dim"] == 8
    assert nutgraf.open(tmp_path / "index").search("strike").hits[0].article.id == "strike"
    with pytest.raises(ModelMismatchError):
        nutgraf.add(tmp_path / "index", STORIES, embedder=ModelEmbedder(str(made / name)))
    with pytest.raises(NutgrafError, match=f"have {WIDTH} dimensions, fewer than 100"):
        ModelEmbedder(str(made / name), dimensions=100)
    assert not [record for record in caplog.records if record.levelno > logging.WARNING]


@pytest.mark.model
def test_the_command_line_takes_a_folder_and_a_number_of_dimensions(made, run, tmp_path):
    """The process that exports the model sends nothing and leaves nothing at home, as OpenVINO's converter would."""
    home, quiet = tmp_path / "home", tmp_path / "quiet"
    for folder in (home, quiet):
        folder.mkdir()
    (quiet / "sitecustomize.py").write_text(QUIET)
    there = {"HOME": str(home), "PYTHONPATH": f"{quiet}{os.pathsep}{TESTS}"}
    (tmp_path / "news.txt").write_text("The harbour strike ended after nine days.\n")
    model = ("--model", made / "prompts", "--dimensions", 8)
    done = run("index", "news.txt", *model, "--device", "cpu", fake=False, **there)
    assert (done.returncode, "1 new" in done.stdout) == (0, True), done.stderr
    assert "runs several times slower" not in done.stderr  # as it does where the export failed
    assert not list(home.iterdir())
    assert not (quiet / "tried").exists()
    stored = json.loads(run("status", "--format", "json").stdout)["model"]
    assert (stored["dim"], stored["truncate_dim"], stored["prompts"]) == (8, 8, PROMPTS)
    refused = run("index", "news.txt", "--model", made / "CLS", fake=False)
    assert refused.returncode == 3
    assert "was built with" in refused.stderr


def test_what_the_variants_change_is_in_the_vectors_and_in_the_fingerprint(made):
    """Else the proofs above would prove nothing: each variant differs from the plain model."""
    plain = SentenceTransformerEmbedder(str(made / "plain"), device="cpu")
    for name in ("prompts", "prompts that are not pooled", "CLS", "max", "weighted", "last token"):
        variant = SentenceTransformerEmbedder(str(made / name), device="cpu")
        assert (variant.queries(TEXTS[:3]) * plain.queries(TEXTS[:3])).sum(axis=1).min() < 0.99, name
        assert variant.fingerprint != plain.fingerprint
    pushed = SentenceTransformerEmbedder(str(made / "pushed"), device="cpu").passages(TEXTS)
    assert (pushed @ pushed.T).min() > 0.6


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("config.json", '"hidden_act": "gelu"', '"hidden_act": "relu"'),
        ("tokenizer_config.json", '"model_max_length": 80', '"model_max_length": 70'),
        ("1_Pooling/config.json", '"include_prompt": true', '"include_prompt": false'),
        ("config_sentence_transformers.json", "{}", '{"truncate_dim": 8}'),
    ],
)
def test_each_setting_that_changes_a_vector_changes_the_fingerprint(made, tmp_path, path, old, new):
    folder = shutil.copytree(made / "plain", tmp_path / "model")
    before = fingerprint("model", folder)
    text = (folder / path).read_text()
    assert old in text
    (folder / path).write_text(text.replace(old, new))
    after = fingerprint("model", folder)
    assert after != before
    assert not after.is_same_as(before)
    assert after.digest() != before.digest()


def test_a_model_that_needs_code_of_its_own_is_refused(made, tmp_path):
    folder = shutil.copytree(made / "plain", tmp_path / "model")
    modules = (folder / "modules.json").read_text()
    (folder / "modules.json").write_text(modules.replace("sentence_transformers.models.Pooling", "custom_st.Pooling"))
    with pytest.raises(NutgrafError, match=r"needs code of its own, custom_st\.Pooling, and no code of a model is run"):
        ModelEmbedder(str(folder))


def test_weights_in_several_files_are_one_model(made, tmp_path):
    folder = shutil.copytree(made / "plain", tmp_path / "model")
    (folder / "model.safetensors").rename(folder / "model-00001-of-00001.safetensors")
    (folder / "model.safetensors.index.json").write_text('{"weight_map": {"a": "model-00001-of-00001.safetensors"}}')
    before = fingerprint("model", folder)
    (folder / "model-00001-of-00001.safetensors").write_bytes(b"others")
    assert fingerprint("model", folder).weights != before.weights
