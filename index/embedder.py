"""sentence-transformers behind the seam: imported when the first text is embedded, not before."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from ..corpus.errors import NutgrafError
from .model import DEFAULT_MODEL, Fingerprint, fingerprint, model_folder
from .protocols import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH = 32


class SentenceTransformerEmbedder:
    """A sentence-transformers model with safetensors weights. No code of the model's own is run.

    Args:
        model: As `model_folder` takes it.
        download: Whether a name that is not on this machine may be fetched.

    Raises:
        NutgrafError: There is no such model here, or it has no safetensors weights.
    """

    def __init__(self, model: str = DEFAULT_MODEL, *, download: bool = False) -> None:
        self._folder = model_folder(model, download=download)
        self._fingerprint = fingerprint(model, self._folder)
        self._model: SentenceTransformer | None = None
        self._one_at_a_time = Lock()  # a model's tokenizer is not made for two threads

    @property
    def fingerprint(self) -> Fingerprint:
        """What the model is, read from its files."""
        return self._fingerprint

    def passages(self, texts: Sequence[str]) -> Vectors:
        """float32 ``(len(texts), dim)``, rows of length 1."""
        with self._one_at_a_time:
            vectors = self._loaded().encode_document(list(texts), batch_size=_BATCH, show_progress_bar=False)
        return unit(vectors, self._fingerprint)

    def query(self, text: str) -> Vectors:
        """float32 ``(dim,)`` of length 1."""
        with self._one_at_a_time:
            vectors = self._loaded().encode_query([text], show_progress_bar=False)
        vector: Vectors = unit(vectors, self._fingerprint)[0]
        return vector

    def _loaded(self) -> SentenceTransformer:
        if self._model is None:
            self._model = _load(self._folder)
        return self._model


def unit(vectors: ArrayLike, model: Fingerprint) -> Vectors:
    """What a model gave, as float32 rows of length 1: some models do not normalise.

    Raises:
        NutgrafError: The shape is not the model's, or a number is NaN or infinite.
    """
    rows: Vectors = np.asarray(vectors, np.float32)
    if rows.ndim != 2 or rows.shape[1] != model.dim:
        raise NutgrafError(f"the model {model.name} gave vectors of shape {rows.shape}, not (n, {model.dim})")
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or not lengths.all():
        raise NutgrafError(f"the model {model.name} gave a vector that is not finite, or zero")
    normalised: Vectors = rows / lengths
    return normalised


def _load(folder: Path) -> SentenceTransformer:
    # The tokenizer's own threads would deadlock a process that forks later, and say so on every run.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    logging.set_verbosity_error()
    return SentenceTransformer(
        str(folder), local_files_only=True, trust_remote_code=False, model_kwargs={"use_safetensors": True}
    )
