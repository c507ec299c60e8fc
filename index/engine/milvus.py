"""The client of Milvus: collections, rows, searches; every failure is an `EngineError` of one line.

Nothing else in the house imports ``pymilvus``, and this module only when an engine is opened.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from math import inf
from typing import TYPE_CHECKING, Any, TypeVar

from ...corpus.errors import EngineError, ExtraMissingError
from .address import Address
from .schema import COLLECTIONS, PARAMETERS

if TYPE_CHECKING:
    from pymilvus import MilvusClient

T = TypeVar("T")
Row = dict[str, Any]

MOST = 16_384
"""Rows that one answer of Milvus holds at most."""
_ASKED_AT_ONCE = 1_000
"""Rows that are asked for by key in one request: each may have 64 KB, and an answer ends at 64 MB."""
TOKEN = "NUTGRAF_ENGINE_TOKEN"  # noqa: S105  # the name of the variable
"""The environment variable with the user and password, as ``user:password``, or the token of the engine."""
_TIMEOUT = "NUTGRAF_ENGINE_TIMEOUT"
_SECONDS = 10.0
"""Seconds for one request, tries again included; the client itself tries again what failed on the way."""
_STALENESS = 15.0
"""Seconds that an answer of "bounded" consistency may be old at most; 5 by default in Milvus."""
_GRPC = {
    "grpc.keepalive_time_ms": 310_000,  # a server of gRPC that is told nothing else closes on who asks more often
    "grpc.use_local_subchannel_pool": 1,
    "grpc.initial_reconnect_backoff_ms": 200,
    "grpc.max_reconnect_backoff_ms": 2_000,
}
"""So that an engine that was away is found again within seconds."""
_AWAY = "does not answer; is it running, and is the address right?"
_LOST = (
    "unavailable", "failed to connect", "deadline", "timeout", "refused", "not connected", "closed channel",
    "find no available", "not ready", "not healthy", "is initializing",  # it starts
)  # fmt: skip
"""What messages hold where it is away, in lower case."""
_FEW_WORDS = 160
"""Characters of a message of Milvus that are told."""


class Milvus:
    """The collections of one archive in Milvus. Safe for any number of threads.

    Attributes:
        address: Where it is.
        failed_at: When a request failed last, by `time.monotonic`; ``-inf`` if none did.

    Raises:
        EngineError: The address is none, or nothing answers there.
        ExtraMissingError: ``pymilvus`` is not installed.
    """

    def __init__(self, uri: str) -> None:
        self.address = Address.of(uri)
        self.failed_at = -inf
        self._seconds = float(os.environ.get(_TIMEOUT) or _SECONDS)
        self._connection: MilvusClient | None = self._connected()
        self._strong_until = inf

    def settle(self) -> None:
        """Read, from some seconds from now on, what may be some seconds old: much faster where there is much writing.

        A search that has just read a receipt must see all that it speaks of, and after that time does so anyway.
        """
        self._strong_until = time.monotonic() + _STALENESS

    @property
    def _client(self) -> MilvusClient:
        """The connection; a new one where the last one was lost."""
        if (held := self._connection) is None:
            held = self._connection = self._connected()
            self.load_if_there()
        return held

    def _connected(self) -> MilvusClient:
        os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # it prints what it recovers from
        try:
            import pymilvus
        except ModuleNotFoundError as error:
            raise ExtraMissingError("an engine", "milvus") from error
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # it logs what it raises
        token = os.environ.get(TOKEN, "")
        connect = partial(pymilvus.MilvusClient, self.address.server, token=token, dedicated=True, grpc_options=_GRPC)
        return self._call(connect)

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()

    def create(self, dim: int) -> None:
        """Make the collections that are not there yet, for vectors of `dim` numbers."""
        from pymilvus import MilvusClient

        for collection in COLLECTIONS:
            name = self._name(collection.name)
            if not self._call(partial(self._client.has_collection, name)):
                schema = collection.schema(MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False), dim)
                self._call(partial(self._client.create_collection, name, schema=schema))
            params = collection.indexes(MilvusClient.prepare_index_params(), lite=not self.is_server)
            if len(self._call(partial(self._client.list_indexes, name))) < len(params):
                self._call(partial(self._client.create_index, name, params, sync=False))

    @cached_property
    def is_server(self) -> bool:
        """False where the engine is Milvus Lite, which has one kind of index."""
        return not str(self._call(self._client.get_server_version)).startswith("milvus_lite")

    def exists(self) -> bool:
        """True where the collections are there."""
        return bool(self._call(partial(self._client.has_collection, self._name(COLLECTIONS[-1].name))))

    def load(self) -> None:
        """Load the collections for searching, which Milvus Lite wants after each start."""
        for collection in COLLECTIONS:
            self._call(partial(self._client.load_collection, self._name(collection.name)))

    def load_if_there(self) -> None:
        """Load the collections, if there are any."""
        if self.exists():
            self.load()

    def drop(self) -> None:
        """Drop all collections of the archive."""
        for collection in COLLECTIONS:
            self._call(partial(self._client.drop_collection, self._name(collection.name)))

    def partitions(self) -> set[str]:
        """The names of the partitions: one a segment."""
        of_each = (
            self._call(partial(self._client.list_partitions, self._name(it.name))) for it in COLLECTIONS if it.parted
        )
        return {name for names in of_each for name in names} - {"_default"}

    def create_partition(self, partition: str) -> None:
        """Make a partition of the collections that are parted, where it is not there yet."""
        for it in COLLECTIONS:
            name = self._name(it.name)
            if it.parted and not self._call(partial(self._client.has_partition, name, partition)):
                self._call(partial(self._client.create_partition, name, partition))

    def drop_partition(self, partition: str) -> None:
        """Drop a partition with all of its rows; none that is not there."""
        for it in COLLECTIONS:
            name = self._name(it.name)
            if it.parted and self._call(partial(self._client.has_partition, name, partition)):
                if self.is_server:  # Milvus Lite drops what is loaded, too
                    self._call(partial(self._client.release_partitions, name, [partition]))
                self._call(partial(self._client.drop_partition, name, partition))

    def upsert(self, collection: str, rows: list[Row], partition: str = "") -> None:
        """Write rows; those with a key that is there are replaced, so it may be repeated.

        They are in the log of the engine then, which outlives a kill.
        """
        self._call(partial(self._client.upsert, self._name(collection), rows, partition_name=partition))

    def delete(self, collection: str, where: str) -> None:
        """Delete the rows that match an expression."""
        self._call(partial(self._client.delete, self._name(collection), filter=where))

    def flush(self) -> None:
        """Let Milvus Lite index what was written; a server does so by itself, and allows it once in ten seconds."""
        for collection in () if self.is_server else COLLECTIONS:
            self._call(partial(self._client.flush, self._name(collection.name)))

    def count(self, collection: str, where: str) -> int:
        """Count the rows that match an expression, all that was written before included."""
        [found] = self._query(collection, where, ["count(*)"], strong=True)
        return int(found["count(*)"])

    def get(
        self, collection: str, keys: Sequence[int | str], columns: Sequence[str], *, strong: bool = False
    ) -> list[Row]:
        """Read rows by key, in any order, less those that are not there; `strong` reads all that was written."""
        found: list[Row] = []
        for at in range(0, len(keys), _ASKED_AT_ONCE):
            some = keys[at : at + _ASKED_AT_ONCE]
            found += self._query(collection, f"id in {listed(some)}", ["id", *columns], strong=strong)
        return found

    def matching(self, collection: str, where: str, columns: Sequence[str]) -> list[Row]:
        """Read some rows that match an expression, at most `MOST`, in any order."""
        return self._query(collection, where, ["id", *columns], limit=MOST)

    def each(self, collection: str, where: str, columns: Sequence[str], partitions: Sequence[str]) -> Iterator[Row]:
        """Read all rows that match an expression, in any order."""
        rows = self._call(
            partial(
                self._client.query_iterator, self._name(collection), batch_size=_ASKED_AT_ONCE, filter=where,
                output_fields=["id", *columns], partition_names=list(partitions),
            )
        )  # fmt: skip
        try:
            while some := self._call(lambda timeout: rows.next()):  # noqa: ARG005  # it has the time of its making
                yield from some
        finally:
            rows.close()

    def search(
        self,
        collection: str,
        field: str,
        query: Any,  # noqa: ANN401  # a vector, or a mapping of a sparse one
        limit: int,
        where: str,
        columns: Sequence[str],
        partitions: Sequence[str],
    ) -> list[tuple[float, Row]]:
        """Find the rows with the largest inner products, the largest first: each with its product."""
        if not partitions:
            return []
        [hits] = self._call(
            partial(
                self._client.search, self._name(collection), [query], anns_field=field, limit=min(limit, MOST),
                filter=where, output_fields=["id", *columns], partition_names=list(partitions),
                search_params={"metric_type": "IP", "params": PARAMETERS.get(field, {})},
                consistency_level=self._consistency,
            )
        )  # fmt: skip
        return [(float(hit["distance"]), {"id": hit["id"], **hit["entity"]}) for hit in hits]

    def _query(
        self, collection: str, where: str, columns: list[str], *, strong: bool = False, **options: int
    ) -> list[Row]:
        call = partial(
            self._client.query, self._name(collection), filter=where, output_fields=columns,
            consistency_level="Strong" if strong else self._consistency, **options,
        )  # fmt: skip
        return list(self._call(call))

    @property
    def _consistency(self) -> str:
        return "Strong" if time.monotonic() < self._strong_until else "Bounded"

    def _name(self, collection: str) -> str:
        return f"{self.address.name}_{collection}"

    def _call(self, call: Callable[..., T]) -> T:
        """Call the client, within the time for a request.

        Raises:
            EngineError: It fails.
        """
        from grpc import RpcError
        from pymilvus import MilvusException

        try:
            return call(timeout=self._seconds)
        except (MilvusException, RpcError, OSError, ValueError) as error:
            self.failed_at = time.monotonic()
            told = _told(error)
            if told == _AWAY or "not loaded" in told or "NotLoaded" in told:  # it was started again
                self._connection = None
            raise EngineError(f"the engine at {self.address} {told}") from error


def _told(error: Exception) -> str:
    """Say in a few words what went wrong."""
    details = getattr(error, "details", None)  # of gRPC
    text = " ".join(str((callable(details) and details()) or getattr(error, "message", "") or error).split())
    if any(word in text.lower() for word in _LOST):
        return _AWAY
    return f"refuses: {text[:_FEW_WORDS]}"


def listed(values: Sequence[int | str] | Mapping[int, object] | set[int]) -> str:
    """Write numbers, or strings of letters and digits of our own, as a list in an expression."""
    import orjson

    return orjson.dumps(list(values)).decode()
