"""The clients of an engine, as benchmarks and tests want them: with a second one for words, and with their time taken.

The newest server that pip installs, Milvus 2.3.5, knows no sparse vectors. So the passages are in Milvus Lite, and the
windows, the articles, the statistics and the receipt in the server.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import grpc
from nutgraf.index.engine.milvus import Milvus

WORDS = "_passages"
"""The end of the name of the collection that has sparse vectors."""


class TwoClients:
    """A client of both: the name of a collection, the first argument of most calls, says whose it is.

    Args:
        server: The client of the server.
        words: The client of Milvus Lite.
    """

    def __init__(self, server: Any, words: Any) -> None:  # noqa: ANN401  # clients of pymilvus
        self._server = server
        self._words = words

    def close(self) -> None:
        """Close both."""
        self._server.close()
        self._words.close()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*given: Any, **options: Any) -> Any:  # noqa: ANN401
            client = self._words if given and given[0].endswith(WORDS) else self._server
            return getattr(client, name)(*given, **options)

        return call


@contextmanager
def words_in(uri: str | None) -> Iterator[None]:
    """Let every engine of this process have its words in the one at `uri`; None for each in its own."""
    connected = Milvus._connected

    def both(self: Milvus) -> Any:  # noqa: ANN401
        server, at = connected(self), self.address
        self.address = replace(at, server=str(uri))
        try:
            return TwoClients(server, connected(self))
        finally:
            self.address = at

    if uri:
        Milvus._connected = both  # type: ignore[method-assign]
    try:
        yield
    finally:
        Milvus._connected = connected  # type: ignore[method-assign]


@contextmanager
def requests_timed() -> Iterator[list[float]]:
    """Yield the seconds of each request that ends inside, from its first byte out to its last byte in."""
    seconds: list[float] = []
    callable_ = grpc._channel._UnaryUnaryMultiCallable
    plain = callable_._blocking

    def timed(*given: Any, **options: Any) -> Any:  # noqa: ANN401
        start = time.perf_counter()
        try:
            return plain(*given, **options)
        finally:
            seconds.append(time.perf_counter() - start)

    callable_._blocking = timed
    try:
        yield seconds
    finally:
        callable_._blocking = plain
