"""Compiling and caching a model, tested on a toy model so that every failure happens quickly."""

import dataclasses
import errno
import logging
import shutil
import threading

import numpy as np
import orjson
import pytest
from made_models.toy_model import MODEL, TABLE, expected, toy
from nutgraf.index.embedding import openvino_cache
from nutgraf.index.embedding.calibration_texts import CALIBRATION_TEXTS
from nutgraf.index.embedding.embedder import ModelEmbedder
from nutgraf.index.embedding.reference import SentenceTransformerEmbedder
from nutgraf.index.storage.durable import digest_file


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("NUTGRAF_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def exported(cache, monkeypatch):  # noqa: ARG001  # keeps the toy out of the run's own cache
    """The arguments of each export."""
    calls = []

    def fake_export(*arguments):
        calls.append(arguments)
        toy(*arguments)

    monkeypatch.setattr(openvino_cache, "_export", fake_export)
    return calls


@pytest.fixture
def compiled(tmp_path, caplog):
    caplog.set_level(logging.INFO, "nutgraf")
    return lambda use="queries": openvino_cache.load_or_compile(tmp_path, MODEL, use)


def entry_in(cache):
    [entry] = [it for it in (cache / "models").iterdir() if it.is_dir()]
    return entry


def test_a_model_is_compiled_once_and_then_read(cache, exported, compiled, caplog):
    for use in ("queries", "passages", "queries"):
        vectors = compiled(use).passages(["strike", "the mayor"])
    np.testing.assert_allclose(vectors, [expected("strike"), expected("the mayor")], atol=0.02)
    assert len(exported) == 1
    assert [it.message for it in caplog.records] == [
        "compiling the model fake for this machine, once; it takes some seconds"
    ]
    assert {it.name for it in entry_in(cache).iterdir()} == {
        "entry.json", "model.blob", "sample.npy", "settings.json", "tokenizer.json",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["entry.json", "model.blob", "settings.json", "tokenizer.json"])
@pytest.mark.parametrize("how", ["flipped", "cut", "gone", "empty"])
def test_a_damaged_entry_is_made_again(cache, exported, compiled, name, how):
    compiled()
    path = entry_in(cache) / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.unlink()
    if how != "gone":
        path.write_bytes({"flipped": data, "cut": data[: len(data) // 2], "empty": b""}[how])
    assert compiled() is not None
    assert len(exported) == 2
    assert compiled() is not None
    assert len(exported) == 2


def test_an_entry_that_gives_something_else_in_this_process_is_made_again(cache, exported, compiled):
    compiled()
    entry = entry_in(cache)
    np.save(entry / "sample.npy", -np.load(entry / "sample.npy"))
    digests = orjson.loads((entry / "entry.json").read_bytes())
    digests["sample.npy"] = dataclasses.asdict(digest_file(entry / "sample.npy"))
    (entry / "entry.json").write_bytes(orjson.dumps(digests))
    assert compiled() is not None
    assert len(exported) == 2
    assert compiled() is not None
    assert len(exported) == 2


def test_the_remains_of_a_killed_run_are_deleted(cache, exported, compiled):
    compiled()
    entry = entry_in(cache)
    entry.rename(entry.with_name(f"{entry.name}.part"))
    (entry.with_name(f"{entry.name}.part") / "model.xml").write_text("half a mod")
    assert compiled() is not None
    assert len(exported) == 2
    assert entry_in(cache) == entry


def test_two_at_once_compile_one(exported, compiled):
    made = []
    threads = [threading.Thread(target=lambda: made.append(compiled())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(made)
    assert len(made) == 4
    assert len(exported) == 1


def test_a_model_with_other_vectors_is_not_tried_again_and_the_reason_is_told(
    cache, exported, compiled, caplog, monkeypatch
):
    monkeypatch.setattr(openvino_cache, "CALIBRATION_TEXTS", tuple(reversed(CALIBRATION_TEXTS)))
    for _ in range(3):
        assert compiled() is None
    assert [weights for _, _, weights, _ in exported] == ["int8", "plain"]
    warnings = [it.message for it in caplog.records if it.levelno == logging.WARNING]
    assert len(warnings) == 3
    for warning in warnings:
        assert warning.startswith(
            "the model fake runs several times slower than it could: its compiled form gives diff"
        )
    [marker] = (cache / "models").glob("*.refused")
    assert "Delete this file" in marker.read_text()
    assert str(marker) in warnings[2]
    assert not [it for it in (cache / "models").iterdir() if it.is_dir()]


def test_a_model_with_other_vectors_in_int8_keeps_its_own_weights(exported, compiled, monkeypatch):
    def fake_export(folder, part, weights, dimensions):
        exported.append(weights)
        toy(folder, part, weights, dimensions, TABLE if weights == "plain" else TABLE[::-1])

    monkeypatch.setattr(openvino_cache, "_export", fake_export)
    np.testing.assert_allclose(compiled().passages(["strike"]), [expected("strike")], atol=0.02)
    assert exported == ["int8", "plain"]
    assert compiled() is not None
    assert exported == ["int8", "plain"]


def fails(error):
    def fail(*_arguments, **_options):
        raise error

    return fail


@pytest.mark.parametrize(
    ("broken", "error", "message"),
    [
        ("_export", RuntimeError("the tracer ran out of memory"), "the tracer ran out of memory"),
        ("_store_entry", OSError(errno.ENOSPC, "No space left on device"), "set NUTGRAF_CACHE to a folder with more"),
        ("import_openvino", ImportError("No module named 'openvino'"), "No module named 'openvino'"),
    ],
)
def test_a_passing_failure_is_logged_and_tried_again(
    cache,
    exported,
    compiled,
    caplog,
    monkeypatch,
    broken,
    error,
    message,
):
    with monkeypatch.context() as today:
        today.setattr(openvino_cache, broken, fails(error))
        assert compiled() is None
    assert caplog.records[-1].message.endswith(message)
    assert not [it for it in cache.glob("models/*") if it.suffix != ".lock"]
    assert compiled() is not None
    assert exported


@pytest.mark.usefixtures("exported")
def test_an_unwritable_cache_is_logged(cache, compiled, caplog):
    cache.write_text("a file is in the way")  # a read-only folder would not stop root
    assert compiled() is None
    assert (
        caplog.records[-1].message
        == f"the model fake runs several times slower than it could: {cache}/models: not a directory; "
        "set NUTGRAF_CACHE to a folder that you may write"
    )


@pytest.mark.usefixtures("exported")
def test_a_read_only_cache_is_enough(cache, compiled, monkeypatch):
    compiled()
    monkeypatch.setattr("filelock.FileLock", fails(OSError(errno.EROFS, "Read-only file system")))
    assert compiled() is not None
    shutil.rmtree(entry_in(cache))
    assert compiled() is None


@pytest.mark.usefixtures("cache")
def test_the_reason_that_the_export_prints_is_logged(compiled, caplog, tmp_path):
    assert compiled() is None  # tmp_path holds no model
    [message] = [it.message for it in caplog.records if it.levelno == logging.WARNING]
    assert "\n" not in message
    assert "Traceback" not in message
    assert str(tmp_path) in message


def test_nothing_is_compiled_when_a_device_is_given(monkeypatch):
    monkeypatch.setattr(openvino_cache, "load_or_compile", fails(AssertionError("compiled")))
    monkeypatch.setattr(SentenceTransformerEmbedder, "queries", lambda *_: "by torch")
    assert ModelEmbedder(device="cpu").queries(["storm"]) == "by torch"


def test_a_model_that_cannot_be_compiled_is_run_by_sentence_transformers(monkeypatch):
    calls = []
    monkeypatch.setattr(openvino_cache, "load_or_compile", lambda *_: calls.append("tried"))
    monkeypatch.setattr(SentenceTransformerEmbedder, "queries", lambda *_: "by torch")
    embedder = ModelEmbedder()
    monkeypatch.setattr(SentenceTransformerEmbedder, "passages", lambda *_: "by torch")
    assert [embedder.queries(["storm"]) for _ in range(3)] == ["by torch"] * 3
    assert embedder.passages(["storm"]) == "by torch"
    assert calls == ["tried"]


def test_a_full_cache_is_told_each_time_and_used_when_there_is_room(machine, tmp_path, exported, compiled, caplog):
    (tmp_path / "model.safetensors").write_bytes(bytes(4_000))
    for _ in range(2):
        assert compiled() is None
    assert exported == []
    warnings = [it.message for it in caplog.records if it.levelno == logging.WARNING]
    assert len(warnings) == 2
    assert "the model fake runs several times slower than it could: " in warnings[1]
    assert "compiling needs 0 megabytes of room" in warnings[1]
    machine["room"] = 10_000
    assert compiled() is not None


@pytest.mark.usefixtures("exported")
def test_half_a_graph_of_a_disk_that_filled_up_is_no_refusal(machine, tmp_path, compiled, cache, monkeypatch):
    (tmp_path / "model.safetensors").write_bytes(bytes(100))

    def fill_up(*_):
        machine["room"] = 0
        raise openvino_cache._RefusedError("its compiled form gives different vectors (cosine nan)")

    with monkeypatch.context() as patch:
        patch.setattr(openvino_cache, "_compile_and_verify", fill_up)
        assert compiled() is None
    assert not list((cache / "models").glob("*.refused"))
    machine["room"] = 1_000
    assert compiled() is not None


@pytest.mark.usefixtures("exported")
def test_an_unexplained_failure_costs_one_try_until_something_changes(machine, compiled, cache, monkeypatch, caplog):
    tries = []

    def fail(*_):
        tries.append(1)
        raise openvino_cache._UnexplainedError("RuntimeError: cannot allocate")

    with monkeypatch.context() as patch:
        patch.setattr(openvino_cache, "_export", fail)
        for _ in range(3):
            assert compiled() is None
        assert len(tries) == 1
        assert all("cannot allocate" in it.message for it in caplog.records if it.levelno == logging.WARNING)
        machine["memory"] = 5_000
        assert compiled() is None
        assert len(tries) == 2
    machine["memory"] = 50_000
    assert compiled() is not None
    assert not list((cache / "models").glob("*.failed"))
