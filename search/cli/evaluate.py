"""The command that measures: eval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..evaluation.systems import SETTINGS
from ..output.console import Exit, emit, fail, notice
from ..output.formats import as_json
from . import parameters
from .progress import Bar, waiting

if TYPE_CHECKING:
    from ..evaluation.comparison import Comparison
    from ..evaluation.measures import Scores
    from ..evaluation.test_collection import Judged
    from ..library.searcher import Searcher


def _setting(name: str) -> str:
    if name not in SETTINGS:
        raise typer.BadParameter(f"{name!r} is none of: {', '.join(SETTINGS)}")
    return name


Index = Annotated[
    Path | None, typer.Option("--index", metavar="DIR", help="Keep the index here, to go faster next time.")
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--setting",
        parser=_setting,
        metavar="NAME",
        help=f"A way of ranking: {', '.join(SETTINGS)}; repeat for several.  [default: all, or those compared]",
    ),
]
Runs = Annotated[
    list[Path] | None,
    typer.Option("--run", metavar="FILE", help="Another system's ranking, a TREC run file; repeat for several."),
]
Compare = Annotated[
    tuple[str, str] | None,
    typer.Option(metavar="A B", help="Two settings or runs, question by question."),
]
Limit = Annotated[int | None, typer.Option(metavar="N", min=1, help="Only the first N questions, by id.")]
Titles = Annotated[bool, typer.Option(help="Index the titles too; leave out for questions made of them.")]
SaveRuns = Annotated[Path | None, typer.Option(metavar="DIR", help="Write each setting's ranking as a TREC run file.")]
PerQuestion = Annotated[bool, typer.Option("--per-question", help="In JSON, the measures of every question too.")]


def evaluate(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="With articles, queries.jsonl and qrels.tsv.")],
    index: Index = None,
    model: parameters.Model = None,
    settings: Settings = None,
    runs: Runs = None,
    compare: Compare = None,
    limit: Limit = None,
    titles: Titles = True,
    save_runs: SaveRuns = None,
    per_question: PerQuestion = False,
    output: parameters.TextOrJson = "text",
) -> None:
    """Measure how well questions with known answers are ranked."""
    from ..evaluation.measures import measure
    from ..evaluation.test_collection import load
    from ..evaluation.trec_run import read_runs, write_run

    if per_question and output != "json":
        fail("--per-question needs --format json", Exit.WRONG_INPUT)
    judged = load(folder)
    judged = judged.first(limit) if limit else judged
    given = read_runs(runs or [], judged, taken=SETTINGS)
    chosen = _chosen(settings, compare, given)
    for name, run in given.items():
        if missing := len(judged.queries) - len(run):
            notice(f"{name} does not answer {missing:,} of {len(judged.queries):,} questions; they count 0")

    scores: dict[str, Scores] = {}
    if chosen:
        with _indexed(folder, index, model, titles=titles) as searcher:
            for name, found in _ask(judged, searcher, chosen):
                scores[name] = found
                if save_runs:  # at once: what comes later may fail, or be stopped
                    write_run(save_runs / f"{name}.run", found.run)
    scores |= {name: measure(judged, run) for name, run in given.items()}
    _tell(judged, scores, compare, output, per_question=per_question)


def _chosen(settings: Sequence[str] | None, compare: tuple[str, str] | None, runs: Mapping[str, object]) -> list[str]:
    """The settings to ask, in the order of `SETTINGS`."""
    for name in compare or ():
        if name not in SETTINGS and name not in runs:
            fail(f"cannot compare {name!r}; it is none of: {', '.join([*SETTINGS, *runs])}", Exit.WRONG_INPUT)
    wanted = {*(settings or ()), *(compare or ())} or SETTINGS
    return [name for name in SETTINGS if name in wanted]


@contextmanager
def _indexed(folder: Path, index: Path | None, model: str | None, *, titles: bool) -> Iterator[Searcher]:
    """The articles of `folder`, indexed in `index` or for the while."""
    from tempfile import TemporaryDirectory

    from ...index.embedding.embedder import ModelEmbedder
    from ...index.embedding.fingerprint import DEFAULT_MODEL
    from ..evaluation.test_collection import index_articles
    from ..library.searcher import Searcher

    embedder = ModelEmbedder(model or DEFAULT_MODEL)
    with TemporaryDirectory() as scratch:
        where = index or Path(scratch) / "index"
        with waiting("embedding the articles"):
            index_articles(folder, where, embedder, titles=titles)
        yield Searcher(where, embedder=embedder)


def _ask(judged: Judged, searcher: Searcher, names: Sequence[str]) -> Iterator[tuple[str, Scores]]:
    """The scores of each setting. One question is asked first, so that none pays for the start."""
    from ..evaluation.measures import evaluate as measured

    for name in names:
        SETTINGS[name](searcher, "is anybody there?", k=judged.depth)
    with Bar("asking", len(names) * len(judged.queries), " questions") as bar:
        for name in names:
            search = partial(SETTINGS[name], searcher, k=judged.depth)
            yield name, measured(judged, search, on_asked=lambda: bar.advance(1))


def _tell(
    judged: Judged, scores: Mapping[str, Scores], names: tuple[str, str] | None, output: str, *, per_question: bool
) -> None:
    from ..evaluation.comparison import compare
    from ..evaluation.report import show_comparison, show_scores
    from .terminal import terminal

    compared = compare(judged, names, *(scores[it] for it in names)) if names else None
    if output == "json":
        emit(as_json(_plain(judged, scores, compared, per_question=per_question)))
        return
    emit(show_scores(len(judged.queries), scores))
    if compared:
        emit("\n" + show_comparison(compared, width=min(terminal()["width"], 100)))


def _plain(
    judged: Judged, scores: Mapping[str, Scores], compared: Comparison | None, *, per_question: bool
) -> dict[str, object]:
    """Everything as JSON values."""
    from ..evaluation.measures import MEASURES

    plain: dict[str, object] = {
        "questions": len(judged.queries),
        "rankings": {name: it.to_dict() for name, it in scores.items()},
    }
    if compared:
        plain["comparison"] = compared.to_dict()
    if per_question:
        plain["per_question"] = [
            {
                "id": query,
                "text": text,
                "rankings": {
                    name: dict(zip(MEASURES, it.values[row].tolist(), strict=True)) for name, it in scores.items()
                },
            }
            for row, (query, text) in enumerate(judged.queries.items())
        ]
    return plain
