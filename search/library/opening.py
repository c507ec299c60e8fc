"""Opens what a `Searcher` asks: an index on this machine, or an engine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from .follower import GenerationFollower

if TYPE_CHECKING:
    from .engine_follower import EngineFollower


def follower(folder: Path | str | None, engine: str | None, **options: Any) -> GenerationFollower | EngineFollower:  # noqa: ANN401
    """Follow the index in `folder`, or what is published to `engine`; `options` are those of both classes.

    Raises:
        ValueError: Neither was given, or both.
    """
    if (folder is None) == (engine is None):
        raise ValueError("give the folder of an index, or the address of an engine")
    if folder is not None:
        return GenerationFollower(folder, **options)
    from .engine_follower import EngineFollower  # a search in an index has no time for it

    return EngineFollower(str(engine), **options)
