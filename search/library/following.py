"""Base of all that follow an archive: it holds the generation, its constants and the model."""

from __future__ import annotations

from abc import ABC, abstractmethod
from copy import copy
from dataclasses import replace
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, Self, TypedDict, TypeVar

from ...index.embedding.protocol import Embedder
from ...index.profile import RankingProfile, RelevanceCoefficients
from ...index.retrieval.protocol import PassageStore
from ...index.segments.manifest import Manifest
from ..ranking.reader import IndexReader, LoadReranker

if TYPE_CHECKING:
    from ...index.embedding.fingerprint import Fingerprint
    from ...index.segments.stamp import ManifestStamp

G = TypeVar("G")


class OpeningOptions(TypedDict, total=False):
    """The keywords of `Following` that `open` takes, too."""

    embedder: Embedder | None
    follow: bool
    profile: RankingProfile | None


class FollowingOptions(OpeningOptions, total=False):
    """The keywords of `Following`."""

    load_reranker: LoadReranker


class Following(ABC, Generic[G]):
    """Holds one generation of an archive, the newest one. Safe for any number of threads.

    Args:
        embedder: The model that built the index; by default the one that the index names.
        follow: False to stay on a generation until `refresh` is called.
        profile: The constants of the ranking; by default the usual ones, with what was fitted to the index's questions.
        load_reranker: Loads a reranker; by default there is none.
    """

    stamp: ManifestStamp | None = None
    """What MANIFEST was when the generation held was opened; None for an archive without one."""

    def __init__(
        self,
        *,
        embedder: Embedder | None = None,
        follow: bool = True,
        profile: RankingProfile | None = None,
        load_reranker: LoadReranker = lambda _name, _generation: None,
    ) -> None:
        self._given = embedder
        self._follow = follow
        self._profile = profile
        self._load_reranker = load_reranker
        self._loaded: Embedder | None = None
        self._loading, self._refreshing = Lock(), Lock()
        self._held = self._newest()

    @property
    def held(self) -> G:
        """The generation held, which may not be the newest one."""
        return self._held

    @abstractmethod
    def current(self) -> G:
        """Return the generation to ask: the newest one, or the one held where it does not follow."""

    @abstractmethod
    def refresh(self) -> bool:
        """Move to the newest generation; unfinished queries end on their own. Returns True where there was another."""

    def with_profile(self, profile: RankingProfile) -> Self:
        """Return a follower of the generation held, with its model and another profile, that stays on it."""
        held = self.current()
        other = copy(self)
        other._profile, other._follow = profile, False
        other._loading, other._refreshing = Lock(), Lock()
        other._held = other._opened_again(held)
        return other

    @abstractmethod
    def _newest(self) -> G:
        """Open the newest generation."""

    @abstractmethod
    def _opened_again(self, held: G) -> G:
        """Open a generation once more, with the profile of now."""

    @abstractmethod
    def _load(self, manifest: Manifest) -> Embedder:
        """Load the model that a manifest names."""

    @abstractmethod
    def _refuse_other(self, manifest: Manifest, model: Fingerprint) -> None:
        """Raise ModelMismatchError where `model` is not the one of the manifest."""

    def _profile_of(self, manifest: Manifest) -> RankingProfile:
        if self._profile:
            return self._profile
        calibration = manifest.calibration or {}
        fitted: dict[str, Any] = {name: RelevanceCoefficients(**values) for name, values in calibration.items()}
        return replace(RankingProfile(), **fitted)

    def _reader(self, manifest: Manifest, store: PassageStore, profile: RankingProfile) -> IndexReader:
        """Make the reader of a generation."""
        return IndexReader(store, partial(self._model, manifest), profile, self._load_reranker)

    def _model(self, manifest: Manifest) -> Embedder:
        """Return the model of a generation: the one given, or the one its manifest names, kept while it fits.

        Raises:
            ModelMismatchError: The model given did not build the index, or the named one is not on this machine.
        """
        if self._given is not None:
            self._refuse_other(manifest, self._given.fingerprint)
            return self._given
        with self._loading:  # a second copy would double the memory
            if self._loaded is None or not manifest.model.is_same_as(self._loaded.fingerprint):
                self._loaded = self._load(manifest)
                self._refuse_other(manifest, self._loaded.fingerprint)  # its name may be another's now
            return self._loaded
