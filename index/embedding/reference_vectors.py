"""The vectors that sentence-transformers gave the calibration texts, kept for the default model.

With them the proof of a compiled model needs no torch. ``benchmarks/quality/reference_vectors.py`` makes the file anew.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from ..types import Vectors
from .calibration_texts import CALIBRATION_TEXTS
from .fingerprint import Fingerprint
from .reference import normalize

FILE = Path(__file__).with_name("reference_vectors.safetensors")


def reference_vectors(model: Fingerprint) -> Vectors | None:
    """Read the reference vectors of a model.

    Returns:
        float32 ``(len(CALIBRATION_TEXTS), dim)``, rows of length 1, for passages and queries alike; None unless
        they were made by just this model, from just these texts.
    """
    from safetensors import safe_open

    with safe_open(FILE, framework="numpy") as file:
        if file.metadata() != made_of(model):
            return None
        return normalize(file.get_tensor("vectors"))


def write_reference_vectors(model: Fingerprint, vectors: Vectors) -> None:
    """Write what `reference_vectors` reads; float16 changes a cosine by less than a millionth."""
    from safetensors.numpy import save_file

    save_file({"vectors": vectors.astype(np.float16)}, FILE, metadata=made_of(model))


def made_of(model: Fingerprint) -> dict[str, str]:
    """Digests of the model, its weights among it, and of the texts."""
    texts = hashlib.sha256("\0".join(CALIBRATION_TEXTS).encode())
    return {"model": model.digest().hex(), "weights": model.weights, "texts": texts.hexdigest()}
