"""Follows the generations that are published to an engine, as `GenerationFollower` follows the commits of an index."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Unpack

from ...corpus.errors import EngineError, ModelMismatchError, NutgrafError
from ...corpus.passages import CUT
from ...index.embedding.embedder import ModelEmbedder
from ...index.embedding.protocol import Embedder
from ...index.engine.generation import Receipt, read_published, read_receipt
from ...index.engine.milvus import Milvus
from ...index.engine.store import EngineStore
from ..query.question import QuestionError
from ..ranking.reader import IndexReader
from .following import Following, FollowingOptions

if TYPE_CHECKING:
    from ...index.embedding.fingerprint import Fingerprint
    from ...index.segments.manifest import Manifest
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
            QuestionError: Always.
        """
        raise QuestionError("an engine has no history and no files; ask the index itself, without --engine")

    def status(self) -> Status:
        """Counts, dates, outlets and model."""
        return self.store.status()


class EngineFollower(Following[EngineGeneration]):
    """Opens the newest published generation, and follows. Safe for any number of threads.

    Args:
        uri: The address of the engine, see `address.Address`.
        options: See `Following`.

    Raises:
        EngineError: The engine does not answer, or nothing was published to it.
        ExtraMissingError: The client of the engine is not installed.
    """

    def __init__(self, uri: str, **options: Unpack[FollowingOptions]) -> None:
        self._engine = Milvus(uri)
        self._engine.load_if_there()
        super().__init__(**options)
        self._looked = time.monotonic()

    def current(self) -> EngineGeneration:
        """Return the generation to ask: the newest one, as of a second ago, or the one held if it does not follow.

        Raises:
            EngineError: The engine does not answer.
        """
        # An engine that failed may have lost what was published, and hold another generation when it is back.
        is_late = time.monotonic() - self._looked > _LOOKS_EVERY or self._engine.failed_at > self._looked
        is_time = self._follow and is_late
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

    def _newest(self) -> EngineGeneration:
        return self._opened(self._receipt())

    def _opened_again(self, held: EngineGeneration) -> EngineGeneration:
        return self._opened(held.receipt)

    def _opened(self, receipt: Receipt) -> EngineGeneration:
        published = read_published(self._engine, receipt)
        manifest = published.manifest
        if manifest.cut != CUT or not manifest.has_current_analyzers:
            raise EngineError(
                f"the engine at {self._engine.address} holds what another version of nutgraf cut and analyzed; "
                "rebuild the index with this one, and publish it"
            )
        self._engine.settle()
        profile = self._profile_of(manifest)
        store = EngineStore(self._engine, published, profile)
        return EngineGeneration(receipt, store, self._reader(manifest, store, profile))

    def _load(self, manifest: Manifest) -> Embedder:
        wanted = manifest.model
        try:
            return ModelEmbedder(wanted.name, dimensions=wanted.truncate_dim)
        except NutgrafError as error:
            raise ModelMismatchError(
                f"the vectors in the engine at {self._engine.address} are of {wanted}, which is not on this "
                f"machine ({error}); put it there"
            ) from None

    def _refuse_other(self, manifest: Manifest, model: Fingerprint) -> None:
        if not manifest.model.is_same_as(model):
            raise ModelMismatchError(
                f"the engine at {self._engine.address} holds vectors of {manifest.model}, not of {model}"
            )
