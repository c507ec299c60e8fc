"""Milvus Lite for tests: one server on loopback for a session, and an archive of its own for each index."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from nutgraf.index.engine.generation import read_published, read_receipt
from nutgraf.index.engine.milvus import Milvus
from nutgraf.index.engine.publisher import publish
from nutgraf.index.engine.store import EngineStore
from nutgraf.index.profile import RankingProfile
from nutgraf.index.segments.folder import IndexFolder

HAS_ENGINE = all(importlib.util.find_spec(name) for name in ("pymilvus", "milvus_lite"))
needs_engine = pytest.mark.skipif(not HAS_ENGINE, reason="no engine: pip install 'nutgraf[milvus]' milvus-lite==3.2.2")
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
