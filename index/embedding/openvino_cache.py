"""Models are compiled once for each kind of CPU, prove themselves, and are kept in the user's cache folder."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from ..storage.cache_dir import cache_folder
from ..storage.digest_cache import is_intact
from ..storage.durable import FileDigest, digest_file
from .calibration_texts import CALIBRATION_TEXTS
from .fingerprint import Fingerprint
from .openvino_embedder import OpenVinoEmbedder
from .openvino_export import REFUSED, WEIGHT_FORMATS, WeightFormat
from .openvino_runtime import Workload, cpu_key, import_openvino, runtime_settings

MIN_COSINE = 0.99
"""Between the two vectors of any probe. MiniLM has 0.9968 at worst in int8, 0.9999 in bfloat16, and cut off at 128
tokens instead of 256, 0.976."""

_ENTRY_VERSION = 2
"""The version of an entry. Raise it when `openvino_export`, `smooth_quant`, the probes or an entry's files change."""

_ENTRY = "entry.json"
_MODEL = "model.blob"
_ENTRY_FILES = (_MODEL, "tokenizer.json", "settings.json")
_EXPORT_TIMEOUT = 900
"""Seconds that tracing may take."""

_LOG = logging.getLogger("nutgraf")


class _RefusedError(Exception):
    """This model will not be compiled here, today or later."""


def load_or_compile(folder: Path, model: Fingerprint, workload: Workload) -> OpenVinoEmbedder | None:
    """The model in `folder`, compiled: from the cache, or into it.

    Either use embeds both passages and questions; it is fast with its own.

    Returns:
        None if that cannot be, whatever the reason. The logger ``nutgraf`` is told why, of a model that is not fit for
        it the first time only.
    """
    try:
        openvino = import_openvino(converter=False)
        core = openvino.Core()
        # The version alone: what follows it names a build, with slashes.
        version = openvino.__version__.split("-")[0]
        entry = (
            cache_folder()
            / "models"
            / f"{model.digest().hex()[:16]}-{_ENTRY_VERSION}-openvino-{version}-{cpu_key(core)}"
        )
        return _load_entry(core, entry, model, workload) or _compile_entry(core, entry, folder, model, workload)
    except Exception as error:  # a model that runs slowly is better than an error of what should make it fast
        _LOG.warning("the model %s runs several times slower than it could: %s", model.name, _reason(error))
        return None


def _load_entry(core: Any, entry: Path, model: Fingerprint, workload: Workload) -> OpenVinoEmbedder | None:  # noqa: ANN401
    """The compiled model in `entry`, if there is one and every byte is what was written."""
    try:
        digests = orjson.loads((entry / _ENTRY).read_bytes())
        states = {name: (entry / name).stat() for name in _ENTRY_FILES}
        # Mapped, not read: the model takes its weights from there. "c", as OpenVINO shares only what may be written.
        data: Mapping[str, Any] = {name: np.memmap(entry / name, np.uint8, "c") for name in _ENTRY_FILES}
        for name in _ENTRY_FILES:
            if not is_intact(entry / name, states[name], FileDigest(**digests[name]), [memoryview(data[name])]):
                return None
        tensor = import_openvino(converter=False).Tensor(data[_MODEL], shared_memory=True)
        return OpenVinoEmbedder(entry, core.import_model(tensor, "CPU", runtime_settings(core, workload)), model, data)
    except Exception:  # OpenVINO and JSON have many ways of saying that it cannot be read; it is made anew
        return None


def _compile_entry(
    core: Any,  # noqa: ANN401
    entry: Path,
    folder: Path,
    model: Fingerprint,
    workload: Workload,
) -> OpenVinoEmbedder | None:
    """Compile the model in `folder` into `entry`; None if it was refused before, as the file beside it says.

    Raises:
        _RefusedError: It was refused now.
        OSError, RuntimeError: It could not be done; another time it may.
    """
    refused = entry.with_name(f"{entry.name}.refused")
    if refused.exists():
        return None
    from filelock import FileLock

    entry.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{entry}.lock"):  # the kernel drops it when we die
        if refused.exists():
            return None
        if ready := _load_entry(core, entry, model, workload):  # somebody made it while we waited
            return ready
        _LOG.info("compiling the model %s for this machine, once; it takes some seconds", model.name)
        part = entry.with_name(f"{entry.name}.part")
        shutil.rmtree(part, ignore_errors=True)  # of one that was killed
        part.mkdir()
        try:
            _store_entry(_compile_and_verify(core, folder, part, model, workload), part, entry)
        except _RefusedError as error:
            refused.write_text(f"{_reason(error)}\nDelete this file to have it tried again.\n", encoding="utf-8")
            raise
        finally:
            shutil.rmtree(part, ignore_errors=True)
        return _load_entry(core, entry, model, workload)


def _compile_and_verify(core: Any, folder: Path, part: Path, model: Fingerprint, workload: Workload) -> Any:  # noqa: ANN401
    """The model in `folder`, compiled in `part`: in int8, or as it is if that would make it another model.

    Raises:
        _RefusedError: It can be neither.
        OSError, RuntimeError: It could not be done; another time it may.
    """
    worst = 1.0
    for weights in WEIGHT_FORMATS:
        _export(folder, part, weights)
        made = core.compile_model(part / "model.xml", "CPU", runtime_settings(core, workload))
        worst = _worst_cosine(OpenVinoEmbedder(part, made, model), part)
        _LOG.debug("compiled with weights in %s, the model differs from itself by a cosine of %.5f", weights, worst)
        if worst >= MIN_COSINE:
            return made
    raise _RefusedError(f"compiled, it gives other vectors (cosine {worst:.3f})")


def _export(folder: Path, part: Path, weights: WeightFormat) -> None:
    """Have `openvino_export` do its work, in a process that fetches nothing.

    ``-P``, or Python would take modules from the folder that the user is in.
    """
    command = [sys.executable, "-P", "-m", f"{__package__}.openvino_export", str(folder.absolute()), str(part), weights]
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(  # noqa: S603  # a list that we made, of Python itself
        command, stdin=subprocess.DEVNULL, capture_output=True, env=environment, timeout=_EXPORT_TIMEOUT, check=False
    )
    said = (done.stdout or done.stderr).decode(errors="replace").strip().splitlines() or ["it was killed"]
    if done.returncode == REFUSED:
        raise _RefusedError(said[-1])
    if done.returncode:
        raise RuntimeError(said[-1])


def _worst_cosine(embedder: OpenVinoEmbedder, part: Path) -> float:
    """The least cosine of any probe's two vectors: its own, as a passage or question, and sentence-transformers'."""
    pairs = (
        (embedder.passages(CALIBRATION_TEXTS), np.load(part / "passages.npy")),
        (embedder.queries(CALIBRATION_TEXTS), np.load(part / "queries.npy")),
    )
    return float(np.min([(ours * theirs).sum(axis=1).min() for ours, theirs in pairs]))  # NaN if any is


def _store_entry(compiled_model: Any, part: Path, entry: Path) -> None:  # noqa: ANN401  # an openvino.CompiledModel
    """Put the proven model in its place, whole or not at all."""
    for file in part.iterdir():
        if file.name not in _ENTRY_FILES:
            file.unlink()
    (part / _MODEL).write_bytes(compiled_model.export_model().getbuffer())
    (part / _ENTRY).write_bytes(orjson.dumps({name: asdict(digest_file(part / name)) for name in _ENTRY_FILES}))
    shutil.rmtree(entry, ignore_errors=True)  # damaged, or we had taken it
    part.rename(entry)


def _reason(error: BaseException) -> str:
    """What an error says on one line, and of the disk about which file."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or cache_folder()}: {error.strerror.lower()}"
    said = str(error).strip().splitlines() or [""]
    return said[-1] or type(error).__name__  # OpenVINO tells first where in its sources it was
