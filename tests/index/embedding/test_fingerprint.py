import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from nutgraf.corpus.errors import NutgrafError
from nutgraf.index.embedding.fingerprint import DEFAULT_MODEL, model_folder
from nutgraf.index.embedding.model_files import fingerprint
from nutgraf.index.embedding.reference import SentenceTransformerEmbedder

MODULES = [{"type": "Transformer", "path": ""}, {"type": "Pooling", "path": "1_Pooling"}]
POOLING = {"pooling_mode_cls_token": False, "pooling_mode_mean_tokens": True}


@pytest.fixture
def model(tmp_path):
    """A folder with all the files that tell what a model is, and no model."""
    settings = {
        "modules.json": MODULES,
        "config.json": {"hidden_size": 8, "max_position_embeddings": 512},
        "1_Pooling/config.json": {"word_embedding_dimension": 8, **POOLING},
        "sentence_bert_config.json": {"max_seq_length": 128},
        "config_sentence_transformers.json": {"prompts": {"query": "", "document": ""}},
        "model.safetensors": {},
        "tokenizer.json": {},
    }
    for name, content in settings.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(orjson.dumps(content))
    return tmp_path


def test_the_default_model_is_the_published_one():
    model = fingerprint(DEFAULT_MODEL, model_folder(DEFAULT_MODEL))
    assert model.weights.startswith("53aa5117")
    assert (model.dim, model.pooling, model.max_tokens, model.prompts) == (384, "mean", 256, {})
    assert "all-MiniLM-L6-v2 (weights 53aa5117, tokenizer " in str(model)


def test_to_know_the_model_torch_is_not_imported():
    program = """
import sys
import nutgraf.index.retrieval.lexical, nutgraf.index.segments.check
import nutgraf.index.writing.build, nutgraf.index.writing.rebuild, nutgraf.index.repairing.repair
from nutgraf.index.embedding.reference import SentenceTransformerEmbedder
assert SentenceTransformerEmbedder().fingerprint.dim == 384
print([name for name in ("torch", "transformers", "sentence_transformers") if name in sys.modules])
"""
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"


def test_a_fingerprint_is_read_from_the_files(model):
    told = fingerprint("mine", model)
    assert (told.name, told.dim, told.pooling, told.max_tokens, told.prompts) == ("mine", 8, "mean", 128, {})
    assert told == replace(told, name="the same elsewhere")
    assert told.digest() == replace(told, name="the same elsewhere").digest()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("model.safetensors", b"other weights"),
        ("tokenizer.json", b"other words"),
        ("1_Pooling/config.json", b'{"word_embedding_dimension": 4, "pooling_mode_mean_tokens": true}'),
        ("1_Pooling/config.json", b'{"word_embedding_dimension": 8, "pooling_mode_cls_token": true}'),
        ("1_Pooling/config.json", b'{"embedding_dimension": 8, "pooling_mode": "lasttoken"}'),
        ("sentence_bert_config.json", b'{"max_seq_length": 64}'),
        ("config_sentence_transformers.json", b'{"prompts": {"query": "query: "}}'),
    ],
)
def test_all_that_decides_a_vector_is_in_the_fingerprint(model, name, content):
    before = fingerprint("mine", model)
    (model / name).write_bytes(content)
    after = fingerprint("mine", model)
    assert after != before
    assert after.digest() != before.digest()


PROMPTS = {"query": "query: ", "document": "passage: "}


@pytest.mark.parametrize(
    "other",
    [
        {"prompts": PROMPTS | {"query": "question: "}},
        {"prompts": PROMPTS | {"passage": ""}},
        {"prompts": PROMPTS, "default_prompt_name": "query"},
    ],
)
def test_prompts_are_kept_in_full_and_two_models_with_different_ones_are_two(model, other):
    settings = model / "config_sentence_transformers.json"
    settings.write_bytes(orjson.dumps({"prompts": PROMPTS}))
    told = fingerprint("mine", model)
    assert (told.prompts, told.default_prompt) == (PROMPTS, "")
    assert "prompts query 'query: ', document 'passage: '" in str(told)
    settings.write_bytes(orjson.dumps(other))
    after = fingerprint("mine", model)
    assert after != told
    assert after.digest() != told.digest()
    assert str(after) != str(told)


@pytest.mark.parametrize("prompts", [{}, None, {"query": "", "document": ""}])
def test_prompts_that_put_nothing_before_a_text_change_no_model(model, prompts):
    (model / "config_sentence_transformers.json").unlink()
    plain = fingerprint("mine", model)
    settings = {"prompts": prompts, "default_prompt_name": "query"}
    (model / "config_sentence_transformers.json").write_bytes(orjson.dumps(settings))
    assert fingerprint("mine", model) == plain


def test_without_the_optional_files_defaults_are_taken(model):
    shutil.rmtree(model / "1_Pooling")
    (model / "sentence_bert_config.json").unlink()
    (model / "config_sentence_transformers.json").unlink()
    told = fingerprint("mine", model)
    assert (told.dim, told.pooling, told.max_tokens) == (8, "mean", 512)


def test_pickled_weights_are_refused(model):
    (model / "model.safetensors").rename(model / "pytorch_model.bin")
    with pytest.raises(NutgrafError, match="is no sentence-transformers model with safetensors weights"):
        fingerprint("mine", model)


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"{", b'{"hidden_size": "many"}'])
def test_a_folder_that_holds_something_else_is_refused(model, content):
    (model / "config.json").write_bytes(content)
    shutil.rmtree(model / "1_Pooling")
    with pytest.raises(NutgrafError, match="is no sentence-transformers model"):
        fingerprint("mine", model)


def test_a_model_that_is_not_here_is_refused_without_asking_the_network(monkeypatch, tmp_path):
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("the network was asked"))
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    with pytest.raises(NutgrafError, match="no model nobody/nothing on this machine; give a folder, or add --download"):
        model_folder("nobody/nothing")


def test_a_folder_is_a_model_s_name_too(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path.parent))
    assert model_folder(f"~/{tmp_path.name}") == tmp_path
    assert isinstance(model_folder(DEFAULT_MODEL), Path)


def test_what_comes_after_the_transformer_is_in_the_fingerprint_too(model):
    plain = fingerprint("m", model)
    (model / "2_Dense").mkdir()
    (model / "2_Dense" / "model.safetensors").write_bytes(b"weights")
    (model / "2_Dense" / "config.json").write_bytes(b'{"in_features": 8, "out_features": 3}')
    assert fingerprint("m", model) == plain  # not named, not used
    (model / "modules.json").write_bytes(orjson.dumps([*MODULES, {"type": "Dense", "path": "2_Dense"}]))
    dense = fingerprint("m", model)
    assert dense != plain
    assert dense.dim == 3
    (model / "2_Dense" / "model.safetensors").write_bytes(b"others")
    assert fingerprint("m", model) not in (plain, dense)


def test_a_model_in_a_folder_is_named_in_full(model, monkeypatch):
    monkeypatch.chdir(model.parent)
    assert SentenceTransformerEmbedder(model.name).fingerprint.name == str(model.resolve())
    assert SentenceTransformerEmbedder().fingerprint.name == DEFAULT_MODEL
