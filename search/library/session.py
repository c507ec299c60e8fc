"""`Session`: the methods of `Searcher` that open, follow, close, copy and print it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, Unpack

from ...index.profile import RankingProfile
from ...index.retrieval.protocol import PassageStore
from ...index.segments.stamp import ManifestStamp
from ..ranking.reader import IndexReader, LoadReranker
from .follower import GenerationFollower, OpenGeneration
from .opening import Closed, follower

if TYPE_CHECKING:
    from ...index.segments.status import Status
    from .engine_follower import EngineFollower, EngineGeneration
    from .following import OpeningOptions
    from .scrubber import Scrubber


class Session:
    """The methods of `Searcher` that open, follow and close what it asks.

    Args:
        folder, engine, rerankers, options: See `Searcher`; they are given again where a copy is unpickled.
        load_reranker: Loads one of the rerankers.
    """

    def __init__(
        self,
        folder: Path | str | None,
        engine: str | None,
        rerankers: Sequence[str] | None,
        load_reranker: LoadReranker,
        **options: Unpack[OpeningOptions],
    ) -> None:
        where = None if folder is None else Path(folder).absolute()
        self._opened_with: dict[str, Any] = {"folder": where, "engine": engine, "rerankers": rerankers, **options}
        self._follower: GenerationFollower | EngineFollower | Closed = follower(
            folder, engine, load_reranker=load_reranker, **options
        )

    def close(self) -> None:
        """Let go of the files, the connection and the model, which end with the last question that needs them.

        A question after that raises a ValueError, as reading from a closed file does.
        """
        self._follower = Closed()

    def __enter__(self) -> Self:
        """Return the searcher; it is closed at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def __repr__(self) -> str:
        """Tell what it asks, in one line."""
        where = self._opened_with["engine"] or self._opened_with["folder"]
        if isinstance(self._follower, Closed):
            return f"<Searcher of {where}: closed>"
        now = self._follower.held.reader.store.generation
        return f"<Searcher of {where}: {now.articles:,} articles, {now.passages:,} passages, generation {now.number}>"

    def __copy__(self) -> Self:
        """Return itself: any number of threads and objects may share it."""
        return self

    def __deepcopy__(self, _: object) -> Self:
        """Return itself, likewise."""
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle how it was opened; where it is unpickled, the index is opened again, at its newest generation."""
        return partial(type(self), **self._opened_with), ()

    def status(self) -> Status:
        """Counts, dates, outlets and model of the newest generation, or of the one held."""
        return self._now().status()

    def scrub_in_background(self) -> Scrubber | None:
        """Start a thread that checks the files of the index again every hour, as a disk may rot meanwhile.

        A process that lives for days should call it once. Damage is told in the log ``nutgraf``, and a question that
        needs what is damaged raises IndexFormatError.

        Returns:
            The thread, which ends with the process or by its method `stop`; None over an engine, which has no files.
        """
        if not isinstance(self._follower, GenerationFollower):
            return None
        from .scrubber import Scrubber

        scrubber = Scrubber(self._follower)
        scrubber.start()
        return scrubber

    def with_profile(self, profile: RankingProfile) -> Self:
        """Return a searcher over the same generation and model with another profile, which does not follow."""
        other = object.__new__(type(self))
        vars(other).update(vars(self))
        other._opened_with = self._opened_with | {"profile": profile, "follow": False}
        other._follower = self._follower.with_profile(profile)
        return other

    def refresh(self) -> bool:
        """Move to the newest generation. Unfinished questions end on their own.

        Returns:
            True if there was another one.

        Raises:
            IndexMissingError, IndexFormatError: As for the class; the searcher keeps its generation.
        """
        return self._follower.refresh()

    @property
    def generation(self) -> int:
        """The number of the newest generation, or of the one held."""
        return self.store.generation.number

    @property
    def profile(self) -> RankingProfile:
        """The constants of the ranking."""
        return self._reader().profile

    @property
    def stamp(self) -> ManifestStamp | None:
        """The stamp of the generation held, see `IndexFolder.stamp`."""
        return self._follower.stamp

    @property
    def store(self) -> PassageStore:
        """The passages of the newest generation, or of the one held: for look-ups that must fit together."""
        return self._reader().store

    def _now(self) -> OpenGeneration | EngineGeneration:
        return self._follower.current()

    def _reader(self) -> IndexReader:
        return self._now().reader
