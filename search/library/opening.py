"""Opens what a `Searcher` asks: an index on this machine, or an engine; or closes it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, Unpack

from .follower import GenerationFollower

if TYPE_CHECKING:
    from .engine_follower import EngineFollower
    from .following import FollowingOptions


class Closed:
    """Stands in for the archive of a searcher that was closed.

    Raises:
        ValueError: With every call.
    """

    stamp = None

    def current(self) -> NoReturn:
        """Refuse the question."""
        raise ValueError("the searcher is closed; open the index again with nutgraf.open")

    def refresh(self) -> NoReturn:
        """Refuse to open it again."""
        self.current()

    def with_profile(self, profile: object) -> NoReturn:  # noqa: ARG002
        """Refuse likewise."""
        self.current()


def follower(
    folder: Path | str | None, engine: str | None, **options: Unpack[FollowingOptions]
) -> GenerationFollower | EngineFollower:
    """Follow the index in `folder`, or what is published to `engine`; `options` are those of `Following`.

    Raises:
        ValueError: Neither was given, or both.
    """
    if (folder is None) == (engine is None):
        raise ValueError("give the folder of an index, or the address of an engine")
    if folder is not None:
        return GenerationFollower(folder, **options)
    from .engine_follower import EngineFollower  # a search in an index has no time for it

    return EngineFollower(str(engine), **options)
