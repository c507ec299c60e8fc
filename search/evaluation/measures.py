"""How good a ranking is: measures for each question, and how sure their means are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import NamedTuple, TypeAlias

import ir_measures
import numpy as np
from ir_measures import RR, R, Success, nDCG
from numpy.typing import NDArray

from ..ranking.results import Result
from .test_collection import TestCollection

MEASURES = {"nDCG@10": nDCG @ 10, "recall@20": R @ 20, "MRR@10": RR @ 10, "hit@1": Success @ 1, "hit@10": Success @ 10}
"""Those of trec_eval, through the library ir_measures. Hit is the share of questions with a right answer so far up."""

RESAMPLES = 2_000
"""Enough to know the ends of an interval to a fiftieth of its width."""

Run: TypeAlias = Mapping[str, Sequence[str]]
"""By query id, the ids of what was found, as they are judged, best first."""

PerQuery: TypeAlias = NDArray[np.float64]
"""float64 ``(questions, measures)``: in the order of `Judged.queries` and of `MEASURES`."""


class Estimate(NamedTuple):
    """A mean over the questions, and its 95 % confidence interval."""

    mean: float
    low: float
    high: float

    def to_dict(self) -> dict[str, float]:
        """As JSON values."""
        return self._asdict()


@dataclass(frozen=True, slots=True, eq=False)
class RunResults:
    """How well one ranking did.

    Attributes:
        run: What was found.
        per_query: The value of each measure for each query.
        seconds: For a question, on average; None for a run that somebody else made.
    """

    run: Run
    per_query: PerQuery
    seconds: float | None

    @property
    def means(self) -> dict[str, float]:
        """By the names of `MEASURES`."""
        return dict(zip(MEASURES, self.per_query.mean(axis=0).tolist(), strict=True))

    def to_dict(self) -> dict[str, object]:
        """As JSON values."""
        return {**{name: it.to_dict() for name, it in bootstrap(self.per_query).items()}, "seconds": self.seconds}


def evaluate(
    collection: TestCollection, search: Callable[[str], Result], *, on_query: Callable[[], None] = lambda: None
) -> RunResults:
    """Ask every question and measure what comes back.

    Args:
        collection: The questions.
        search: Gives the best `TestCollection.depth` passages.
        on_query: Called after each query.
    """
    run = {}
    started = perf_counter()
    for query, text in collection.queries.items():
        run[query] = _ranked(search(text), collection)
        on_query()
    return measure(collection, run, seconds=(perf_counter() - started) / len(run))


def measure(collection: TestCollection, run: Run, *, seconds: float | None = None) -> RunResults:
    """Measure a ranking; a question that `run` lacks counts 0 (as trec_eval does with ``-c``)."""
    # trec_eval orders by score and breaks ties its own way: the place in the ranking is the score.
    scored = {query: {it: -float(place) for place, it in enumerate(ids)} for query, ids in run.items()}
    row = {query: number for number, query in enumerate(collection.queries)}
    column = {it: number for number, it in enumerate(MEASURES.values())}
    values = np.zeros((len(row), len(column)))
    for it in ir_measures.iter_calc(MEASURES.values(), collection.qrels, scored):
        values[row[it.query_id], column[it.measure]] = it.value
    return RunResults(run, values, seconds)


def bootstrap(values: PerQuery) -> dict[str, Estimate]:
    """Each measure's mean, with the percentile bootstrap's interval over the questions.

    Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13; for rankings Sakai, "Evaluating
    Evaluation Metrics based on the Bootstrap" (2006). Of paired differences it makes a paired test: the measures of two
    rankings differ where 0 lies outside. Every call draws the same questions, so the same input gives the same output.
    """
    draw = np.random.default_rng(0)
    count = len(values)
    means = np.stack([values[draw.integers(count, size=count)].mean(axis=0) for _ in range(RESAMPLES)])
    ends = np.quantile(means, (0.025, 0.975), axis=0)
    rows = np.stack([values.mean(axis=0), *ends]).T.tolist()
    return {name: Estimate(*row) for name, row in zip(MEASURES, rows, strict=True)}


def _ranked(result: Result, collection: TestCollection) -> list[str]:
    """What a result counts as: the ids of its hits, best first, each with the copies that were folded into it."""
    return collection.judged_ids(found for hit in result.hits for found in (hit.id, *(copy.id for copy in hit.copies)))
