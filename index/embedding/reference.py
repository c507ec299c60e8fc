"""The reference for what an embedding is: sentence-transformers, which loads when the first text comes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from ...corpus.errors import NutgrafError
from ..types import Vectors
from .fingerprint import DEFAULT_MODEL, Fingerprint, fingerprint, model_folder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH = 32


class SentenceTransformerEmbedder:
    """A sentence-transformers model with safetensors weights. No code of the model's own is run.

    Args:
        model: As `model_folder` takes it.
        download: Whether a name that is not on this machine may be fetched.
        device: What torch runs it on, such as ``cpu``, ``cuda`` or ``mps``; by default the best there is.

    Attributes:
        folder: Where the model lies.

    Raises:
        NutgrafError: There is no such model here, or it has no safetensors weights.
    """

    def __init__(self, model: str = DEFAULT_MODEL, *, download: bool = False, device: str | None = None) -> None:
        self.folder = model_folder(model, download=download)
        # A folder is named in full: the index may be asked from another one.
        named = self.folder == Path(model).expanduser()
        self._fingerprint = fingerprint(str(self.folder.resolve()) if named else model, self.folder)
        self._device = device
        self._model: SentenceTransformer | None = None
        self._lock = Lock()  # a model's tokenizer is not made for two threads

    @property
    def fingerprint(self) -> Fingerprint:
        """What the model is, read from its files."""
        return self._fingerprint

    def passages(self, texts: Sequence[str]) -> Vectors:
        """float32 ``(len(texts), dim)``, rows of length 1.

        Raises:
            NutgrafError: torch has no such device here.
        """
        with self._lock:
            vectors = self._loaded().encode_document(list(texts), batch_size=_BATCH, show_progress_bar=False)
        return normalize(vectors)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """float32 ``(len(texts), dim)``, rows of length 1.

        Raises:
            NutgrafError: torch has no such device here.
        """
        with self._lock:
            vectors = self._loaded().encode_query(list(texts), batch_size=_BATCH, show_progress_bar=False)
        return normalize(vectors)

    def _loaded(self) -> SentenceTransformer:
        if self._model is None:
            self._model = load_model(self.folder, self._device)
        return self._model


def normalize(vectors: ArrayLike) -> Vectors:
    """What a model gave, as float32 rows of length 1: some models do not normalise. A row of zeros becomes NaN."""
    rows: Vectors = np.asarray(vectors, np.float32)
    with np.errstate(invalid="ignore"):
        normalised: Vectors = rows / np.linalg.norm(rows, axis=-1, keepdims=True)
    return normalised


def load_model(folder: Path, device: str | None = None) -> SentenceTransformer:
    """The model in `folder`, with no progress bars and nothing fetched.

    Raises:
        NutgrafError: torch has no such device here.
    """
    disable_tokenizer_threads()
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    logging.set_verbosity_error()
    if device:
        _try(device)
    return SentenceTransformer(
        str(folder),
        device=device,
        local_files_only=True,
        trust_remote_code=False,
        model_kwargs={"use_safetensors": True},
    )


def disable_tokenizer_threads() -> None:
    """The tokenizer's own threads would deadlock a process that forks later, and say so on every run."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


def _try(device: str) -> None:
    import torch

    try:
        torch.zeros(1, device=device)
    except Exception as error:  # each backend has its own way to say that it is not there
        reason = str(error).strip().splitlines()[0]
        raise NutgrafError(f"the model cannot run on {device!r}; leave --device out, or try cpu ({reason})") from None
