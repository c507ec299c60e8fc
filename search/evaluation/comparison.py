"""Comparison of two runs over the same queries: paired differences, and the queries won and lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .measures import MEASURES, Estimate, RunResults, bootstrap
from .test_collection import TestCollection

DECISIVE = "nDCG@10"
"""The measure that decides which run wins a query."""
_EQUAL = 1e-9
"""Smaller differences are rounding errors."""


@dataclass(frozen=True, slots=True)
class QueryComparison:
    """A query on which the two runs differ.

    Attributes:
        query: The query's id.
        text: The query's text.
        values: `DECISIVE` of the first run and of the second.
        ranks: Rank of the first relevant hit in each run, from 1; None if the run has no relevant hit.
    """

    query: str
    text: str
    values: tuple[float, float]
    ranks: tuple[int | None, int | None]

    @property
    def difference(self) -> float:
        """First minus second: above 0 if the first run is better."""
        return self.values[0] - self.values[1]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The first of two runs compared with the second.

    Attributes:
        names: The names of the two runs.
        means: By measure, the means of the two runs.
        differences: By measure, the mean paired difference, first minus second, with its interval.
        losses: Queries on which the first run is worse, the largest difference first.
        wins: Queries on which the first run is better, the largest difference first.
        equal: Number of queries on which the two runs are equally good.
    """

    names: tuple[str, str]
    means: Mapping[str, tuple[float, float]]
    differences: Mapping[str, Estimate]
    losses: tuple[QueryComparison, ...]
    wins: tuple[QueryComparison, ...]
    equal: int

    def to_dict(self) -> dict[str, object]:
        """Convert to JSON values; figures of both runs are keyed by the names of the runs."""
        return {
            "names": list(self.names),
            "differences": {name: estimate.to_dict() for name, estimate in self.differences.items()},
            "won": len(self.wins),
            "lost": len(self.losses),
            "equal": self.equal,
            "losses": [self._query_to_dict(query) for query in self.losses],
            "wins": [self._query_to_dict(query) for query in self.wins],
        }

    def _query_to_dict(self, compared: QueryComparison) -> dict[str, object]:
        return {
            "id": compared.query,
            "text": compared.text,
            DECISIVE: dict(zip(self.names, compared.values, strict=True)),
            "first_relevant": dict(zip(self.names, compared.ranks, strict=True)),
        }


def compare(collection: TestCollection, names: tuple[str, str], first: RunResults, second: RunResults) -> Comparison:
    """Compare `first` with `second`, query by query."""
    column = [*MEASURES].index(DECISIVE)
    pairs = zip(first.per_query[:, column].tolist(), second.per_query[:, column].tolist(), strict=True)
    different = [
        QueryComparison(
            query,
            text,
            pair,
            (_first_relevant_rank(collection, first, query), _first_relevant_rank(collection, second, query)),
        )
        for (query, text), pair in zip(collection.queries.items(), pairs, strict=True)
        if abs(pair[0] - pair[1]) > _EQUAL
    ]
    different.sort(key=lambda compared: (-abs(compared.difference), compared.query))
    return Comparison(
        names=names,
        means={name: (mean, second.means[name]) for name, mean in first.means.items()},
        differences=bootstrap(first.per_query - second.per_query),
        losses=tuple(compared for compared in different if compared.difference < 0),
        wins=tuple(compared for compared in different if compared.difference > 0),
        equal=len(collection.queries) - len(different),
    )


def _first_relevant_rank(collection: TestCollection, results: RunResults, query: str) -> int | None:
    grades = collection.qrels[query]
    ranked = enumerate(results.run.get(query, ()), start=1)
    return next((rank for rank, name in ranked if grades.get(name, 0) > 0), None)
