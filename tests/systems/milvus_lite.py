"""Milvus Lite for tests: one server on loopback for a session, and an archive of its own for each index."""

from __future__ import annotations

import importlib.util
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from nutgraf.index.engine.generation import read_published, read_receipt
from nutgraf.index.engine.milvus import Milvus
from nutgraf.index.engine.publisher import publish
from nutgraf.index.engine.store import EngineStore
from nutgraf.index.profile import RankingProfile
from nutgraf.index.segments.folder import IndexFolder
from running.processes import wait_until

HAS_ENGINE = all(importlib.util.find_spec(name) for name in ("pymilvus", "milvus_lite"))
needs_engine = pytest.mark.skipif(not HAS_ENGINE, reason="no engine: pip install 'nutgraf[milvus]' milvus-lite==3.2.2")
WRITES = ("upsert", "delete", "flush", "create_partition", "drop_partition")
"""The methods of `Milvus` that a publication writes with."""
_NUMBERS = count(1)


@contextmanager
def engine_server(place: Path, port: int = 0) -> Iterator[str]:
    """Run Milvus Lite over the folder `place` in this process; yields its address."""
    from milvus_lite.adapter.grpc.server import start_server_in_thread

    server, database, port = start_server_in_thread(data_dir=str(place), host="127.0.0.1", port=port)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop(grace=0)
        database.close()


class EngineProcess:
    """A server of Milvus Lite over a folder, in a process of its own, which can be killed and started again.

    It is forked from one that has imported it, as it takes a second to.

    Attributes:
        uri: Its address, which stays.
    """

    def __init__(self, place: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.uri = f"http://127.0.0.1:{self._port}"
        self._place = place
        self._process: BaseProcess | None = None

    @property
    def pid(self) -> int:
        """The id of its process."""
        assert self._process
        return self._process.pid

    def start(self, place: Path | None = None) -> None:
        """Start it over its folder, or from now on over another one, and wait until it answers."""
        self.kill()
        self._place = place or self._place
        from milvus_lite.cmdline import main

        forking = get_context("forkserver")
        forking.set_forkserver_preload([main.__module__, "milvus_lite.adapter.grpc.server"])
        options = ("--data-dir", str(self._place), "--host", "127.0.0.1", "--port", str(self._port))
        self._process = forking.Process(target=main, args=(["server", *options],), daemon=True)
        self._process.start()
        wait_until(self._listens, 120)  # a client that calls in vain costs more than the server's start
        Milvus(self.uri).close()

    def _listens(self) -> bool:
        with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", self._port)):
            return True
        return False

    def kill(self) -> None:
        """Kill it as a power cut of its machine would."""
        if self._process:
            self._process.kill()
            self._process.join()


def import_client() -> None:
    """Import what each publisher needs, for those that are forked from this process."""
    import pymilvus  # noqa: F401


def new_archive(server: str) -> str:
    """The address of an archive that nobody has used."""
    return f"{server}/t{next(_NUMBERS)}"


def store_at(uri: str, profile: RankingProfile) -> EngineStore:
    """Open what was published there."""
    engine = Milvus(uri)
    receipt = read_receipt(engine)
    assert receipt is not None
    return EngineStore(engine, read_published(engine, receipt), profile)


def published(place: Path, uri: str, profile: RankingProfile) -> EngineStore:
    """Publish the index at `place`, and open it."""
    publish(IndexFolder(place), uri)
    return store_at(uri, profile)
