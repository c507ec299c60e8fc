"""Processes that answer questions: each opens the index, loads the model, and says everything as JSON.

Python computes with one core in a process, whatever the number of threads; and what a question breaks, it breaks there.
"""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, Literal

import orjson

from ..questions import Options
from ..reply import Look, reply
from ..searcher import Searcher
from .refusals import Refusal, refusal_of

_LOG = logging.getLogger("nutgraf.serve")


@dataclass(frozen=True, slots=True)
class Job:
    """A question, and what it is asked for.

    Attributes:
        question: As for `Searcher.search`.
        options: Likewise.
        to: ``search``: a result. ``context``: a block for a prompt. ``reply``: what the command line prints.
        max_tokens: For a context.
        look: For a reply.
        stamp: For a reply: of the generation that it is to be of, see `IndexFolder.stamp`.
    """

    question: str
    options: Options = field(default_factory=lambda: Options())
    to: Literal["search", "context", "reply"] = "search"
    max_tokens: int = 0
    look: Look | None = None
    stamp: tuple[int, ...] = ()


class Worker:
    """A process that answers, seen from the server. One thread at a time may ask it.

    Args:
        opening: Opens the index, in the process.
        threads: That it may compute with.
    """

    def __init__(self, opening: Callable[[], Searcher], threads: int) -> None:
        self._opening, self._threads = opening, threads
        self._start()

    def _start(self) -> None:
        spawning = get_context("spawn")  # a process that was forked could not use the model
        self._line, theirs = spawning.Pipe()
        before = os.environ.get("OMP_NUM_THREADS")
        os.environ["OMP_NUM_THREADS"] = str(self._threads)
        try:
            self._process = spawning.Process(target=_work, args=(theirs, self._opening), daemon=True)
            self._process.start()
        finally:
            del os.environ["OMP_NUM_THREADS"]
            if before is not None:
                os.environ["OMP_NUM_THREADS"] = before
        theirs.close()

    def answers(self, jobs: Sequence[Job]) -> list[bytes | Refusal]:
        """JSON for each of `jobs`, in order. A worker that dies of them is followed by another."""
        try:
            self._line.send(list(jobs))
            said: list[bytes | Refusal] = self._line.recv()
        except (EOFError, OSError):
            _LOG.error("a worker died (exit code %s); another one takes its place", self._process.exitcode)
            self._line.close()
            self._start()
            return [Refusal("internal", "the process that answered died; ask again") for _ in jobs]
        return said

    def end(self) -> None:
        """Have it end, when it has answered."""
        self._line.close()
        self._process.join()


def _work(line: Connection, opening: Callable[[], Searcher]) -> None:
    """The life of a worker: it ends when the server hangs up, or dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    searcher: Searcher | None = None
    while True:
        try:
            jobs: list[Job] = line.recv()
        except (EOFError, OSError):
            return
        said: list[bytes | Refusal] = []
        for job in jobs:  # what goes wrong with one is no matter for the others
            try:
                searcher = searcher or opening()
                said.append(orjson.dumps(_answer(searcher, job)))
            except Exception as error:
                said.append(refusal_of(error))
        line.send(said)


def _answer(searcher: Searcher, job: Job) -> dict[str, Any]:
    if job.to == "context":
        return searcher.context(job.question, max_tokens=job.max_tokens, **job.options).to_dict()
    if job.to == "reply":
        assert job.look
        said = reply(searcher, job.question, job.options, job.look)
        if searcher.stamp != job.stamp:
            raise Refusal("stale", "the index has changed since")
        return said.to_dict()
    return searcher.search(job.question, **job.options).to_dict()
