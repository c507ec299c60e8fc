"""Reads the texts of articles out of an engine, those of all hits at once."""

from __future__ import annotations

import zlib
from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from ...corpus.article import Article
from ...corpus.errors import EngineError
from ..segments.stored_article import from_line
from .chunks import from_parts
from .evidence_reader import EvidenceReader
from .milvus import Milvus

_KEPT = 256
"""Articles that are kept: those that are compared as near copies are cited right after."""
LINE = ("line", "more_line")


class Texts:
    """Reads articles by their keys, and keeps the last ones. Safe for any number of threads.

    Args:
        engine: The engine.
        reader: Reads what does not fit in a field.
    """

    def __init__(self, engine: Milvus, reader: EvidenceReader) -> None:
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
        lines = self._reader.rest(rows, "line")
        articles = [from_line(zlib.decompress(from_parts([line])))[0] for line in lines]
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
