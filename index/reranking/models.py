"""Finds the model of a reranker on disk, and runs it: compiled by OpenVINO if possible, else by sentence-transformers.

Both kinds are proven on pairs of calibration texts: the largest difference between a compiled score and that of the
reference may be `1 - MIN_LIKENESS` of the range of the scores.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from ...corpus.errors import NutgrafError
from ..embedding.calibration_texts import CALIBRATION_TEXTS, SAMPLE_TEXT
from ..embedding.fingerprint import Fingerprint, model_folder
from ..embedding.model_files import fingerprint, sha256_of
from ..storage.cache_dir import expanded
from .late_interaction import LateInteraction
from .protocol import Kind, Reranker

MIN_LIKENESS = 0.95
"""Least likeness of compiled scores, see above; the minimum measured is in docs/quality.md, "A closer reading"."""

_RECIPE_VERSION = 1
"""Version of `export` and `compiled`. Raise it when they, the quantization or the calibration texts change."""
_IDENTITY = (
    "config.json", "config_sentence_transformers.json", "model.safetensors", "modules.json",
    "sentence_bert_config.json", "tokenizer.json", "tokenizer_config.json",
)  # fmt: skip
"""Files of a cross-encoder that decide on its scores."""


@dataclass(frozen=True, slots=True)
class CrossEncoderFiles:
    """A cross-encoder on disk.

    Attributes:
        name: The name or path by which the user chose it.
        folder: Its folder.
        digest: SHA-256 of all files that decide on its scores, in hex.
    """

    name: str
    folder: Path
    digest: str


def find_cross_encoder(name: str) -> CrossEncoderFiles:
    """Find a cross-encoder: a folder, or a model of the Hugging Face hub that is on this machine.

    Raises:
        NutgrafError: It is not on this machine, has no safetensors weights, or is no cross-encoder.
    """
    folder = expanded(name)
    if not folder.is_dir():
        try:
            folder = model_folder(name)
        except NutgrafError:
            raise NutgrafError(
                f"no cross-encoder {name!r} on this machine; give its folder, or download it first: hf download NAME"
            ) from None
    try:
        config = orjson.loads((folder / "config.json").read_bytes())
        sentence = folder / "config_sentence_transformers.json"
        declared = orjson.loads(sentence.read_bytes()).get("model_type") if sentence.exists() else None
        [architecture] = config.get("architectures") or [""]
        if declared != "CrossEncoder" and not architecture.endswith("ForSequenceClassification"):
            raise NutgrafError(f"{name} is no cross-encoder, but {declared or architecture or 'another model'}")
        digests = {file: sha256_of(folder / file) for file in _IDENTITY if (folder / file).exists()}
        if "model.safetensors" not in digests:
            raise NutgrafError(f"the cross-encoder {name} has no model.safetensors")
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise NutgrafError(f"{name} is no cross-encoder: {error}") from None
    return CrossEncoderFiles(name, folder, hashlib.sha256(orjson.dumps(digests)).hexdigest())


def cross_encoder(files: CrossEncoderFiles) -> Reranker:
    """Load a cross-encoder. The first time on a kind of CPU it is compiled, which takes some seconds.

    Raises:
        NutgrafError: sentence-transformers cannot load it.
    """
    from .compiled import CompiledCrossEncoder

    compiled = _compiled(files.name, files.digest, "cross-encoder", files.folder, CompiledCrossEncoder)
    if compiled:
        return compiled
    from .reference import TorchCrossEncoder

    return TorchCrossEncoder.load(files.folder)


def late_interaction(model: Fingerprint) -> Reranker:
    """Load the embedding model `model` for late interaction; see `cross_encoder`.

    Raises:
        NutgrafError: The model is not on this machine, or has no token vectors.
    """
    from .compiled import CompiledTokens

    folder = model_folder(model.name)
    if not model.is_same_as(fingerprint(model.name, folder, model.truncate_dim)):
        raise NutgrafError(f"the model {model.name} on this machine is not the one that built the index")

    def run(entry: Path, compiled: Any, memory: object) -> Reranker:  # noqa: ANN401
        return LateInteraction(CompiledTokens(entry, compiled, memory))

    if compiled := _compiled(model.name, model.digest().hex(), "late", folder, run):
        return compiled
    from .reference import TorchTokens

    return LateInteraction(TorchTokens.load(folder, model))


def _compiled(name: str, digest: str, kind: Kind, folder: Path, run: Any) -> Reranker | None:  # noqa: ANN401
    from ..embedding.openvino_cache import Recipe, load_or_make, run_export

    recipe: Recipe[Reranker] = Recipe(
        name=name,
        key=f"{digest[:16]}-{kind}-{_RECIPE_VERSION}",
        folder=folder,
        export=lambda part, weights: run_export(f"{__package__}.export", kind, folder.absolute(), part, weights),
        run=run,
        likeness=_likeness,
        least=MIN_LIKENESS,
        sample=lambda reranker: reranker.scores(SAMPLE_TEXT, CALIBRATION_TEXTS[13:17], {}),
        unlike="its compiled form gives different scores (likeness {:.3f})",
    )
    return load_or_make(recipe, "passages")


def _likeness(reranker: Reranker, part: Path) -> float:
    """1 less the largest difference from the reference's scores, in units of their range; NaN if any score is NaN."""
    from .export import calibration_scores

    theirs = np.load(part / "scores.npy")
    return float(1 - np.abs(calibration_scores(reranker) - theirs).max() / np.ptp(theirs))
