"""The commands that ask: search, show, demo."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..output.console import Exit, emit, fail, notice
from ..output.formats import as_json, as_json_line
from ..output.reply import OutputStyle, Reply, reply
from ..query.options import QuestionError, SearchKeywords
from . import parameters
from .progress import waiting
from .running_server import ask_running_server
from .terminal import terminal

if TYPE_CHECKING:
    from ..library.searcher import Searcher

DEMO_QUESTION = "is China supplying lethal aid?"


@parameters.with_search_options
def search(
    question: Annotated[list[str], typer.Argument(metavar="QUESTION", help="In plain words; - reads one a line.")],
    *,
    index: parameters.IndexDir = parameters.DEFAULT_INDEX,
    options: SearchKeywords,
    output: parameters.OutputFormat = None,
) -> None:
    """Find the passages that answer a question."""
    if options["filters"].is_reversed:
        fail("--since is later than --until", Exit.WRONG_INPUT)
    if question == ["-"]:
        if output not in (None, "json", "jsonl"):
            fail(f"questions from stdin are answered in JSON lines, not in {output}", Exit.WRONG_INPUT)
        _answer_each(index, options)
    else:
        asked, style = " ".join(question), OutputStyle(output or "text", **terminal())
        said = ask_running_server(index, asked, options, style)
        if not said:
            from ..library.searcher import Searcher

            said = _answer(Searcher(index), asked, options, style)
        _say(said)


def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="Of an article, or of a passage as search prints it.")],
    index: parameters.IndexDir = parameters.DEFAULT_INDEX,
    context: parameters.Neighbours = 0,
    output: parameters.TextOrJson = "text",
) -> None:
    """Print an article or a passage."""
    from ..library.lookup import look_up
    from ..library.searcher import Searcher
    from ..output.terminal_view import render_article

    found = look_up(Searcher(index).store, name, reach=context)
    if not found:
        fail(f"{index} has no article or passage {name!r}", Exit.NOTHING_FOUND)
    emit(as_json(found.to_dict()) if output == "json" else render_article(found.article, found.passages, **terminal()))


def demo(
    question: Annotated[list[str] | None, typer.Argument(metavar="QUESTION", help="In plain words.")] = None,
) -> None:
    """Answer a question over the sample articles that come with nutgraf."""
    from tempfile import TemporaryDirectory

    from ...corpus.reader import read
    from ...corpus.sample import ARTICLES
    from ...index.embedding.embedder import ModelEmbedder
    from ...index.segments.folder import IndexFolder
    from ...index.writing.build import add
    from ..library.searcher import Searcher

    with TemporaryDirectory() as scratch:
        folder = IndexFolder(Path(scratch) / "index")
        embedder = ModelEmbedder()
        report = add(folder, read([ARTICLES], base=ARTICLES.parent), embedder)
        notice(f"indexed {report.new} sample articles; yours: nutgraf index FOLDER, then nutgraf search QUESTION")
        searcher = Searcher(folder.path, embedder=embedder)
        _say(_answer(searcher, " ".join(question or [DEMO_QUESTION]), {"k": 3}, OutputStyle("text", **terminal())))


def _answer(searcher: Searcher, question: str, options: SearchKeywords, style: OutputStyle) -> Reply:
    """One question, one answer."""
    try:
        with waiting("reading the archive"):
            return reply(searcher, question, options, style)
    except QuestionError as error:
        fail(str(error), Exit.WRONG_INPUT)


def _say(said: Reply) -> None:
    emit(said.data)
    for line in said.notices:
        notice(line)
    if said.exit:
        raise typer.Exit(said.exit)


def _answer_each(index: Path, options: SearchKeywords) -> None:
    """Questions on stdin, one a line; a JSON object a line for each, as soon as may be."""
    from ..library.searcher import Searcher
    from .batch import answer_lines

    found, skipped = 0, 0
    for number, said in answer_lines(Searcher(index), sys.stdin.buffer, options):
        if isinstance(said, str):
            notice(f"-:{number}: {said}")
            skipped += 1
        else:
            emit(as_json_line(said.to_dict()))
            found += bool(said.hits)
    if skipped or not found:
        raise typer.Exit(Exit.SKIPPED if skipped else Exit.NOTHING_FOUND)
