"""The reference embedder: sentence-transformers, loaded when the first text comes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import ArrayLike

from ...corpus.errors import NutgrafError
from ..storage.cache_dir import expanded
from ..types import Vectors
from .fingerprint import DEFAULT_MODEL, Fingerprint, model_folder
from .model_files import fingerprint
from .torch_library import SentenceTransformer, imported

_BATCH = 32


class SentenceTransformerEmbedder:
    """A sentence-transformers model with safetensors weights. No code from the model is run.

    Args:
        model: Name or folder, see `model_folder`.
        download: True to download a model that is not on this machine.
        device: Device for torch, for example ``cpu``, ``cuda`` or ``mps``; by default the best available.
        dimensions: Numbers to keep of each vector, see `fingerprint`.

    Attributes:
        folder: Folder of the model.

    Raises:
        NutgrafError: The model is not on this machine, or has no safetensors weights, or see `fingerprint`.
    """

    def __init__(
        self,
        model: str = DEFAULT_MODEL,
        *,
        download: bool = False,
        device: str | None = None,
        dimensions: int | None = None,
    ) -> None:
        self.folder = model_folder(model, download=download)
        # The full path: the index may later be searched from another current folder.
        is_path = self.folder == expanded(model)
        self._fingerprint = fingerprint(str(self.folder.resolve()) if is_path else model, self.folder, dimensions)
        self._device = device
        self._model: SentenceTransformer | None = None
        self._lock = Lock()  # a tokenizer is not safe for two threads

    @property
    def fingerprint(self) -> Fingerprint:
        """Identity of the model, read from its files."""
        return self._fingerprint

    def passages(self, texts: Sequence[str]) -> Vectors:
        """float32 ``(len(texts), dim)``, rows of length 1.

        Raises:
            NutgrafError: torch cannot use the device.
        """
        with self._lock:
            return encode_passages(self._loaded(), texts, self._fingerprint)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """float32 ``(len(texts), dim)``, rows of length 1.

        Raises:
            NutgrafError: torch cannot use the device.
        """
        with self._lock:
            return encode_queries(self._loaded(), texts, self._fingerprint)

    def _loaded(self) -> SentenceTransformer:
        if self._model is None:
            self._model = load_model(self.folder, self._device, self._fingerprint.truncate_dim)
        return self._model


def encode_passages(model: SentenceTransformer, texts: Sequence[str], identity: Fingerprint) -> Vectors:
    """float32 ``(len(texts), dim)``, rows of length 1: what a model makes of passages, under their prompt.

    The prompt is given in full: sentence-transformers takes none where a model calls it ``passage``.
    """
    prompt = identity.passage_prompt
    return normalize(model.encode_document(list(texts), prompt=prompt, batch_size=_BATCH, show_progress_bar=False))


def encode_queries(model: SentenceTransformer, texts: Sequence[str], identity: Fingerprint) -> Vectors:
    """float32 ``(len(texts), dim)``, rows of length 1: what a model makes of questions, under their prompt."""
    prompt = identity.query_prompt
    return normalize(model.encode_query(list(texts), prompt=prompt, batch_size=_BATCH, show_progress_bar=False))


def normalize(vectors: ArrayLike) -> Vectors:
    """Scale vectors to float32 rows of length 1, as some models do not do it. A row of zeros becomes NaN."""
    rows: Vectors = np.asarray(vectors, np.float32)
    with np.errstate(invalid="ignore"):
        normalised: Vectors = rows / np.linalg.norm(rows, axis=-1, keepdims=True)
    return normalised


def load_model(folder: Path, device: str | None = None, truncate_dim: int | None = None) -> SentenceTransformer:
    """Load the model in `folder` without progress bars and without network access.

    Args:
        folder: The folder of the model.
        device: Device for torch; by default the best available.
        truncate_dim: See `Fingerprint`.

    Raises:
        NutgrafError: torch cannot use the device.
    """
    disable_tokenizer_threads()
    library, logging = imported("sentence_transformers"), imported("transformers.utils.logging")
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    if device:
        _check_device(device)
    return library.SentenceTransformer(
        str(folder),
        device=device,
        truncate_dim=truncate_dim,
        local_files_only=True,
        trust_remote_code=False,
        model_kwargs={"use_safetensors": True},
    )


def disable_tokenizer_threads() -> None:
    """Switch off the tokenizer's threads.

    They would deadlock a process that forks later, and print a warning on every run.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


def _check_device(device: str) -> None:
    try:
        imported("torch").zeros(1, device=device)
    except Exception as error:  # each backend raises its own kind of error
        reason = str(error).strip().splitlines()[0]
        raise NutgrafError(f"the model cannot run on {device!r}; leave --device out, or use cpu ({reason})") from None
