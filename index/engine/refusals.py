"""Refuses to publish over another model, a newer generation, or texts that are elsewhere."""

from __future__ import annotations

from ...corpus.errors import EngineError, ModelMismatchError
from ..segments.snapshot import Snapshot
from .generation import Published
from .milvus import Milvus


def refuse_other(before: Published, snapshot: Snapshot, engine: Milvus) -> None:
    """Refuse to publish over another model, or over a newer generation.

    Raises:
        ModelMismatchError, EngineError: The engine holds that.
    """
    held, manifest = before.manifest, snapshot.manifest
    again = f"give another name, as in {engine.address.server}/NAME, or drop what is there with --replace"
    if not held.model.is_same_as(manifest.model) or held.cut != manifest.cut:
        raise ModelMismatchError(
            f"the engine at {engine.address} holds vectors of {held.model}, and {snapshot.path} those of "
            f"{manifest.model}; {again}"
        )
    if held.generation > manifest.generation:
        raise EngineError(
            f"the engine at {engine.address} holds generation {held.generation}, newer than {manifest.generation} of "
            f"{snapshot.path}; {again}"
        )


def refuse_other_texts(before: Published, texts: str | None, engine: Milvus) -> None:
    """Refuse a second place for the texts.

    Raises:
        EngineError: The publication before has its texts elsewhere.
    """
    if texts and texts.rstrip("/") != before.texts:
        raise EngineError(
            f"the texts of what is published to {engine.address} are in {before.texts or 'the engine'}; leave --texts "
            "out, or send everything again with --replace"
        )
