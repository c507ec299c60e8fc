"""Follows the generations that are published to an engine, as `GenerationFollower` follows the commits of an index."""

from __future__ import annotations

import time
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from ...corpus.errors import EngineError, ModelMismatchError, NutgrafError
from ...corpus.passages import CUT
from ...index.embedding.embedder import ModelEmbedder
from ...index.embedding.protocol import Embedder
from ...index.engine.generation import Receipt, read_published, read_receipt
from ...index.engine.milvus import Milvus
from ...index.engine.store import EngineStore
from ...index.profile import RankingProfile
from ..ranking.reader import IndexReader
from .fitted import fitted_profile

if TYPE_CHECKING:
    from ...index.embedding.fingerprint import Fingerprint
    from ...index.reranking.protocol import Reranker
    from ...index.segments.snapshot import Snapshot
    from ...index.segments.status import Status

_LOOKS_EVERY = 1.0
"""Seconds between two looks at the receipt: one in each question would cost a request."""


@dataclass(frozen=True, slots=True)
class EngineGeneration:
    """A published generation, and the reader that answers queries over it."""

    receipt: Receipt
    store: EngineStore
    reader: IndexReader

    @property
    def snapshot(self) -> Snapshot:
        """The files of the generation, which an engine has not.

        Raises:
            EngineError: Always.
        """
        raise EngineError("an engine has no history and no files; ask the index itself, without --engine")

    def status(self) -> Status:
        """Counts, dates, outlets and model."""
        return self.store.status()


class EngineFollower:
    """Opens the newest published generation, and follows. Safe for any number of threads.

    Args:
        uri: The address of the engine, see `address.Address`.
        embedder: The model that built the index; by default the one that it names.
        follows: False to stay on a generation until `refresh` is called.
        profile: The constants of the ranking; by default those of the index.
        rerankers: Loads a reranker by its name for a model, see `Rerankers.named`.

    Raises:
        EngineError: The engine does not answer, or nothing was published to it.
        ExtraMissingError: The client of the engine is not installed.
    """

    stamp = None
    """An engine has no MANIFEST."""

    def __init__(
        self,
        uri: str,
        *,
        embedder: Embedder | None = None,
        follows: bool = True,
        profile: RankingProfile | None = None,
        rerankers: Callable[[str | None, Fingerprint], Reranker | None] = lambda _name, _model: None,
    ) -> None:
        self._engine = Milvus(uri)
        self._given = embedder
        self._follows = follows
        self._profile = profile
        self._rerankers = rerankers
        self._loaded: Embedder | None = None
        self._loading, self._refreshing = Lock(), Lock()
        self._engine.load_if_there()
        self._held = self._opened(self._receipt())
        self._looked = time.monotonic()

    def current(self) -> EngineGeneration:
        """Return the generation to ask: the newest one, as of a second ago, or the one held if it does not follow.

        Raises:
            EngineError: The engine does not answer.
        """
        is_time = self._follows and time.monotonic() - self._looked > _LOOKS_EVERY
        if is_time and self._refreshing.acquire(blocking=False):  # meanwhile other threads ask the one held
            try:
                self._refresh()
            finally:
                self._refreshing.release()
        return self._held

    def refresh(self) -> bool:
        """Move to the newest generation. Returns True where there was another one.

        Raises:
            EngineError: The engine does not answer.
        """
        with self._refreshing:
            return self._refresh()

    @property
    def held(self) -> EngineGeneration:
        """The generation held, which may not be the newest one."""
        return self._held

    def close(self) -> None:
        """Close the connection."""
        self._engine.close()

    def with_profile(self, profile: RankingProfile) -> EngineFollower:
        """Return a follower of the generation held with another profile, that follows no publications."""
        held = self.current()
        other = copy(self)
        other._profile, other._follows = profile, False
        other._loading, other._refreshing = Lock(), Lock()
        other._held = other._opened(held.receipt)
        return other

    def _refresh(self) -> bool:
        receipt = self._receipt()
        is_newer = receipt != self._held.receipt
        if is_newer:
            self._held = self._opened(receipt)
        self._looked = time.monotonic()
        return is_newer

    def _receipt(self) -> Receipt:
        receipt = read_receipt(self._engine)
        if receipt is None:
            address = self._engine.address
            raise EngineError(f"nothing was published to the engine at {address}; run: nutgraf publish --to {address}")
        return receipt

    def _opened(self, receipt: Receipt) -> EngineGeneration:
        published = read_published(self._engine, receipt)
        manifest = published.manifest
        if manifest.cut != CUT or not manifest.has_current_analyzers:
            raise EngineError(
                f"the engine at {self._engine.address} holds what another version of nutgraf cut and analyzed; "
                "rebuild the index with this one, and publish it"
            )
        self._engine.settle()
        profile = self._profile or fitted_profile(manifest)
        store = EngineStore(self._engine, published, profile)
        reader = IndexReader(
            store, partial(self._model, manifest.model), profile, lambda name: self._rerankers(name, manifest.model)
        )
        return EngineGeneration(receipt, store, reader)

    def _model(self, wanted: Fingerprint) -> Embedder:
        """Return the model of a generation: the one given, or the one that it names, kept while it fits.

        Raises:
            ModelMismatchError: The model given did not build the index, or the named one is not on this machine.
        """
        with self._loading:  # a second copy would double the memory
            model = self._given or self._loaded
            if model is None or (self._given is None and not wanted.is_same_as(model.fingerprint)):
                try:
                    model = self._loaded = ModelEmbedder(wanted.name, dimensions=wanted.truncate_dim)
                except NutgrafError as error:
                    raise ModelMismatchError(
                        f"the vectors in the engine at {self._engine.address} are of {wanted}, which is not on this "
                        f"machine ({error}); put it there"
                    ) from None
            if not wanted.is_same_as(model.fingerprint):
                raise ModelMismatchError(
                    f"the engine at {self._engine.address} holds vectors of {wanted}, not of {model.fingerprint}"
                )
            return model
