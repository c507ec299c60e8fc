"""TREC run files, in which search systems exchange rankings: ``query-id Q0 id rank score tag``, a hit a line.

They are ranked as trec_eval ranks them: by score, the highest first, and ties by id, the last in the alphabet first.
The column ``rank`` says nothing. White space separates columns, so an id cannot hold any.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from math import isfinite
from pathlib import Path

from ...corpus.errors import CorpusError
from .measures import Run
from .test_collection import TestCollection, read_lines


def read_runs(paths: Sequence[Path], collection: TestCollection, *, reserved_names: Container[str]) -> dict[str, Run]:
    """Each file's ranking of the judged questions, named ``x`` if the file is ``x.run`` or ``x.run.gz``.

    A file whose short name is one of `reserved_names`, or another file's, bears its path as name.

    Raises:
        CorpusError: A file is no run, answers no question of this set, or is named twice.
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
    """The ranking in a file, plain or ``.gz``, of the questions that are judged.

    Raises:
        CorpusError: The file cannot be read, a line is not a run's, or no judged question is answered.
    """
    scores: dict[str, dict[str, float]] = {}

    # The reader of ir_measures knows no line numbers, and takes NaN and repeated hits.
    def take(line: str) -> None:
        query, _, found, _, score, _ = line.split()
        known = scores.setdefault(query, {})
        if found in known:
            raise ValueError(f"{query} has {found} twice")
        known[found] = float(score)
        if not isfinite(known[found]):
            raise ValueError(f"a score of {score}")

    for _ in read_lines(path, take, "a line of a TREC run (query-id Q0 id rank score tag)"):
        pass
    run = {
        query: collection.judged_ids(sorted(scores[query], key=lambda it: (scores[query][it], it), reverse=True))
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
    """Write a ranking, tagged with the file's stem. Scores count down to 1, so that no tie can change the order.

    Raises:
        CorpusError: An id cannot stand in such a file, or the file cannot be written.
    """
    lines = [
        f"{_column(query)} Q0 {_column(found)} {place} {len(ids) + 1 - place} {path.stem}\n"
        for query, ids in run.items()
        for place, found in enumerate(ids, start=1)
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
