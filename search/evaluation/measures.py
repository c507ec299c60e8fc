"""Measures of a run for each query, and confidence intervals of their means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from time import perf_counter
from typing import NamedTuple, Protocol, TypeAlias

import ir_measures
import numpy as np
from ir_measures import RR, R, Success, nDCG
from numpy.typing import NDArray

from ..ranking.results import Result
from .test_collection import TestCollection

MEASURES = {"nDCG@10": nDCG @ 10, "recall@20": R @ 20, "MRR@10": RR @ 10, "hit@1": Success @ 1, "hit@10": Success @ 10}
"""Measures of trec_eval, by the library ir_measures. Hit@k is the share of queries with a relevant hit in the top k."""

RESAMPLES = 2_000
"""Bootstrap samples: enough to know the ends of an interval to a fiftieth of its width."""

Run: TypeAlias = Mapping[str, Sequence[str]]
"""By query id, the ids of the hits, best first: of passages or of articles, whichever the qrels judge."""

PerQuery: TypeAlias = NDArray[np.float64]
"""float64 ``(questions, measures)``: in the order of `TestCollection.queries` and of `MEASURES`."""


class Estimate(NamedTuple):
    """A mean over the queries, and its 95 % confidence interval."""

    mean: float
    low: float
    high: float

    def to_dict(self) -> dict[str, float]:
        """Convert to JSON values."""
        return self._asdict()


@dataclass(frozen=True, slots=True, eq=False)
class RunResults:
    """The results of one run.

    Attributes:
        run: The ranked ids.
        per_query: The value of each measure for each query.
        seconds: Mean time of a query; None for a run that was read from a file.
    """

    run: Run
    per_query: PerQuery
    seconds: float | None

    @property
    def means(self) -> dict[str, float]:
        """The mean over the queries, by the names of `MEASURES`."""
        return dict(zip(MEASURES, self.per_query.mean(axis=0).tolist(), strict=True))

    def to_dict(self) -> dict[str, object]:
        """Convert to JSON values."""
        return {
            **{name: estimate.to_dict() for name, estimate in bootstrap(self.per_query).items()},
            "seconds": self.seconds,
        }


class Search(Protocol):
    """A system under test over one index."""

    def __call__(self, question: str, /, *, as_of: date | None) -> Result:
        """Return the hits for a question that was asked on the day `as_of`, best first."""
        ...


def evaluate(collection: TestCollection, search: Search, *, on_query: Callable[[], None] = lambda: None) -> RunResults:
    """Run every query of a test collection and measure the results.

    Args:
        collection: The test collection.
        search: The system under test; returns the best `TestCollection.depth` passages.
        on_query: Called after each query.
    """
    run = {}
    started = perf_counter()
    for query, text in collection.queries.items():
        run[query] = _ranked(search(text, as_of=collection.asked.get(query)), collection)
        on_query()
    return measure(collection, run, seconds=(perf_counter() - started) / len(run))


def measure(collection: TestCollection, run: Run, *, seconds: float | None = None) -> RunResults:
    """Measure a run; a query that `run` lacks scores 0 (as in trec_eval with ``-c``)."""
    # trec_eval orders hits by score and breaks ties its own way, so the negative rank serves as the score.
    scored = {query: {name: -float(rank) for rank, name in enumerate(ids)} for query, ids in run.items()}
    row = {query: number for number, query in enumerate(collection.queries)}
    column = {measured: number for number, measured in enumerate(MEASURES.values())}
    values = np.zeros((len(row), len(column)))
    for metric in ir_measures.iter_calc(MEASURES.values(), collection.qrels, scored):
        values[row[metric.query_id], column[metric.measure]] = metric.value
    return RunResults(run, values, seconds)


def bootstrap(values: PerQuery, names: Iterable[str] = MEASURES) -> dict[str, Estimate]:
    """Estimate each measure's mean and its interval by the percentile bootstrap over the queries.

    Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13; for rankings Sakai, "Evaluating
    Evaluation Metrics based on the Bootstrap" (2006). Applied to paired differences this is a paired test: two runs
    differ in a measure if 0 lies outside its interval. Every call draws the same queries, so the same input gives the
    same output.

    Args:
        values: float64 ``(queries, measures)``.
        names: The names of the measures.
    """
    draw = np.random.default_rng(0)
    count = len(values)
    means = np.stack([values[draw.integers(count, size=count)].mean(axis=0) for _ in range(RESAMPLES)])
    ends = np.quantile(means, (0.025, 0.975), axis=0)
    rows = np.stack([values.mean(axis=0), *ends]).T.tolist()
    return {name: Estimate(*row) for name, row in zip(names, rows, strict=True)}


def _ranked(result: Result, collection: TestCollection) -> list[str]:
    """The ranked ids of a result: its hits, best first, each followed by the copies that were folded into it."""
    return collection.judged_ids(name for hit in result.hits for name in (hit.id, *(copy.id for copy in hit.copies)))
