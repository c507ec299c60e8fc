"""The command calibrate, which fits relevance to an archive's own questions."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ....corpus.errors import CorpusError
from ...output.console import Exit, emit, fail
from .. import parameters
from ..progress import ProgressBar


def calibrate(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="FOLDER", help="Folder with queries.jsonl and qrels.tsv, as for eval."),
    ] = None,
    index: parameters.IndexDir = parameters.DEFAULT_INDEX,
    reset: Annotated[
        bool, typer.Option("--reset", help="Go back to the coefficients that nutgraf comes with.")
    ] = False,
) -> None:
    """Fit relevance to judged questions, kept with the index.

    A question without judgements counts as one without an answer.
    """
    from ....index.segments.folder import IndexFolder
    from ....index.writing.calibration import keep_calibration
    from ...evaluation import calibration
    from ...evaluation.test_collection import load, refuse_missing_articles
    from ...library.searcher import Searcher

    if reset == (folder is not None):
        fail("give a FOLDER with judged questions, or --reset", Exit.WRONG_INPUT)
    if folder is None:
        emit(f"coefficients reset; generation {keep_calibration(IndexFolder(index), None):,}\n")
        return
    collection, searcher = load(folder), Searcher(index, follow=False)
    refuse_missing_articles(collection, folder, searcher.store)
    total = len(collection.queries) + len(collection.unanswered)
    with ProgressBar("asking", lambda: total, " questions") as bar:
        samples = calibration.collect(searcher, collection, on_query=bar.advance)
    try:
        fitted = calibration.calibrate(samples, searcher.profile.relevance)
    except CorpusError as error:
        fail(f"{folder}: {error}", Exit.WRONG_INPUT)
    kept = {name: asdict(getattr(fitted, name)) for name in ("relevance", "relevance_bm25")}
    generation = keep_calibration(IndexFolder(index), kept)
    emit(
        f"{int(samples.answered.sum()):,} first hits with an answer, {int((~samples.answered).sum()):,} without\n"
        f"AUROC {fitted.auroc:.3f} on questions left out; calibration error {fitted.error:.3f}, before "
        f"{fitted.error_before:.3f}\n"
        f"kept with the index; generation {generation:,}\n"
    )
