"""Compile each model once for each kind of CPU, verify its vectors, and keep it in the user's cache folder."""

from __future__ import annotations

import errno
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
import orjson
from numpy.typing import NDArray

from ..storage.cache_dir import cache_folder
from ..storage.durable import FileDigest, digest_file
from ..storage.file_lock import file_lock
from .calibration_texts import CALIBRATION_TEXTS, SAMPLE_TEXT
from .compile_failures import FailureNote, refuse_without_room
from .fingerprint import Fingerprint
from .openvino_embedder import OpenVinoEmbedder
from .openvino_export import REFUSED, UNEXPLAINED, WEIGHT_FORMATS, WeightFormat
from .openvino_runtime import Workload, cpu_key, import_openvino, runtime_settings
from .reference_vectors import reference_vectors

T = TypeVar("T")

MIN_COSINE = 0.99
"""Least cosine allowed between the compiled model and sentence-transformers, over all calibration texts. The minimum
of MiniLM is 0.9968 in int8 and 0.9999 in bfloat16, but 0.976 when it is truncated at 128 tokens instead of 256."""

_ENTRY_VERSION = 6
"""Version of a cache entry. Raise it when `openvino_export`, `bert_graph`, `smooth_quant`, the calibration texts or an
entry's files change."""

_ENTRY = "entry.json"
_MODEL = "model.blob"
_SAMPLE = "sample.npy"
_ENTRY_FILES = (_MODEL, _SAMPLE, "tokenizer.json", "settings.json")
_MAX_DIFFERENCE = 0.1
"""Most by which a sample may differ from the one that was proven, in units of its range: the same CPU rounds alike, and
a kernel that fails gives noise."""
_EXPORT_TIMEOUT = 900
"""Seconds that the export may take."""

_LOG = logging.getLogger("nutgraf")


class _RefusedError(Exception):
    """The model cannot be compiled on this machine; it is not tried again while its ``.refused`` file exists."""


class _UnexplainedError(Exception):
    """The export failed for a reason that may pass; see `FailureNote`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe(Generic[T]):
    """The way in which a model is compiled, run and verified.

    Attributes:
        name: The model's name, for messages.
        key: The name of its entry in the cache: equal for equal models, with the version of the recipe.
        folder: Folder of the model.
        export: Writes ``model.xml``, ``tokenizer.json`` and ``settings.json`` into a folder, and what `likeness` needs.
        run: Makes the running model from such a folder, an ``openvino.CompiledModel``, and the memory that it uses.
        likeness: The least likeness of the running model to the original, 1 where they are equal, with the folder.
        least: The least likeness allowed.
        sample: What the running model gives for a text or two, float32, to tell at each start whether it still does.
        unlike: The way in which a model that is less like differs, with a place for its likeness.
    """

    name: str
    key: str
    folder: Path
    export: Callable[[Path, WeightFormat], None]
    run: Callable[[Path, Any, object], T]
    likeness: Callable[[T, Path], float]
    least: float
    sample: Callable[[T], NDArray[np.float32]]
    unlike: str


def load_or_compile(folder: Path, model: Fingerprint, workload: Workload) -> OpenVinoEmbedder | None:
    """Load the compiled embedding model of `folder`, or compile it; see `load_or_make`.

    The compiled model embeds both passages and queries; it is fast for its own workload.
    """
    recipe = Recipe(
        name=model.name,
        key=f"{model.digest().hex()[:16]}-{_ENTRY_VERSION}",
        folder=folder,
        export=lambda part, weights: _export(folder, part, weights, model),
        run=lambda entry, compiled, memory: OpenVinoEmbedder(entry, compiled, model, memory),
        likeness=_worst_cosine,
        least=MIN_COSINE,
        sample=lambda embedder: embedder.queries([SAMPLE_TEXT]),
        unlike="its compiled form gives different vectors (cosine {:.3f})",
    )
    return load_or_make(recipe, workload)


def load_or_make(recipe: Recipe[T], workload: Workload) -> T | None:
    """Load a compiled model from the cache, or compile it into the cache.

    Returns:
        None if the model cannot be compiled. The logger ``nutgraf`` gets the reason, each time.
    """
    try:
        openvino = import_openvino(converter=False)
        core = openvino.Core()
        # The version number only: the build name after it contains slashes.
        version = openvino.__version__.split("-")[0]
        entry = cache_folder() / "models" / f"{recipe.key}-openvino-{version}-{cpu_key(core)}"
        return _load_entry(core, entry, recipe, workload) or _compile_entry(core, entry, recipe, workload)
    except Exception as error:  # a slow model is better than no model
        _LOG.warning("the model %s runs several times slower than it could: %s", recipe.name, _reason(error))
        return None


def _load_entry(core: Any, entry: Path, recipe: Recipe[T], workload: Workload) -> T | None:  # noqa: ANN401
    """Load the compiled model from `entry`; None unless it is there with every byte as written, and gives what it gave.

    OpenVINO chooses other kernels for another number of threads. On a CPU with AMX, those for layers of 32 numbers gave
    noise with two threads, and right numbers with the one with which the model was proven.
    """
    try:
        digests = orjson.loads((entry / _ENTRY).read_bytes())
        # Mapped, not read: the model uses its weights in place. Mode "c", because OpenVINO shares only writable memory.
        data: Mapping[str, Any] = {name: np.memmap(entry / name, np.uint8, "c") for name in _ENTRY_FILES}
        for name in _ENTRY_FILES:
            # Each time: a disk that rots leaves the times of a file as they were.
            if FileDigest.of([memoryview(data[name])]) != FileDigest(**digests[name]):
                return None
        tensor = import_openvino(converter=False).Tensor(data[_MODEL], shared_memory=True)
        running = recipe.run(entry, core.import_model(tensor, "CPU", runtime_settings(core, workload)), data)
        proven = np.load(BytesIO(data[_SAMPLE]))
        difference = np.abs(recipe.sample(running) - proven).max() / np.ptp(proven)
        return running if difference <= _MAX_DIFFERENCE else None
    except Exception:  # OpenVINO and JSON raise many kinds of errors; the entry is compiled again
        return None


def _compile_entry(core: Any, entry: Path, recipe: Recipe[T], workload: Workload) -> T | None:  # noqa: ANN401
    """Compile a model into `entry`.

    Raises:
        _RefusedError: The model is refused, now or by a file beside `entry`.
        _UnexplainedError: It failed, now or before, and nothing has changed since.
        OSError, RuntimeError: Compiling failed; it may work another time.
    """
    refused = entry.with_name(f"{entry.name}.refused")
    failed = FailureNote(entry.with_name(f"{entry.name}.failed"))
    _raise_known_failure(refused, failed)
    entry.parent.mkdir(parents=True, exist_ok=True)
    with file_lock(entry.with_name(f"{entry.name}.lock"), wait=True):
        _raise_known_failure(refused, failed)
        if ready := _load_entry(core, entry, recipe, workload):  # another process compiled it while this one waited
            return ready
        refuse_without_room(recipe.folder, entry.parent)
        _LOG.info("compiling the model %s for this machine, once; it takes some seconds", recipe.name)
        part = entry.with_name(f"{entry.name}.part")
        shutil.rmtree(part, ignore_errors=True)  # left by a killed process
        part.mkdir()
        try:
            _store_entry(_compile_and_verify(core, part, recipe, workload), part, entry)
        except _RefusedError as error:
            refuse_without_room(recipe.folder, entry.parent)  # half a graph gives different vectors, too
            with suppress(OSError):  # then it is tried again
                refused.write_text(f"{_reason(error)}\nDelete this file to have it tried again.\n", encoding="utf-8")
            raise
        except _UnexplainedError as error:
            failed.write(_reason(error))
            raise
        finally:
            shutil.rmtree(part, ignore_errors=True)
        failed.remove()
        if compiled := _load_entry(core, entry, recipe, workload):
            return compiled
        raise OSError(errno.EIO, "what was written cannot be read back", str(entry))


def _raise_known_failure(refused: Path, failed: FailureNote) -> None:
    """Raise the failure of an earlier try that would be the same now."""
    with suppress(OSError):  # there is none, or the cache cannot be read
        reason, *_ = refused.read_text("utf-8").splitlines() or [""]
        raise _RefusedError(f"{reason} (delete {refused} to have it tried again)")
    if standing := failed.standing():
        raise _UnexplainedError(f"{standing} (tried again within an hour, or when there is more room or memory)")


def _compile_and_verify(core: Any, part: Path, recipe: Recipe[T], workload: Workload) -> Any:  # noqa: ANN401
    """Compile the model with int8 weights, or with its own weights if int8 changes what it gives too much.

    Raises:
        _RefusedError: It gives something else either way.
        OSError, RuntimeError: Compiling failed; it may work another time.
    """
    worst = 1.0
    for weights in WEIGHT_FORMATS:
        recipe.export(part, weights)
        made = core.compile_model(part / "model.xml", "CPU", runtime_settings(core, workload))
        running = recipe.run(part, made, None)
        worst = recipe.likeness(running, part)
        _LOG.debug("compiled with weights in %s, the model has a likeness of %.5f to its original", weights, worst)
        if worst >= recipe.least:
            np.save(part / _SAMPLE, recipe.sample(running))
            return made
    raise _RefusedError(recipe.unlike.format(worst))


def _export(folder: Path, part: Path, weights: WeightFormat, model: Fingerprint) -> None:
    """Write the graph of an embedding model: the default one's here, any other's with torch, in another process."""
    if (vectors := reference_vectors(model)) is not None:
        from .bert_graph import export_bert  # a search with a compiled model has no time for it

        export_bert(folder, part, model, vectors, in_int8=weights == "int8")
        return
    given = [] if model.truncate_dim is None else [model.truncate_dim]
    run_export(f"{__package__}.openvino_export", folder.absolute(), part, weights, *given)


def run_export(module: str, *arguments: object) -> None:
    """Run a module that exports a model in a process of its own, without network access.

    ``-P`` keeps Python from importing modules from the current folder.

    Raises:
        Exception: The export failed: for good, for a reason that may pass, or for want of room or memory.
    """
    command = [sys.executable, "-P", "-m", module, *map(str, arguments)]
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(  # noqa: S603  # our own arguments, run by this Python
        command, stdin=subprocess.DEVNULL, capture_output=True, env=environment, timeout=_EXPORT_TIMEOUT, check=False
    )
    output = (done.stdout or done.stderr).decode(errors="replace").strip().splitlines() or ["the export was killed"]
    if done.returncode == REFUSED:
        raise _RefusedError(output[-1])
    if done.returncode == UNEXPLAINED:
        raise _UnexplainedError(output[-1])
    if done.returncode:
        raise RuntimeError(output[-1])


def _worst_cosine(embedder: OpenVinoEmbedder, part: Path) -> float:
    """Least cosine between our vector and that of sentence-transformers, over all texts as passages and as queries."""
    pairs = (
        (embedder.passages(CALIBRATION_TEXTS), np.load(part / "passages.npy")),
        (embedder.queries(CALIBRATION_TEXTS), np.load(part / "queries.npy")),
    )
    return float(np.min([(ours * theirs).sum(axis=1).min() for ours, theirs in pairs]))  # NaN if any vector has one


def _store_entry(compiled_model: Any, part: Path, entry: Path) -> None:  # noqa: ANN401  # an openvino.CompiledModel
    """Move the verified model to its place in the cache, completely or not at all."""
    for file in part.iterdir():
        if file.name not in _ENTRY_FILES:
            file.unlink()
    (part / _MODEL).write_bytes(compiled_model.export_model().getbuffer())
    (part / _ENTRY).write_bytes(orjson.dumps({name: asdict(digest_file(part / name)) for name in _ENTRY_FILES}))
    shutil.rmtree(entry, ignore_errors=True)  # an entry that is still here is damaged, or it would have been loaded
    part.rename(entry)


def _reason(error: BaseException) -> str:
    """Describe an error in one line; an error of the disk with the folder concerned and the remedy."""
    if isinstance(error, OSError) and error.strerror:
        is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        remedy = (
            "free some space, or set NUTGRAF_CACHE to a folder with more"
            if is_full
            else ("set NUTGRAF_CACHE to a folder that you may write")
        )
        return f"{error.filename or cache_folder()}: {error.strerror.lower()}; {remedy}"
    lines = str(error).strip().splitlines() or [""]
    return lines[-1] or type(error).__name__  # OpenVINO's first lines name places in its source code
