"""The statistics of a published generation, a `CollectionStatistics`: they are as old as the publication."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock

from ..analysis.query import Stems
from .codes import term_id
from .generation import Published, segment_number
from .milvus import Milvus

_CACHED = 20_000
"""Stems whose frequencies are kept."""


class EngineStatistics:
    """The statistics of a generation. Safe for any number of threads.

    The frequency of a term with several stems is the sum of theirs, at most all texts: a passage that holds two of them
    counts twice. In an archive of one language every term has one stem, and the frequencies are exact.

    Args:
        engine: The engine.
        published: The generation.
    """

    def __init__(self, engine: Milvus, published: Published) -> None:
        self._engine = engine
        counts = published.statistics
        self.passages, self.articles = counts.passages, counts.articles
        self.average_passage, self.average_window = counts.average_passage, counts.average_window
        self.average_article = counts.average_article
        names = [entry.name for entry in published.manifest.segments]
        self._layers = [(segment_number(name), 1) for name in names]
        self._layers += [(layer, -1) for layer in published.layers.values()]
        self._known: dict[str, tuple[int, int]] = {}
        self._lock = Lock()

    def passage_frequency(self, stems: Stems) -> int:
        """See `CollectionStatistics`."""
        return min(self.passages, sum(self._frequencies(stem)[0] for stem in stems))

    def article_frequency(self, stems: Stems) -> int:
        """See `CollectionStatistics`."""
        return min(self.articles, sum(self._frequencies(stem)[1] for stem in stems))

    def prefetch(self, stems: Iterable[str]) -> None:
        """Read the frequencies of stems in one request."""
        unknown = sorted({stem for stem in stems if stem not in self._known})
        if not unknown:
            return
        keys = {term_id(layer, stem): (stem, sign) for stem in unknown for layer, sign in self._layers}
        found = dict.fromkeys(unknown, (0, 0))
        for row in self._engine.get("terms", list(keys), ["in_passages", "in_articles"]):
            stem, sign = keys[row["id"]]
            passages, articles = found[stem]
            found[stem] = passages + sign * row["in_passages"], articles + sign * row["in_articles"]
        with self._lock:
            if len(self._known) > _CACHED:
                self._known = {}
            self._known = {**self._known, **found}

    def _frequencies(self, stem: str) -> tuple[int, int]:
        if (known := self._known.get(stem)) is not None:
            return known
        self.prefetch([stem])
        return self._known[stem]
