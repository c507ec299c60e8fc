"""Embeds an archive that one machine would take too long for, in blocks; the command line calls the same function."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Unpack

from ...corpus.files.walk import origin_of
from ...corpus.settings.places import remembered
from ...corpus.settings.read_settings import ReadKeywords, ReadSettings
from ...corpus.sourced import ReadWarning
from ...index.blocks.embed import EmbedReport, Engine, embed
from ...index.blocks.reading import BlockPolicy
from ...index.embedding.embedder import ModelEmbedder
from ...index.embedding.fingerprint import DEFAULT_MODEL
from ...index.embedding.protocol import Embedder


def embed_files(
    to: Path | str,
    paths: Sequence[Path | str],
    *,
    engine: Engine = "local",
    workers: int | None = None,
    load: Callable[[str | None], Embedder] | None = None,
    on_warning: Callable[[ReadWarning], None] = lambda _: None,
    on_articles: Callable[[int], None] = lambda _: None,
    policy: BlockPolicy | None = None,
    **settings: Unpack[ReadKeywords],
) -> EmbedReport:
    """Embed the articles of files and folders into the folder `to`, an index a block; `adopt` makes one index of them.

    Args:
        to: The folder, created if it does not exist. All machines must find it under this name, and the paths, too.
        paths: Files and folders.
        engine: "local" for processes of this machine, "ray" for a Ray cluster.
        workers: How many embed at a time: by default one of this machine, which uses all its cores, or on Ray one for
            each GPU, or for each core where there is none.
        load: Loads the model for a device of torch, or compiled where that is None; sent to other processes. By default
            all-MiniLM-L6-v2.
        on_warning: Called for each record that is skipped, or kept only in part.
        on_articles: Called with the number of articles that are embedded, as it grows.
        policy: Sizes of blocks.
        settings: As for `add_files`; `adopt` remembers them with the index.

    Raises:
        ValueError: `paths` is a single path instead of a list.
        CorpusError, NutgrafError, ExtraMissingError, IndexLockedError, OSError: See `blocks.embed.embed`.
    """
    if isinstance(paths, str | Path):
        raise ValueError(f"paths must be a list of paths, not {paths!r}")
    folder, names = Path(to).absolute(), [os.fspath(path) for path in paths]
    places = [origin_of(name, folder) for name in names]
    return embed(
        names, folder, load or partial(load_model, None), engine=engine, workers=workers, places=places,
        settings=remembered({}, places, ReadSettings.of(**settings)), on_warning=on_warning, on_articles=on_articles,
        policy=policy,
    )  # fmt: skip


def load_model(
    model: str | None,
    device: str | None,
    *,
    on: str | None = None,
    download: bool = False,
    dimensions: int | None = None,
) -> Embedder:
    """Load a model by name, or the default one, on the device `on`, else on `device`; see `ModelEmbedder`."""
    return ModelEmbedder(model or DEFAULT_MODEL, device=on or device, download=download, dimensions=dimensions)
