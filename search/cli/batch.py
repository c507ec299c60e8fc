"""Questions from standard input, one a line. Lines that have already arrived are answered as one batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO

from ..library.searcher import Searcher
from ..query.options import SearchKeywords
from ..query.question import QuestionError, refuse
from ..ranking.results import Result

BATCH_SIZE = 64
"""Most questions in a batch: enough to keep all cores busy; more would only make each wait for the others."""

Line = tuple[int, bytes]
"""Number of a line, from 1, and the line."""


def answer_lines(searcher: Searcher, stream: IO[bytes], options: SearchKeywords) -> Iterator[tuple[int, Result | str]]:
    """Answer each line of `stream` that is not blank, in order: yields its number, and the result or an error message.

    A program that waits for each answer before it sends the next question gets the answer at once.
    """
    for lines in _batches(stream):
        questions: dict[int, str] = {}
        answers: dict[int, Result | str] = {}
        for number, line in lines:
            try:
                question = line.decode().strip()
                refuse(question)
                questions[number] = question
            except (QuestionError, UnicodeDecodeError) as error:
                answers[number] = (
                    str(error) if isinstance(error, QuestionError) else "not UTF-8; convert the questions to UTF-8"
                )
        answers |= zip(questions, searcher.search_many(list(questions.values()), **options), strict=True)
        yield from sorted(answers.items(), key=lambda pair: pair[0])


def _batches(stream: IO[bytes]) -> Iterator[Sequence[Line]]:
    """Yield batches of lines that are not blank: wait for one, then add those already there, up to `BATCH_SIZE`."""
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
