"""The lease of a publisher: one writes to an engine at a time.

On one machine a file lock beside the index sees to it, which the kernel takes back from a process that dies. Against
publishers of other machines there is a row in the engine that says who publishes, and until when. Milvus cannot
compare and set, so two that begin in the same moment might both think that they hold it; what they write has the same
keys and values then, and the receipt of the older generation is refused.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import orjson

from ...corpus.errors import EngineError, IndexLockedError
from ..storage.file_lock import HeldError, file_lock
from .milvus import Milvus
from .schema import NOTHING

LEASE = "publisher"
_SECONDS = 60.0
"""Seconds for which a lease holds; it is renewed all along."""
_RENEWED_AFTER = 15.0


class Lease:
    """The right to publish from one index.

    Args:
        engine: The engine.
        owner: Who publishes: the machine and the index.
    """

    def __init__(self, engine: Milvus, owner: str) -> None:
        self._engine = engine
        self._owner = owner
        self._renewed = 0.0

    def take(self) -> None:
        """Take the lease.

        Raises:
            EngineError: Another publisher has it.
        """
        rows = self._engine.get("blobs", [LEASE], ["data"])
        held = orjson.loads(rows[0]["data"]) if rows else None
        if held and held["owner"] != self._owner and (left := held["until"] - time.time()) > 0:
            raise EngineError(
                f"{held['owner']} is publishing to {self._engine.address}; wait for its end, "
                f"or for {left:.0f} seconds if it was killed"
            )
        self._write(_SECONDS)

    def renew(self) -> None:
        """Extend the lease, if it is time to."""
        if time.monotonic() - self._renewed > _RENEWED_AFTER:
            self._write(_SECONDS)

    def release(self) -> None:
        """Give the lease back."""
        self._write(0)

    def _write(self, seconds: float) -> None:
        self._renewed = time.monotonic()
        data = orjson.dumps({"owner": self._owner, "until": time.time() + seconds}).decode()
        self._engine.upsert("blobs", [{"id": LEASE, "data": data, "nothing": NOTHING}])


@contextmanager
def publishing(engine: Milvus, folder: Path) -> Iterator[Lease]:
    """Hold the right to publish the index in `folder`.

    Raises:
        IndexLockedError: Another process on this machine publishes it.
        EngineError: Another machine, or another index, publishes to the engine.
    """
    try:
        with file_lock(folder / "PUBLISHING", wait=False):
            lease = Lease(engine, f"{socket.gethostname()}:{folder.resolve()}")
            lease.take()
            try:
                yield lease
            finally:
                with suppress(EngineError):  # it runs out by itself
                    lease.release()
    except HeldError:
        raise IndexLockedError(f"{folder} is being published by another process; wait for its end") from None
