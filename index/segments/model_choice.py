"""The model for an index: the one that is named, else the one that built it, else the default."""

from __future__ import annotations

from shlex import quote

from ...corpus.errors import ModelMismatchError, NutgrafError
from ..embedding.embedder import ModelEmbedder
from ..embedding.fingerprint import DEFAULT_MODEL
from ..embedding.protocol import Embedder
from .check import newest_manifest
from .folder import IndexFolder
from .format3 import old_manifest
from .manifest import Manifest


def embedder_for(
    folder: IndexFolder, model: str | None = None, *, download: bool = False, device: str | None = None
) -> Embedder:
    """The model that is named, else the one that the index in `folder` was built with, else the default.

    Raises:
        NutgrafError: See `SentenceTransformerEmbedder` and `built_with`.
        IndexFormatError: No manifest is readable, or one is of another format.
    """
    if model or not folder.exists:
        return ModelEmbedder(model or DEFAULT_MODEL, download=download, device=device)
    if old := old_manifest(folder):  # which only a rebuild takes
        return _model(old.model["name"], str(old), folder, device)
    # Any readable manifest will do: a first commit that was cut off has only a copy, until the writer ends it.
    newest, _ = newest_manifest(folder)
    return built_with(newest or folder.manifest(), folder, device=device)


def built_with(manifest: Manifest, folder: IndexFolder, *, device: str | None = None) -> Embedder:
    """The model that the index in `folder` was built with.

    Raises:
        ModelMismatchError: It is not on this machine.
    """
    return _model(manifest.model.name, str(manifest.model), folder, device)


def _model(name: str, told: str, folder: IndexFolder, device: str | None) -> Embedder:
    try:
        return ModelEmbedder(name, device=device)
    except NutgrafError as error:
        raise ModelMismatchError(
            f"{folder.path} was built with {told}, which is not on this machine ({error}); put it back, "
            f"or run: nutgraf rebuild --model MODEL --index {quote(str(folder.path))}"
        ) from None
