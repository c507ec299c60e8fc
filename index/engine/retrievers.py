"""The two legs over an engine: each asks it for more candidates than are wanted, and keeps those with the best scores.

These are exact, so the pool hardly depends on the engine: on how near its index comes, and on how old the mean
length is in the weights of words that it stores.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..analysis.query import QueryTerm
from ..filter import Filter
from ..profile import RankingProfile
from ..ragged import starts
from ..retrieval.bm25 import saturated
from ..retrieval.dense import best_windows
from ..retrieval.evidence import Occurrences, WindowVectors
from ..retrieval.lexical import term_weights
from ..retrieval.selection import Selection
from ..types import NO_ROWS, Ranking, Rows, Scores, Vectors
from .evidence_reader import EVIDENCE, EvidenceReader
from .milvus import MOST, Milvus, Row
from .packing.codes import stem_code
from .places import Places
from .statistics import EngineStatistics

Where = Callable[[Filter, Selection | None, str], str]
"""Writes the expression of what passes a filter and is selected; takes the name of the field with a passage's key."""
_TIE = 1e-5
"""Products that differ by less may be of equal texts."""
_NONE = Ranking(NO_ROWS, np.zeros(0, np.float32))


def _best(
    search: Callable[[int], list[tuple[float, Row]]], key: str, k: int, profile: RankingProfile, hits_of_each: int = 1
) -> list[Row]:
    """Search for more than the `k` best passages, and for all that might be as good as the last of these.

    Args:
        search: Returns as many hits as are asked for, the best first; several may be of one passage.
        key: The field with the key of the passage.
        k: Passages that will be kept.
        profile: How many more are asked for.
        hits_of_each: Hits of a passage, about.

    Returns:
        The best hit of each passage.
    """
    wanted = profile.overfetch * k
    asked = min(MOST, hits_of_each * wanted + profile.segment_spare)
    while k:
        hits = search(asked)
        best: dict[int, tuple[float, Row]] = {}
        for score, row in hits:
            best.setdefault(row[key], (score, row))
        ranked = list(best.values())
        is_all = len(hits) < asked or asked == MOST
        if len(ranked) <= k and is_all:
            return [row for _, row in ranked]
        edge = ranked[min(k, len(ranked)) - 1][0] - _TIE
        if is_all or (len(ranked) >= wanted and hits[-1][0] < edge):
            return [row for place, (score, row) in enumerate(ranked) if place < wanted or score >= edge]
        asked = min(MOST, 2 * asked)
    return []


class EngineDense:
    """Finds the passages whose windows are nearest to a query vector, a `Retriever`.

    Args:
        engine: The engine.
        places: Rows and keys.
        where: Writes expressions.
        window_vectors: Returns the vectors of the given rows.
        profile: How many candidates are asked for.
    """

    def __init__(
        self,
        engine: Milvus,
        places: Places,
        where: Where,
        window_vectors: Callable[[Rows], WindowVectors],
        profile: RankingProfile,
    ) -> None:
        self._engine = engine
        self._places = places
        self._where = where
        self._window_vectors = window_vectors
        self._profile = profile

    def retrieve(self, query: Vectors, k: int, filters: Filter, *, among: Selection | None = None) -> Ranking:
        """See `Retriever`. Scores are cosines."""
        where = self._where(filters, among, "passage")

        def search(limit: int) -> list[tuple[float, Row]]:
            return self._engine.search("windows", "vector", query, limit, where, ["passage"], self._places.partitions)

        best = _best(search, "passage", k, self._profile, self._profile.windows_per_candidate)
        if not best:
            return _NONE
        rows = np.sort(self._places.passages.numbers(np.array([row["passage"] for row in best], np.int64)))
        return Ranking.best(rows, best_windows(self._window_vectors, rows, query)[0], k)


class EngineLexical:
    """Finds passages by the weights of their words, a `Retriever`.

    Args:
        engine: The engine.
        places: Rows and keys.
        where: Writes expressions.
        reader: Keeps the evidence that comes with the candidates.
        occurrences: Counts terms in the given rows.
        statistics: Statistics of the generation.
        profile: Weights of terms, and how many candidates are asked for.
    """

    def __init__(
        self,
        engine: Milvus,
        places: Places,
        where: Where,
        reader: EvidenceReader,
        occurrences: Callable[[Rows, Sequence[QueryTerm]], Occurrences],
        statistics: EngineStatistics,
        profile: RankingProfile,
    ) -> None:
        self._engine = engine
        self._places = places
        self._where = where
        self._reader = reader
        self._occurrences = occurrences
        self._statistics = statistics
        self._profile = profile

    def retrieve(
        self, query: Sequence[QueryTerm], k: int, filters: Filter, *, among: Selection | None = None
    ) -> Ranking:
        """See `Retriever`. Scores are BM25 over stems only, and stop words retrieve nothing."""
        terms = [term for term in query if not term.is_stopword]
        self._statistics.prefetch(stem for term in query for stem in term.stems)
        weights = term_weights(terms, self._statistics, self._profile)
        asked = {
            stem_code(stem): float(weight)
            for term, weight in zip(terms, weights, strict=True)
            for stem in term.stems
            if self._statistics.article_frequency((stem,))
        }
        if not (k and asked):
            return _NONE
        where = self._where(filters, among, "id")

        def search(limit: int) -> list[tuple[float, Row]]:
            return self._engine.search("passages", "terms", asked, limit, where, EVIDENCE, self._places.partitions)

        best = _best(search, "id", k, self._profile)
        if not best:
            return _NONE
        rows = np.sort(self._reader.keep(best))
        scores = self._exact(rows, terms, weights)
        return Ranking.best(rows[scores > 0], scores[scores > 0], k)

    def _exact(self, rows: Rows, terms: Sequence[QueryTerm], weights: Scores) -> Scores:
        found = self._occurrences(rows, terms)
        counts = np.add.reduceat(found.in_windows[:, 0], starts(found.windows), axis=1)
        counts += found.in_titles[:, 0]
        scores = np.zeros(len(rows), np.float32)
        for weight, tf in zip(weights, counts, strict=True):
            scores += weight * saturated(tf, found.passage_lengths, self._statistics.average_passage, self._profile)
        return scores
