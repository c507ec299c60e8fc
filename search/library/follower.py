"""Opens the generation that a searcher asks, and replaces it after each commit."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from ...corpus.errors import IndexFormatError
from ...index.embedding.protocol import Embedder
from ...index.retrieval.local_store import LocalStore
from ...index.segments.folder import IndexFolder
from ...index.segments.manifest import Manifest
from ...index.segments.model_choice import built_with
from ...index.segments.segment import Segment
from ...index.segments.snapshot import Snapshot
from ...index.segments.stamp import ManifestStamp
from ..ranking.reader import IndexReader
from .following import Following, FollowingOptions

if TYPE_CHECKING:
    from ...index.embedding.fingerprint import Fingerprint
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


class GenerationFollower(Following[OpenGeneration]):
    """Opens the newest generation of an index, and follows its commits. Safe for any number of threads.

    Before each query it checks the inode and the time of MANIFEST, which takes microseconds. After a change, one thread
    opens the new generation, reusing unchanged segments, while the other threads ask the one held. It checks the sizes
    and times of the files held, too: one that somebody wrote to is opened anew, so that all of it is checked again.

    Args:
        folder: The folder of the index.
        options: See `Following`.

    Raises:
        IndexMissingError: There is no index.
        IndexFormatError: The index is damaged, or of another format.
    """

    def __init__(self, folder: Path | str, **options: Unpack[FollowingOptions]) -> None:
        self._folder = IndexFolder(folder)
        self._seen = self.stamp = self._folder.stamp()
        super().__init__(**options)

    def current(self) -> OpenGeneration:
        """Return the generation to ask: the newest one, or the one held where it does not follow.

        Raises:
            IndexMissingError: The index is gone.
            IndexFormatError: The newest generation is damaged, and none is held; or somebody wrote to the files held,
                and they are damaged now.
        """
        stamp = self._folder.stamp() if self._follow else self._seen
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

    def _refresh(self, stamp: ManifestStamp | None) -> bool:
        """Open what MANIFEST names; `stamp` was taken before, since a later commit has another one."""
        # Numbers are not enough: a folder may have been removed, and filled anew as often.
        newer = self._folder.manifest() != self._held.snapshot.manifest
        if newer:
            known = [segment for segment in self._held.snapshot.segments if not segment.is_changed]
            self._held = self._newest(known)
        self._seen = self.stamp = stamp
        return newer

    def _newest(self, known: Sequence[Segment] = ()) -> OpenGeneration:
        return self._opened(self._folder.open(known))

    def _opened_again(self, held: OpenGeneration) -> OpenGeneration:
        return self._opened(held.snapshot)

    def _opened(self, snapshot: Snapshot) -> OpenGeneration:
        profile = self._profile_of(snapshot.manifest)
        return OpenGeneration(snapshot, self._reader(snapshot.manifest, LocalStore(snapshot, profile), profile))

    def _load(self, manifest: Manifest) -> Embedder:
        return built_with(manifest, self._folder)

    def _refuse_other(self, manifest: Manifest, model: Fingerprint) -> None:
        manifest.refuse_other_model(model, self._folder.path)
