"""The command eval, which measures ranking quality."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Sized
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...evaluation.systems import RERANKED, SYSTEMS, System
from ...evaluation.systems import systems as systems_with
from ...output.console import Exit, emit, fail, notice
from ...output.formats import as_json
from ...query.options import declared_options
from .. import parameters
from ..progress import ProgressBar, waiting
from . import evaluate_coverage

if TYPE_CHECKING:
    from ...evaluation.comparison import Comparison
    from ...evaluation.measures import RunResults
    from ...evaluation.test_collection import TestCollection
    from ...library.searcher import Searcher


def _system(name: str) -> str:
    if name not in (*SYSTEMS, RERANKED):
        raise typer.BadParameter(f"{name!r} is no system; use one of: {', '.join(SYSTEMS)}")
    return name


Index = Annotated[
    Path | None,
    typer.Option(
        "--index",
        metavar="DIR",
        help="Folder in which to keep the index, so that the next run is faster; or an index of these articles.",
    ),
]
Systems = Annotated[
    list[str] | None,
    typer.Option(
        "--system",
        parser=_system,
        metavar="NAME",
        help=f"A system to measure: {', '.join(SYSTEMS)}; repeat for several.",
        show_default="all, or those compared",
    ),
]
Runs = Annotated[
    list[Path] | None,
    typer.Option("--run", metavar="FILE", help="A TREC run file with another system's ranking; repeat for several."),
]
Compare = Annotated[
    tuple[str, str] | None,
    typer.Option(metavar="A B", help="Compare two systems or runs, question by question."),
]
Limit = Annotated[
    int | None, typer.Option(metavar="N", min=1, help="Ask only the first N questions, in the order of their ids.")
]
Titles = Annotated[
    bool, typer.Option(help="Index titles too; use --no-titles where the questions were made from titles.")
]
SaveRuns = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Write the ranking of each system to this folder, as a TREC run file."),
]
_DECLARED = declared_options()
Rerank = Annotated[
    str | None,
    typer.Option(metavar="late|MODEL", help=f"Measure the reranker late or MODEL, too, as the system {RERANKED}."),
]
RerankDepth = Annotated[int, typer.Option(metavar="N", min=1, help=_DECLARED["rerank_depth"].option.help)]
PerQuestion = Annotated[
    bool, typer.Option("--per-question", help="With --format json: add the measures of each question.")
]


def evaluate(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Folder with articles.jsonl, queries.jsonl and qrels.tsv.")
    ],
    index: Index = None,
    model: parameters.Model = None,
    dimensions: parameters.Dimensions = None,
    systems: Systems = None,
    runs: Runs = None,
    compare: Compare = None,
    as_of: parameters.AsOf = None,
    limit: Limit = None,
    titles: Titles = True,
    save_runs: SaveRuns = None,
    per_question: PerQuestion = False,
    rerank: Rerank = None,
    rerank_depth: RerankDepth = _DECLARED["rerank_depth"].default,
    coverage: evaluate_coverage.Coverage = False,
    min_relevance: evaluate_coverage.MinRelevance = None,
    output: parameters.TextOrJson = "text",
) -> None:
    """Measure ranking quality on questions with known answers."""
    from ...evaluation.measures import measure
    from ...evaluation.test_collection import load
    from ...evaluation.trec_run import read_runs, write_run

    if per_question and output != "json":
        fail("--per-question needs --format json", Exit.WRONG_INPUT)
    ranks = any((systems, runs, compare, save_runs, rerank))
    _refuse_both(coverage=coverage, ranks=ranks, has_threshold=min_relevance is not None)
    whole = load(folder)
    collection = whole.first(limit) if limit else whole
    collection = collection.asked_on(as_of) if as_of else collection
    if coverage:
        with _indexed_searcher(whole, folder, index, model, dimensions, titles=titles) as searcher:
            evaluate_coverage.measure(collection, searcher, min_relevance, output, per_question=per_question)
        return
    known = systems_with(rerank, rerank_depth)
    given_runs = read_runs(runs or [], collection, reserved_names=[*SYSTEMS, RERANKED])
    chosen = _chosen_systems(known, systems, compare, given_runs)
    _tell_unanswered(given_runs, len(collection.queries))
    results: dict[str, RunResults] = {}
    if chosen:
        with _indexed_searcher(whole, folder, index, model, dimensions, titles=titles) as searcher:
            for name, measured in _run_systems(collection, searcher, {name: known[name] for name in chosen}):
                results[name] = measured
                if save_runs:  # at once: a later system may fail or be stopped
                    write_run(save_runs / f"{name}.run", measured.run)
    results |= {name: measure(collection, run) for name, run in given_runs.items()}
    _report(collection, results, compare, output, per_question=per_question)


def _refuse_both(*, coverage: bool, ranks: bool, has_threshold: bool) -> None:
    """Refuse options of rankings beside those of coverage."""
    if coverage and ranks:
        fail(
            "--coverage measures sets, not rankings: leave out --system, --run, --compare, --save-runs and --rerank",
            Exit.WRONG_INPUT,
        )
    if has_threshold and not coverage:
        fail("--min-relevance needs --coverage", Exit.WRONG_INPUT)


def _tell_unanswered(runs: Mapping[str, Sized], questions: int) -> None:
    """Tell how many questions each run leaves out."""
    for name, run in runs.items():
        if missing := questions - len(run):
            notice(f"{name} has no answer to {missing:,} of {questions:,} questions; each of them scores 0")


def _chosen_systems(
    known: Mapping[str, System],
    systems: Sequence[str] | None,
    compare: tuple[str, str] | None,
    runs: Mapping[str, object],
) -> list[str]:
    """The names of the systems to run, in the order of `known`."""
    if RERANKED in (systems or ()) and RERANKED not in known:
        fail(f"the system {RERANKED} needs --rerank late or --rerank MODEL", Exit.WRONG_INPUT)
    for name in compare or ():
        if name not in known and name not in runs:
            fail(f"cannot compare {name!r}; use one of: {', '.join([*known, *runs])}", Exit.WRONG_INPUT)
    wanted = {*(systems or ()), *(compare or ())} or known
    return [name for name in known if name in wanted]


@contextmanager
def _indexed_searcher(
    collection: TestCollection,
    folder: Path,
    index: Path | None,
    model: str | None,
    dimensions: int | None,
    *,
    titles: bool,
) -> Iterator[Searcher]:
    """Index the articles of `folder` in `index`, or in a temporary folder, and open a searcher."""
    from tempfile import TemporaryDirectory

    from ....index.embedding.embedder import ModelEmbedder
    from ....index.embedding.fingerprint import DEFAULT_MODEL
    from ...evaluation.test_collection import holds_others, index_articles, refuse_missing_articles
    from ...library.searcher import Searcher

    if index and holds_others(index, folder):
        if not titles:
            fail(f"--no-titles needs an index that eval builds; {index} holds other articles", Exit.WRONG_INPUT)
        searcher = Searcher(
            index, follow=False, embedder=ModelEmbedder(model, dimensions=dimensions) if model else None
        )
        refuse_missing_articles(collection, folder, searcher.store)
        yield searcher
        return
    embedder = ModelEmbedder(model or DEFAULT_MODEL, dimensions=dimensions)
    with TemporaryDirectory() as scratch:
        where = index or Path(scratch) / "index"
        with waiting("embedding the articles"):
            index_articles(folder, where, embedder, titles=titles)
        yield Searcher(where, embedder=embedder)


def _run_systems(
    collection: TestCollection, searcher: Searcher, systems: Mapping[str, System]
) -> Iterator[tuple[str, RunResults]]:
    """Run each system over all queries. A first question warms up each, so that no timing includes the start."""
    from ...evaluation.measures import evaluate as run_queries

    for system in systems.values():
        system(searcher, "is anybody there?", k=collection.depth)
    with ProgressBar("asking", lambda: len(systems) * len(collection.queries), " questions") as bar:
        for name, system in systems.items():
            search = partial(system, searcher, k=collection.depth)
            yield name, run_queries(collection, search, on_query=bar.advance)


def _report(
    collection: TestCollection,
    results: Mapping[str, RunResults],
    names: tuple[str, str] | None,
    output: str,
    *,
    per_question: bool,
) -> None:
    from ...evaluation.comparison import compare
    from ...evaluation.report import render_comparison, render_scores
    from ..terminal import terminal

    compared = compare(collection, names, *(results[name] for name in names)) if names else None
    if output == "json":
        emit(as_json(_to_json_values(collection, results, compared, per_question=per_question)))
        return
    emit(render_scores(len(collection.queries), results))
    if compared:
        emit("\n" + render_comparison(compared, width=min(terminal()["width"], 100)))


def _to_json_values(
    collection: TestCollection, results: Mapping[str, RunResults], compared: Comparison | None, *, per_question: bool
) -> dict[str, object]:
    """Convert all results to JSON values."""
    from ...evaluation.measures import MEASURES

    plain: dict[str, object] = {
        "questions": len(collection.queries),
        "rankings": {name: run.to_dict() for name, run in results.items()},
    }
    if compared:
        plain["comparison"] = compared.to_dict()
    if per_question:
        plain["per_question"] = [
            {
                "id": query,
                "text": text,
                "rankings": {
                    name: dict(zip(MEASURES, run.per_query[row].tolist(), strict=True)) for name, run in results.items()
                },
            }
            for row, (query, text) in enumerate(collection.queries.items())
        ]
    return plain
