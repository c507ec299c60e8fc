"""Chooses the model for an index: the named one, else the one that built the index, else the default."""

from __future__ import annotations

from shlex import quote

from ...corpus.errors import ModelMismatchError, NutgrafError
from ..embedding.embedder import ModelEmbedder
from ..embedding.fingerprint import DEFAULT_MODEL
from ..embedding.protocol import Embedder
from .folder import IndexFolder
from .manifest import Manifest


def embedder_for(
    folder: IndexFolder,
    model: str | None = None,
    *,
    download: bool = False,
    device: str | None = None,
    dimensions: int | None = None,
) -> Embedder:
    """Load the model that is named, else the one that built the index in `folder`, else the default.

    Args:
        folder: The index.
        model: Name or folder of the model.
        download: See `SentenceTransformerEmbedder`.
        device: See `SentenceTransformerEmbedder`.
        dimensions: Numbers to keep of each vector; by default those of the index, unless another model is named.

    Raises:
        NutgrafError: See `SentenceTransformerEmbedder` and `built_with`.
        IndexFormatError: No manifest is readable, or one has another format.
    """
    from .check import newest_manifest  # a search, which calls `built_with` alone, has no time for these
    from .format3 import read_old_manifest

    if model or not folder.exists:
        return ModelEmbedder(model or DEFAULT_MODEL, download=download, device=device, dimensions=dimensions)
    if old := read_old_manifest(folder):  # only a rebuild can use an index of format 3
        return _load(old.model["name"], str(old), folder, device, dimensions)
    # Any readable manifest will do: an interrupted first commit leaves only a copy, until a writer completes it.
    newest, _ = newest_manifest(folder)
    return built_with(newest or folder.manifest(), folder, device=device, dimensions=dimensions)


def built_with(
    manifest: Manifest, folder: IndexFolder, *, device: str | None = None, dimensions: int | None = None
) -> Embedder:
    """Load the model that built the index in `folder`, with as many dimensions unless others are given.

    Raises:
        ModelMismatchError: The model is not on this machine.
    """
    kept = dimensions or manifest.model.truncate_dim
    return _load(manifest.model.name, str(manifest.model), folder, device, kept)


def _load(name: str, description: str, folder: IndexFolder, device: str | None, dimensions: int | None) -> Embedder:
    try:
        return ModelEmbedder(name, device=device, dimensions=dimensions)
    except NutgrafError as error:
        raise ModelMismatchError(
            f"{folder.path} was built with {description}, which is not on this machine ({error}); put it back, "
            f"or run: nutgraf rebuild --model MODEL --index {quote(str(folder.path))}"
        ) from None
