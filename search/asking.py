"""The commands that ask: search, show, demo."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..index.filter import Filter
from . import options
from .exits import Exit, emit, fail, notice
from .hits import Result
from .progress import waiting
from .render import RENDERERS, Format, as_json, as_json_line

if TYPE_CHECKING:
    from ..index.snapshot import Snapshot
    from .engine import Searcher
    from .questions import Options

DEMO_QUESTION = "is China supplying lethal aid?"


def search(
    question: Annotated[list[str], typer.Argument(metavar="QUESTION", help="In plain words; - reads one a line.")],
    index: options.IndexDir = options.DEFAULT_INDEX,
    k: Annotated[int, typer.Option("-k", metavar="K", min=1, help="How many passages at most.")] = 10,
    since: options.Since = None,
    until: options.Until = None,
    source: options.Source = None,
    category: options.Category = None,
    author: options.Author = None,
    mode: options.SearchMode = "hybrid",
    literal: options.TakenLiterally = False,
    collapse: options.Collapse = True,
    max_per_article: options.MaxPerArticle = None,
    context: options.Neighbours = 0,
    output: options.OutputFormat = None,
) -> None:
    """Find the passages that answer a question."""
    from .engine import Searcher

    searcher = Searcher(index)
    if since and until and since > until:
        fail("--since is later than --until", Exit.WRONG_INPUT)
    filters = Filter(since, until, tuple(source or ()), tuple(category or ()), tuple(author or ()))

    options: Options = {
        "k": k, "filters": filters, "mode": mode, "neighbours": context,
        "literal": literal, "collapse": collapse, "max_per_article": max_per_article,
    }  # fmt: skip
    if question == ["-"]:
        if output not in (None, "json", "jsonl"):
            fail(f"questions from stdin are answered in JSON lines, not in {output}", Exit.WRONG_INPUT)
        _answer_each(searcher, options)
    else:
        _answer(searcher, " ".join(question), output or "text", options)


def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="Of an article, or of a passage as search prints it.")],
    index: options.IndexDir = options.DEFAULT_INDEX,
    context: options.Neighbours = 0,
    output: options.TextOrJson = "text",
) -> None:
    """Print an article or a passage."""
    from .engine import Searcher
    from .screen import show_article, terminal
    from .show import find

    found = find(Searcher(index), name, reach=context)
    if not found:
        fail(f"{index} has no article or passage {name!r}", Exit.NOTHING_FOUND)
    emit(as_json(found.to_dict()) if output == "json" else show_article(found.article, found.passages, **terminal()))


def demo(
    question: Annotated[list[str] | None, typer.Argument(metavar="QUESTION", help="In plain words.")] = None,
) -> None:
    """Answer a question over the sample articles that come with nutgraf."""
    from tempfile import TemporaryDirectory

    from ..corpus.reader import read
    from ..corpus.sample import ARTICLES
    from ..index.build import add
    from ..index.embedder import ModelEmbedder
    from ..index.folder import IndexFolder
    from .engine import Searcher

    with TemporaryDirectory() as scratch:
        folder = IndexFolder(Path(scratch) / "index")
        embedder = ModelEmbedder()
        report = add(folder, read([ARTICLES], base=ARTICLES.parent), embedder)
        notice(f"indexed {report.new} sample articles; yours: nutgraf index FOLDER, then nutgraf search QUESTION")
        searcher = Searcher(folder.path, embedder=embedder)
        _answer(searcher, " ".join(question or [DEMO_QUESTION]), "text", {"k": 3})


def _answer(searcher: Searcher, question: str, output: Format, options: Options) -> None:
    """One question, one answer."""
    from .questions import QuestionError
    from .screen import show_result, terminal

    try:
        with waiting("reading the archive"):
            result = searcher.search(question, **options)
    except QuestionError as error:
        fail(str(error), Exit.WRONG_INPUT)
    emit(show_result(result, **terminal()) if output == "text" else RENDERERS[output](result))
    if output == "text":
        _remark(result)
    if not result.hits:
        notice(f"nothing found{_unknown(result.filters, searcher.snapshot)}")
        raise typer.Exit(Exit.NOTHING_FOUND)


def _remark(result: Result) -> None:
    """For people: what was read into the question, and whether there may be no answer."""
    if preferred := result.understood.named():
        notice(f"preferred: {', '.join(preferred)} (--literal: as if the question did not name it)")
    if result.hits and result.verdict.answer != "strong":
        most_likely = "this may not answer the question" if result.verdict.answer == "weak" else "most likely no answer"
        notice(f"{most_likely}: {result.verdict.reason}")


def _unknown(filters: Filter, snapshot: Snapshot) -> str:
    """The first name in `filters` that no article bears: often it is only misspelt."""
    for facet, names in filters.facets().items():
        known = {it.casefold() for it in snapshot.counts(facet)} if names else set()
        for name in names:
            if name.casefold() not in known:
                return f"; no article has the {facet} {name!r}"
    return ""


def _answer_each(searcher: Searcher, options: Options) -> None:
    """Questions on stdin, one a line; a JSON object a line for each, as soon as may be."""
    from .piped import answers

    found, skipped = 0, 0
    for number, said in answers(searcher, sys.stdin.buffer, options):
        if isinstance(said, str):
            notice(f"-:{number}: {said}")
            skipped += 1
        else:
            emit(as_json_line(said.to_dict()))
            found += bool(said.hits)
    if skipped or not found:
        raise typer.Exit(Exit.SKIPPED if skipped else Exit.NOTHING_FOUND)
