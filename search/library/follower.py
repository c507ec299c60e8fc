"""Opens the generation that a searcher asks, and replaces it after each commit."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from ...corpus.errors import IndexFormatError
from ...index.embedding.protocol import Embedder
from ...index.profile import RankingProfile
from ...index.retrieval.local_store import LocalStore
from ...index.segments.folder import IndexFolder
from ...index.segments.manifest import Manifest
from ...index.segments.model_choice import built_with
from ...index.segments.segment import Segment
from ...index.segments.snapshot import Snapshot
from ...index.segments.stamp import ManifestStamp
from ..ranking.reader import IndexReader
from .fitted import fitted_profile

if TYPE_CHECKING:
    from ...index.embedding.fingerprint import Fingerprint
    from ...index.reranking.protocol import Reranker
    from ...index.segments.status import Status

_LOG = logging.getLogger("nutgraf")


@dataclass(frozen=True, slots=True)
class OpenGeneration:
    """An open generation: its files, and the reader that answers queries over them."""

    snapshot: Snapshot
    reader: IndexReader

    def status(self) -> Status:
        """Counts, dates, outlets and model."""
        from ...index.segments.status import status_of  # a search has no time for it

        return status_of(self.snapshot)


class GenerationFollower:
    """Opens the newest generation of an index, and follows its commits. Safe for any number of threads.

    Before each query it checks the inode and the time of MANIFEST, which takes microseconds. After a change, one thread
    opens the new generation, reusing unchanged segments, while the other threads ask the one held. It checks the sizes
    and times of the files held, too: one that somebody wrote to is opened anew, so that all of it is checked again.

    Args:
        folder: The folder of the index.
        embedder: The model that built the index; by default the one that the index names.
        follows: False to stay on a generation until `refresh` is called.
        rerankers: Loads a reranker by its name for a model, see `Rerankers.named`; by default there are none.

    Raises:
        IndexMissingError: There is no index.
        IndexFormatError: The index is damaged, or of another format.
    """

    def __init__(
        self,
        folder: Path | str,
        *,
        embedder: Embedder | None = None,
        follows: bool = True,
        profile: RankingProfile | None = None,
        rerankers: Callable[[str | None, Fingerprint], Reranker | None] = lambda _name, _model: None,
    ) -> None:
        self._folder = IndexFolder(folder)
        self._given = embedder
        self._follows = follows
        self._profile = profile
        self._rerankers = rerankers
        self._loaded: Embedder | None = None
        self._loading, self._refreshing = Lock(), Lock()
        self._seen = self.stamp = self._folder.stamp()
        self._held = self._open_newest()

    @property
    def held(self) -> OpenGeneration:
        """The generation held, which may not be the newest one."""
        return self._held

    def current(self) -> OpenGeneration:
        """Return the generation to ask: the newest one, or the one held where it does not follow.

        Raises:
            IndexMissingError: The index is gone.
            IndexFormatError: The newest generation is damaged, and none is held; or somebody wrote to the files held,
                and they are damaged now.
        """
        stamp = self._folder.stamp() if self._follows else self._seen
        if stamp != self._seen and self._refreshing.acquire(blocking=False):  # meanwhile other threads ask the one held
            try:
                self._refresh(stamp)
            except IndexFormatError as error:
                if stamp is None:
                    raise
                self._seen = stamp  # do not try again until it changes
                held = self._held.snapshot.manifest.generation
                _LOG.warning("answers still come from generation %d: %s", held, error)
            finally:
                self._refreshing.release()
        if self._held.snapshot.is_changed:
            with self._refreshing:  # no thread asks the files that it holds
                if self._held.snapshot.is_changed:
                    self._held = self._opened(self._folder.snapshot(self._held.snapshot.manifest))
        return self._held

    def refresh(self) -> bool:
        """Move to the newest generation; unfinished queries end on their own. Returns True where there was a newer one.

        Raises:
            IndexMissingError, IndexFormatError: As for the class; the searcher keeps its generation.
        """
        with self._refreshing:  # else the slower of two threads could go back to an older generation
            return self._refresh(self._folder.stamp())

    def close(self) -> None:
        """Do nothing: the files are closed when the last question that reads them ends."""

    def with_profile(self, profile: RankingProfile) -> GenerationFollower:
        """Return a follower of the generation held, with its model and another profile, that follows no commits."""
        held = self.current()
        other = copy(self)
        other._profile, other._follows = profile, False
        other._loading, other._refreshing = Lock(), Lock()
        other._held = other._opened(held.snapshot)
        return other

    def _refresh(self, stamp: ManifestStamp | None) -> bool:
        """Open what MANIFEST names; `stamp` was taken before, since a later commit has another one."""
        # Numbers are not enough: a folder may have been removed, and filled anew as often.
        newer = self._folder.manifest() != self._held.snapshot.manifest
        if newer:
            self._held = self._open_newest(
                [segment for segment in self._held.snapshot.segments if not segment.is_changed]
            )
        self._seen = self.stamp = stamp
        return newer

    def _open_newest(self, known: Sequence[Segment] = ()) -> OpenGeneration:
        return self._opened(self._folder.open(known))

    def _opened(self, snapshot: Snapshot) -> OpenGeneration:
        manifest = snapshot.manifest
        profile = self._profile or fitted_profile(manifest)
        reader = IndexReader(
            LocalStore(snapshot, profile),
            partial(self._model, manifest),
            profile,
            lambda name: self._rerankers(name, manifest.model),
        )
        return OpenGeneration(snapshot, reader)

    def _model(self, manifest: Manifest) -> Embedder:
        """Return the model of a generation: the one given, or the one its manifest names, kept while it fits.

        Raises:
            ModelMismatchError: The model given did not build the index, or the named one is not on this machine.
        """
        if self._given is not None:
            manifest.refuse_other_model(self._given.fingerprint, self._folder.path)
            return self._given
        with self._loading:  # a second copy would double the memory
            if self._loaded is None or not manifest.model.is_same_as(self._loaded.fingerprint):
                self._loaded = built_with(manifest, self._folder)
                manifest.refuse_other_model(
                    self._loaded.fingerprint, self._folder.path
                )  # its name may be another's now
            return self._loaded
