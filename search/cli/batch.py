"""Questions on standard input, one a line: those that are there already are answered together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO

from ..library.searcher import Searcher
from ..query.options import QuestionError, SearchKeywords, refuse
from ..ranking.results import Result

BATCH_SIZE = 64
"""Questions that are answered together: enough to keep all cores busy, and each waits for the others."""

Line = tuple[int, bytes]
"""A line and its number, from 1."""


def answer_lines(searcher: Searcher, stream: IO[bytes], options: SearchKeywords) -> Iterator[tuple[int, Result | str]]:
    """Of each line of `stream` that is not blank, in order, its number and the answer, or what is wrong with it.

    A program that waits for each answer before it asks again gets it at once.
    """
    for lines in _batches(stream):
        questions: dict[int, str] = {}
        said: dict[int, Result | str] = {}
        for number, line in lines:
            try:
                question = line.decode().strip()
                refuse(question)
                questions[number] = question
            except (QuestionError, UnicodeDecodeError) as error:
                said[number] = (
                    str(error) if isinstance(error, QuestionError) else "not UTF-8; convert the questions to UTF-8"
                )
        said |= zip(questions, searcher.search_many(list(questions.values()), **options), strict=True)
        yield from sorted(said.items(), key=lambda pair: pair[0])


def _batches(stream: IO[bytes]) -> Iterator[Sequence[Line]]:
    """The lines that are not blank, `BATCH_SIZE` at most, without waiting for any but the first."""
    queue: SimpleQueue[Line | None] = SimpleQueue()
    Thread(target=_read, args=(stream, queue), daemon=True).start()
    more = True
    while more and (line := queue.get()):
        lines = [line]
        try:
            while len(lines) < BATCH_SIZE and (line := queue.get_nowait()):
                lines.append(line)
            more = line is not None
        except Empty:
            pass
        yield lines


def _read(stream: IO[bytes], queue: SimpleQueue[Line | None]) -> None:
    for number, line in enumerate(stream, start=1):
        if line.strip():
            queue.put((number, line))
    queue.put(None)
