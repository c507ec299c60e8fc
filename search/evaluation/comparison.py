"""Two rankings of the same questions: how far apart they are, and on which questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .measures import MEASURES, Estimate, RunResults, bootstrap
from .test_collection import TestCollection

DECISIVE = "nDCG@10"
"""The measure by which a question is won or lost."""
_EQUAL = 1e-9
"""Differences below are those of floating point."""


@dataclass(frozen=True, slots=True)
class QueryComparison:
    """A question that the two rankings answer differently well.

    Attributes:
        query: Its id.
        text: The question.
        values: `DECISIVE` of both.
        ranks: Where the first right answer of both stands, from 1; None if it was not found.
    """

    query: str
    text: str
    values: tuple[float, float]
    ranks: tuple[int | None, int | None]

    @property
    def difference(self) -> float:
        """Above 0 where the first ranking is better."""
        return self.per_query[0] - self.per_query[1]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The first of two rankings against the second.

    Attributes:
        names: Of both.
        means: Of both, by measure.
        differences: Paired, first minus second, by measure.
        losses: Questions that the first answers worse, the worst first.
        wins: Questions that the first answers better, the best first.
        equal: How many questions are neither.
    """

    names: tuple[str, str]
    means: Mapping[str, tuple[float, float]]
    differences: Mapping[str, Estimate]
    losses: tuple[QueryComparison, ...]
    wins: tuple[QueryComparison, ...]
    equal: int

    def to_dict(self) -> dict[str, object]:
        """As JSON values; what belongs to both rankings is by their names."""
        return {
            "names": list(self.names),
            "differences": {name: it.to_dict() for name, it in self.differences.items()},
            "won": len(self.wins),
            "lost": len(self.losses),
            "equal": self.equal,
            "losses": [self._query_to_dict(it) for it in self.losses],
            "wins": [self._query_to_dict(it) for it in self.wins],
        }

    def _query_to_dict(self, it: QueryComparison) -> dict[str, object]:
        return {
            "id": it.query,
            "text": it.text,
            DECISIVE: dict(zip(self.names, it.values, strict=True)),
            "first_relevant": dict(zip(self.names, it.ranks, strict=True)),
        }


def compare(collection: TestCollection, names: tuple[str, str], first: RunResults, second: RunResults) -> Comparison:
    """Set `first` against `second`, question by question."""
    column = [*MEASURES].index(DECISIVE)
    pairs = zip(first.per_query[:, column].tolist(), second.per_query[:, column].tolist(), strict=True)
    changes = [
        QueryComparison(
            query,
            text,
            pair,
            (_first_relevant_rank(collection, first, query), _first_relevant_rank(collection, second, query)),
        )
        for (query, text), pair in zip(collection.queries.items(), pairs, strict=True)
        if abs(pair[0] - pair[1]) > _EQUAL
    ]
    changes.sort(key=lambda it: (-abs(it.difference), it.query))
    return Comparison(
        names=names,
        means={name: (mean, second.means[name]) for name, mean in first.means.items()},
        differences=bootstrap(first.per_query - second.per_query),
        losses=tuple(it for it in changes if it.difference < 0),
        wins=tuple(it for it in changes if it.difference > 0),
        equal=len(collection.queries) - len(changes),
    )


def _first_relevant_rank(collection: TestCollection, scores: RunResults, query: str) -> int | None:
    grades = collection.qrels[query]
    places = enumerate(scores.run.get(query, ()), start=1)
    return next((place for place, it in places if grades.get(it, 0) > 0), None)
