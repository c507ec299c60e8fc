"""The option --coverage of eval, which measures all that is found on a question instead of a ranking."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from ...output.console import emit
from ...output.formats import as_json
from ..progress import ProgressBar

if TYPE_CHECKING:
    from ...evaluation.test_collection import TestCollection
    from ...library.searcher import Searcher

Coverage = Annotated[
    bool, typer.Option("--coverage", help="Measure the coverage of each question, all that bears on it, instead.")
]
MinRelevance = Annotated[
    float | None,
    typer.Option(metavar="P", min=0, max=1, help="With --coverage: count all passages of at least this relevance."),
]


def measure(
    collection: TestCollection,
    searcher: Searcher,
    min_relevance: float | None,
    output: str,
    *,
    per_question: bool,
) -> None:
    """Find the coverage of each query, after a first one that warms up, and print its measures."""
    from ...evaluation.coverage_measures import measure_coverages
    from ...evaluation.report import render_coverage

    cover = partial(searcher.coverage, min_relevance=min_relevance)
    cover("is anybody there?")
    questions = len(collection.queries) + len(collection.unanswered)
    with ProgressBar("asking", lambda: questions, " questions") as bar:
        covered = measure_coverages(collection, cover, on_query=bar.advance)
    if output == "text":
        emit(render_coverage(covered))
        return
    plain: dict[str, object] = {"questions": len(covered.per_query), "coverage": covered.to_dict()}
    if per_question:
        plain["per_question"] = covered.of_each(collection)
    emit(as_json(plain))
