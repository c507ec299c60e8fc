"""TREC run files, the exchange format for rankings: one hit a line, ``query-id Q0 id rank score tag``.

Hits are ranked as trec_eval ranks them: by score, the highest first, and ties by id, the last in the alphabet first.
The column ``rank`` is ignored. White space separates columns, so an id cannot contain any.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from math import isfinite
from pathlib import Path

from ...corpus.errors import CorpusError
from .measures import Run
from .test_collection import TestCollection, read_lines


def read_runs(paths: Sequence[Path], collection: TestCollection, *, reserved_names: Container[str]) -> dict[str, Run]:
    """Read runs by name: the run in ``x.run`` or ``x.run.gz`` is named ``x``.

    If ``x`` is one of `reserved_names` or the name of another run, the run is named by its path.

    Raises:
        CorpusError: A file is not a run, answers no query of this collection, or is given twice.
    """
    runs: dict[str, Run] = {}
    for path in paths:
        short = Path(path.name.removesuffix(".gz")).stem
        name = str(path) if short in reserved_names or short in runs else short
        if name in runs:
            raise CorpusError(f"{path} is given twice")
        runs[name] = read_run(path, collection)
    return runs


def read_run(path: Path, collection: TestCollection) -> Run:
    """Read a run file, plain or ``.gz``; queries without judgements are left out.

    Raises:
        CorpusError: The file cannot be read, a line is malformed, or no judged query is answered.
    """
    scores: dict[str, dict[str, float]] = {}

    # The reader of ir_measures reports no line numbers, and accepts NaN and repeated hits.
    def add_hit(line: str) -> None:
        query, _, name, _, score, _ = line.split()
        of_query = scores.setdefault(query, {})
        if name in of_query:
            raise ValueError(f"query {query} has the hit {name} twice")
        of_query[name] = float(score)
        if not isfinite(of_query[name]):
            raise ValueError(f"the score {score} is not a finite number")

    for _ in read_lines(path, add_hit, "a line of a TREC run (query-id Q0 id rank score tag)"):
        pass
    run = {
        query: collection.judged_ids(sorted(scores[query], key=lambda name: (scores[query][name], name), reverse=True))
        for query in collection.queries
        if query in scores
    }
    if not run:
        raise CorpusError(
            f"{path}: has no answer to any of the {len(collection.queries):,} questions; "
            "its query ids must be those of queries.jsonl"
        )
    return run


def write_run(path: Path, run: Run) -> None:
    """Write a run, tagged with the file's stem. Scores count down to 1, so that no tie can change the order.

    Raises:
        CorpusError: An id contains white space, or the file cannot be written.
    """
    lines = [
        f"{_column(query)} Q0 {_column(name)} {rank} {len(ids) + 1 - rank} {path.stem}\n"
        for query, ids in run.items()
        for rank, name in enumerate(ids, start=1)
    ]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(lines), encoding="utf-8", newline="\n")
    except OSError as error:
        raise CorpusError(f"{path}: cannot be written: {error.strerror or error}") from None


def _column(text: str) -> str:
    if text.split() != [text]:
        raise CorpusError(
            f"the id {text!r} cannot be written to a run file, whose columns are separated by white space"
        )
    return text
