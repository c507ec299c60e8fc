"""The statistics of a published generation, a `CollectionStatistics`: they are as old as the publication."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from threading import Lock

from ..analysis.query import Stems
from .generation import Published, segment_number
from .milvus import Milvus, Row
from .packing.codes import term_id
from .packing.number_lists import count_distinct, unpack_list

_CACHED = 20_000
"""Stems, and sets of them, whose frequencies are kept."""


class EngineStatistics:
    """The statistics of a generation. Safe for any number of threads.

    For a term with several stems, the passages that hold each are read, and counted once. Where tens of thousands of
    passages of one segment hold a stem, they are not stored, and the frequencies are added up, at most all texts.

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
        self._known: dict[Stems, tuple[int, int]] = {}
        self._lock = Lock()

    def passage_frequency(self, stems: Stems) -> int:
        """See `CollectionStatistics`."""
        return min(self.passages, self._together(stems)[0])

    def article_frequency(self, stems: Stems) -> int:
        """See `CollectionStatistics`."""
        return min(self.articles, self._together(stems)[1])

    def prefetch(self, stems: Iterable[str]) -> None:
        """Read the frequencies of stems in one request."""
        self._each(stems)

    def _each(self, stems: Iterable[str]) -> dict[str, tuple[int, int]]:
        known = self._known  # which another thread may replace meanwhile
        found = {stem: known.get((stem,), (0, 0)) for stem in stems}
        unknown = sorted(stem for stem in found if (stem,) not in known)
        if not unknown:
            return found
        keys = {term_id(layer, stem): (stem, sign) for stem in unknown for layer, sign in self._layers}
        for row in self._engine.get("terms", list(keys), ["in_passages", "in_articles"]):
            stem, sign = keys[row["id"]]
            passages, articles = found[stem]
            found[stem] = passages + sign * row["in_passages"], articles + sign * row["in_articles"]
        self._keep({(stem,): found[stem] for stem in unknown})
        return found

    def _together(self, stems: Stems) -> tuple[int, int]:
        """Count the passages, and the articles, that hold any of the stems."""
        if (known := self._known.get(stems)) is not None:
            return known
        of_each = self._each(stems)
        held = tuple(stem for stem in stems if of_each[stem][1])
        if len(held) == 1:
            return of_each[held[0]]
        counts = self._counted(held) if held else (0, 0)
        self._keep({stems: counts})
        return counts

    def _counted(self, stems: Stems) -> tuple[int, int]:
        keys = {term_id(layer, stem): place for place, (layer, _) in enumerate(self._layers) for stem in stems}
        columns = ["in_passages", "in_articles", "passages", "articles"]
        by_layer: dict[int, list[Row]] = {}
        for row in self._engine.get("terms", list(keys), columns):
            by_layer.setdefault(keys[row["id"]], []).append(row)
        passages, articles = (
            sum(self._layers[place][1] * _distinct(rows, name) for place, rows in by_layer.items())
            for name in ("passages", "articles")
        )
        return passages, articles

    def _keep(self, found: Mapping[Stems, tuple[int, int]]) -> None:
        with self._lock:
            self._known = {**(self._known if len(self._known) <= _CACHED else {}), **found}


def _distinct(rows: Sequence[Row], name: str) -> int:
    """Count what stands in the lists of any of the rows, or add up where a list was too long to be stored."""
    counts = [row[f"in_{name}"] for row in rows]
    if len(rows) == 1 or any(count and not row[name] for count, row in zip(counts, rows, strict=True)):
        return sum(counts)
    return count_distinct([unpack_list(row[name]) for row in rows])
