"""Reads the texts of articles, those of all hits at once: out of an engine, or where it says that they are."""

from __future__ import annotations

import zlib
from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from ...corpus.article import Article
from ...corpus.errors import EngineError
from ..segments.stored_article import from_line, text_digest
from ..storage.object_store import ObjectStore
from .evidence_reader import EvidenceReader
from .milvus import Milvus
from .packing.chunks import from_parts
from .text_place import TextPlace

_KEPT = 256
"""Articles that are kept: those that are compared as near copies are cited right after."""
LINE = ("line", "more_line")


class Texts:
    """Reads articles by their keys, and keeps the last ones. Safe for any number of threads.

    Args:
        engine: The engine.
        reader: Reads what does not fit in a field.
        texts: The store that has the texts; empty where the engine has them.

    Raises:
        EngineError: It is no address of a store.
        ExtraMissingError: The library that reads it is not installed.
    """

    def __init__(self, engine: Milvus, reader: EvidenceReader, texts: str) -> None:
        self._store = ObjectStore(texts) if texts else None
        self._engine = engine
        self._reader = reader
        self._kept: OrderedDict[int, Article] = OrderedDict()
        self._lock = Lock()

    def prefetch(self, keys: Sequence[int]) -> None:
        """Read these articles, in one request.

        Raises:
            EngineError: The engine does not answer, or has deleted one of them meanwhile.
        """
        with self._lock:
            wanted = [key for key in dict.fromkeys(keys) if key not in self._kept]
        if not wanted:
            return
        rows = self._engine.get("articles", wanted, LINE)
        if len(rows) < len(wanted):
            raise EngineError(f"the engine at {self._engine.address} was published to meanwhile; ask again")
        articles = [from_line(line)[0] for line in self._lines(self._reader.rest(rows, "line"))]
        with self._lock:
            self._kept.update(zip((row["id"] for row in rows), articles, strict=True))
            while len(self._kept) > max(_KEPT, len(wanted)):
                self._kept.popitem(last=False)

    def article(self, key: int) -> Article:
        """Read one article.

        Raises:
            EngineError: As for `prefetch`.
        """
        with self._lock:
            if found := self._kept.get(key):
                self._kept.move_to_end(key)
                return found
        self.prefetch([key])
        with self._lock:
            return self._kept[key]

    def _lines(self, fields: Sequence[str]) -> list[bytes]:
        """The stored lines that fields hold, or say the places of."""
        places = [TextPlace.read(field) for field in fields]
        apart = [place for place in places if place]
        if apart and self._store is None:
            raise EngineError(f"the engine at {self._engine.address} does not say which store has the texts")
        parts = self._store.read([(it.file, it.start, it.end) for it in apart]) if apart and self._store else []
        for place, part in zip(apart, parts, strict=True):
            if text_digest(part).hex() != place.digest:
                where = self._store.uri if self._store else ""
                raise EngineError(f"{place.file} in {where} is not what was published; publish with --replace")
        read = iter(parts)
        return [
            next(read) if place else zlib.decompress(from_parts([field]))
            for place, field in zip(places, fields, strict=True)
        ]
