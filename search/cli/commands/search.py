"""The commands search and demo."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...output.console import Exit, emit, notice, warn
from ...output.reply import OutputStyle, Reply, notices, reply
from ...query.options import SearchKeywords
from .. import parameters
from ..archive import Archive
from ..progress import waiting
from ..running_server import ask_running_server
from ..terminal import terminal

if TYPE_CHECKING:
    from ...library.searcher import Searcher

DEMO_QUESTION = "is China supplying lethal aid?"


@parameters.with_archive
@parameters.with_search_options
def search(
    question: Annotated[
        list[str],
        typer.Argument(metavar="QUESTION", help="The question in plain words; - reads one a line from standard input."),
    ],
    *,
    archive: Archive,
    options: SearchKeywords,
    full: Annotated[
        bool, typer.Option("--full", help="Print long paragraphs whole, which are shortened on a terminal.")
    ] = False,
    output: parameters.OutputFormat = None,
) -> None:
    """Find the passages that answer a question.

    Questions from standard input are answered in the format asked for; by default with all that is known of each, as
    JSON on a line.
    """
    style = OutputStyle(output or "text", **terminal(), shorten=sys.stdout.isatty() and not full)
    if options.get("facets") and (output or question != ["-"]) and style.output != "json":
        notice("the counts of --facets are in --format json only")
    if question == ["-"]:
        _answer_each(archive, options, style if output else replace(style, output="json"))
    else:
        text = " ".join(question)
        answer = None if archive.engine else ask_running_server(archive.folder, text, options, style)
        _print(answer or _answer(archive.open(), text, options, style))


def demo(
    question: Annotated[
        list[str] | None, typer.Argument(metavar="QUESTION", help="The question in plain words.")
    ] = None,
) -> None:
    """Answer a question over the sample articles that come with nutgraf."""
    from tempfile import TemporaryDirectory

    from ....corpus.reader import read
    from ....corpus.sample import ARTICLES
    from ....index.embedding.embedder import ModelEmbedder
    from ....index.segments.folder import IndexFolder
    from ....index.writing.build import add
    from ...library.searcher import Searcher

    with TemporaryDirectory() as scratch:
        folder = IndexFolder(Path(scratch) / "index")
        embedder = ModelEmbedder()
        report = add(folder, read([ARTICLES], base=ARTICLES.parent), embedder)
        notice(f"indexed {report.new} sample articles; to index your own: nutgraf index FOLDER")
        searcher = Searcher(folder.path, embedder=embedder)
        _print(_answer(searcher, " ".join(question or [DEMO_QUESTION]), {"k": 3}, OutputStyle("text", **terminal())))


def _answer(searcher: Searcher, question: str, options: SearchKeywords, style: OutputStyle) -> Reply:
    with waiting("reading the archive"):
        return reply(searcher, question, options, style)


def _print(answer: Reply) -> None:
    emit(answer.data)
    for line in answer.notices:
        notice(line)
    if answer.exit:
        raise typer.Exit(answer.exit)


def _answer_each(archive: Archive, options: SearchKeywords, style: OutputStyle) -> None:
    """Answer the questions on stdin, one a line, as soon as each is ready. Programs read the notices in the JSON."""
    from ...output.questions import rendered
    from ..batch import answer_lines

    answered, skipped, is_first = 0, 0, True
    for number, result in answer_lines(archive.open(), sys.stdin.buffer, options):
        if isinstance(result, str):
            warn(f"-:{number}: {result}")
            skipped += 1
            continue
        emit(rendered(result, style, is_first=is_first))
        for line in notices(result, style) if style.output != "json" else ():
            notice(f"-:{number}: {line}")
        answered, is_first = answered + bool(result.hits), False
    if skipped or not answered:
        raise typer.Exit(Exit.SKIPPED if skipped else Exit.NOTHING_FOUND)
