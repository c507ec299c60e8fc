"""The generation that a searcher asks: opened, and replaced by the newest one when it is committed."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock

from ...corpus.errors import IndexFormatError
from ...index.embedding.protocol import Embedder
from ...index.profile import RankingProfile, profile_for
from ...index.retrieval.local_store import LocalStore
from ...index.segments.folder import IndexFolder, ManifestStamp
from ...index.segments.manifest import Manifest
from ...index.segments.model_choice import built_with
from ...index.segments.segment import Segment
from ...index.segments.snapshot import Snapshot
from ..ranking.reader import IndexReader

_LOG = logging.getLogger("nutgraf")


@dataclass(frozen=True, slots=True)
class OpenGeneration:
    """A generation, opened: its files, and the reader that answers queries over them."""

    snapshot: Snapshot
    reader: IndexReader


class GenerationFollower:
    """Opens the newest generation of an index, and follows its commits. Safe for any number of threads.

    Before each query it looks at the inode and time of MANIFEST, which takes microseconds. If they changed, one thread
    opens the new generation, with the segments that stay as they are, while the others ask the one held.

    Args:
        folder: The index.
        embedder: The model that built it; by default the one that the index names.
        follows: False to stay on a generation until `refresh` is called.
        profile: The constants of the ranking; by default those fitted to the model.

    Raises:
        IndexMissingError: There is no index.
        IndexFormatError: It is damaged, or of another format.
    """

    def __init__(
        self,
        folder: Path | str,
        *,
        embedder: Embedder | None = None,
        follows: bool = True,
        profile: RankingProfile | None = None,
    ) -> None:
        self._folder = IndexFolder(folder)
        self._given = embedder
        self._follows = follows
        self._profile = profile
        self._loaded: Embedder | None = None
        self._loading, self._refreshing = Lock(), Lock()
        self._seen = self.stamp = self._folder.stamp()
        self._held = self._open_newest()

    def current(self) -> OpenGeneration:
        """The generation to ask: the newest one, or the one held where it does not follow.

        Raises:
            IndexMissingError: The index is gone.
            IndexFormatError: The newest generation is damaged, and none is held.
        """
        stamp = self._folder.stamp() if self._follows else self._seen
        if stamp != self._seen and self._refreshing.acquire(blocking=False):  # others ask the one held meanwhile
            try:
                self._refresh(stamp)
            except IndexFormatError as error:
                if stamp is None:
                    raise
                self._seen = stamp  # it is not tried again before it changes
                held = self._held.snapshot.manifest.generation
                _LOG.warning("answers still come from generation %d: %s", held, error)
            finally:
                self._refreshing.release()
        return self._held

    def refresh(self) -> bool:
        """Go over to the newest generation; queries under way end on theirs. Returns True if there was another one.

        Raises:
            IndexMissingError, IndexFormatError: See the class; the generation held stays.
        """
        with self._refreshing:  # or the slower of two threads could go back to what it saw first
            return self._refresh(self._folder.stamp())

    def with_profile(self, profile: RankingProfile) -> GenerationFollower:
        """A follower of the generation held, with its model, that ranks by another profile and does not follow."""
        held = self.current()
        other = GenerationFollower.__new__(GenerationFollower)
        other.__dict__ |= self.__dict__
        other._profile, other._follows = profile, False
        other._loading, other._refreshing = Lock(), Lock()
        other._held = other._opened(held.snapshot)
        return other

    def _refresh(self, stamp: ManifestStamp | None) -> bool:
        """Open what MANIFEST names; `stamp` was taken before, since a later commit has another one."""
        # Numbers are not enough: a folder may have been removed, and filled anew as often.
        newer = self._folder.manifest() != self._held.snapshot.manifest
        if newer:
            self._held = self._open_newest(self._held.snapshot.segments)
        self._seen = self.stamp = stamp
        return newer

    def _open_newest(self, known: Sequence[Segment] = ()) -> OpenGeneration:
        return self._opened(self._folder.open(known))

    def _opened(self, snapshot: Snapshot) -> OpenGeneration:
        manifest = snapshot.manifest
        profile = self._profile or profile_for(manifest.model.weights)
        reader = IndexReader(LocalStore(snapshot, profile), partial(self._model, manifest), profile)
        return OpenGeneration(snapshot, reader)

    def _model(self, manifest: Manifest) -> Embedder:
        """The model of a generation: the one given, or the one its manifest names, kept while it fits.

        Raises:
            ModelMismatchError: The model given is not the one that built the index, or that one is not here.
        """
        if self._given is not None:
            manifest.refuse_other_model(self._given.fingerprint, self._folder.path)
            return self._given
        with self._loading:  # a second copy would cost as much memory again
            if self._loaded is None or self._loaded.fingerprint != manifest.model:
                self._loaded = built_with(manifest, self._folder)
                manifest.refuse_other_model(
                    self._loaded.fingerprint, self._folder.path
                )  # its name may be another's now
            return self._loaded
