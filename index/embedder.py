"""sentence-transformers behind the seam: imported when the first text is embedded, not before."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from ..corpus.errors import ModelMismatchError, NutgrafError
from .check import newest_manifest
from .folder import IndexFolder
from .manifest import Manifest
from .model import DEFAULT_MODEL, Fingerprint, fingerprint, model_folder
from .protocols import Vectors, checked

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
        # A folder is named in full: the index may be asked from another one.
        named = self._folder == Path(model).expanduser()
        self._fingerprint = fingerprint(str(self._folder.resolve()) if named else model, self._folder)
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
        return checked(unit(vectors), texts, self._fingerprint)

    def query(self, text: str) -> Vectors:
        """float32 ``(dim,)`` of length 1."""
        with self._one_at_a_time:
            vectors = self._loaded().encode_query([text], show_progress_bar=False)
        vector: Vectors = checked(unit(vectors), [text], self._fingerprint)[0]
        return vector

    def _loaded(self) -> SentenceTransformer:
        if self._model is None:
            self._model = _load(self._folder)
        return self._model


def unit(vectors: ArrayLike) -> Vectors:
    """What a model gave, as float32 rows of length 1: some models do not normalise. A row of zeros becomes NaN."""
    rows: Vectors = np.asarray(vectors, np.float32)
    with np.errstate(invalid="ignore"):
        normalised: Vectors = rows / np.linalg.norm(rows, axis=-1, keepdims=True)
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


def embedder_for(
    folder: IndexFolder, model: str | None = None, *, download: bool = False
) -> SentenceTransformerEmbedder:
    """The model that is named, else the one that the index in `folder` was built with, else the default.

    Raises:
        NutgrafError: See `SentenceTransformerEmbedder` and `built_with`.
        IndexFormatError: No manifest is readable, or one is of another format.
    """
    if model or not folder.exists:
        return SentenceTransformerEmbedder(model or DEFAULT_MODEL, download=download)
    # Any readable manifest will do: a first commit that was cut off has only a copy, until the writer ends it.
    newest, _ = newest_manifest(folder)
    return built_with(newest or folder.manifest(), folder)


def built_with(manifest: Manifest, folder: IndexFolder) -> SentenceTransformerEmbedder:
    """The model that the index in `folder` was built with.

    Raises:
        ModelMismatchError: It is not on this machine.
    """
    try:
        return SentenceTransformerEmbedder(manifest.model.name)
    except NutgrafError as error:
        raise ModelMismatchError(
            f"{folder.path} was built with {manifest.model}, which is not here ({error}); put it back, "
            f"or run: nutgraf rebuild --model MODEL --index {quote(str(folder.path))}"
        ) from None
