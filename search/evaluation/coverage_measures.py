"""Measures of coverages: how much of what bears on a question is found, and how much of what is found bears on it.

A coverage is a set, so its measures are those of sets, for each query and then as a mean over the queries (macro):
precision, recall and their harmonic mean F1. van Rijsbergen, "Information Retrieval" (1979), chapter 7.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from time import perf_counter
from typing import Protocol

import numpy as np

from ..coverage.coverage import Coverage
from .measures import PerQuery, bootstrap
from .test_collection import TestCollection

SET_MEASURES = ("precision", "recall", "F1")


class Cover(Protocol):
    """Finds the coverage of a question."""

    def __call__(self, question: str, /, *, as_of: date | None) -> Coverage:
        """Return all passages that bear on a question that was asked on the day `as_of`."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class CoverageResults:
    """The coverages of all queries of a test collection.

    Attributes:
        per_query: float64 ``(queries, 3)``: in the order of `answered_queries` and of `SET_MEASURES`.
        found: Number of passages or articles found, by query id; of queries with nothing relevant, too.
        unanswered: Ids of the queries with nothing relevant.
        seconds: Mean time of a query.
    """

    per_query: PerQuery
    found: Mapping[str, int]
    unanswered: tuple[str, ...]
    seconds: float

    @property
    def unanswered_with_any(self) -> int:
        """Number of queries with nothing relevant for which something was found."""
        return sum(1 for query in self.unanswered if self.found[query])

    def to_dict(self) -> dict[str, object]:
        """Convert to JSON values."""
        return {
            **{name: it.to_dict() for name, it in bootstrap(self.per_query, SET_MEASURES).items()},
            "found": sum(self.found[query] for query in self.found if query not in self.unanswered)
            / len(self.per_query),
            "unanswered": len(self.unanswered),
            "unanswered_with_any": self.unanswered_with_any,
            "seconds": self.seconds,
        }

    def of_each(self, collection: TestCollection) -> list[dict[str, object]]:
        """Convert what was found for each query of `collection` to JSON values."""
        values = dict(zip(answered_queries(collection), self.per_query.tolist(), strict=True))
        return [
            {
                "id": query,
                "text": text,
                "found": self.found[query],
                **(dict(zip(SET_MEASURES, values[query], strict=True)) if query in values else {}),
            }
            for query, text in {**collection.queries, **collection.unanswered}.items()
        ]


def answered_queries(collection: TestCollection) -> dict[str, frozenset[str]]:
    """The relevant ids by query id, of queries with any."""
    relevant = {
        query: frozenset(name for name, grade in collection.qrels[query].items() if grade > 0)
        for query in collection.queries
    }
    return {query: names for query, names in relevant.items() if names}


def measure_coverages(
    collection: TestCollection, cover: Cover, *, on_query: Callable[[], None] = lambda: None
) -> CoverageResults:
    """Find the coverage of every query of a test collection, judged or not, and measure it.

    Near copies count as found, like the passages that they are copies of.

    Args:
        collection: The test collection; a query without relevance judgements is taken to have nothing relevant.
        cover: The system under test.
        on_query: Called after each query.
    """
    answered = answered_queries(collection)
    found: dict[str, list[str]] = {}
    started = perf_counter()
    for query, text in {**collection.queries, **collection.unanswered}.items():
        coverage = cover(text, as_of=collection.asked.get(query))
        found[query] = collection.judged_ids(hit.id for hit in coverage.every_hit)
        on_query()
    seconds = (perf_counter() - started) / len(found)
    return CoverageResults(
        np.array([precision_recall_f1(found[query], relevant) for query, relevant in answered.items()]),
        {query: len(names) for query, names in found.items()},
        tuple(query for query in found if query not in answered),
        seconds,
    )


def precision_recall_f1(found: Collection[str], relevant: Collection[str]) -> tuple[float, float, float]:
    """Compute precision, recall and F1 of a set; all are 0 where nothing is found.

    Args:
        found: Ids, each once.
        relevant: Ids, each once; at least one.
    """
    right = len(set(found) & set(relevant))
    return right / max(1, len(found)), right / len(relevant), 2 * right / (len(found) + len(relevant))
