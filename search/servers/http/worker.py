"""Processes that answer questions: each opens the index, loads the model, and says everything as JSON.

Python computes with one core in a process, whatever the number of threads; and what a question breaks, it breaks there.
"""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.util import Finalize
from typing import Literal

import orjson

from ...library.searcher import Searcher
from ...output.log_lines import log_to_stderr
from ...output.reply import OutputStyle, reply
from ...query.options import SearchKeywords
from ..refusals import Refusal, refusal_of

_LOG = logging.getLogger("nutgraf.serve")
_LEAVING = 2
"""Seconds that a worker may take to end."""


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
    options: SearchKeywords = field(default_factory=lambda: SearchKeywords())
    to: Literal["search", "context", "reply"] = "search"
    max_tokens: int = 0
    style: OutputStyle | None = None
    stamp: tuple[int, ...] = ()


class Worker:
    """A process that answers, seen from the server. One thread at a time may ask it.

    Args:
        opening: Opens the index, in the process.
        threads: That it may compute with.
        patience: Seconds that it may take to answer; then it hangs, is ended, and followed by another.
    """

    def __init__(self, opening: Callable[[], Searcher], threads: int, patience: float) -> None:
        self._opening, self._threads, self._patience = opening, threads, patience
        self._busy = self._ended = False
        self._start()

    def _start(self) -> None:
        spawning = get_context("spawn")  # a process that was forked could not use the model
        self._line, theirs = spawning.Pipe()
        # However we end, before Python waits for the process: it would not end before its line is closed.
        Finalize(self, self._line.close, exitpriority=0)
        before = os.environ.get("OMP_NUM_THREADS")
        os.environ["OMP_NUM_THREADS"] = str(self._threads)
        try:
            self._process = spawning.Process(target=_work, args=(theirs, self._opening), daemon=True)
            with _undisturbed():
                self._process.start()
        finally:
            del os.environ["OMP_NUM_THREADS"]
            if before is not None:
                os.environ["OMP_NUM_THREADS"] = before
        theirs.close()

    def answers(self, jobs: Sequence[Job]) -> list[bytes | Refusal]:
        """JSON for each of `jobs`, in order. A worker that dies of them is followed by another."""
        return self._asked(jobs, self._patience)

    def warm_up(self, job: Job) -> bytes | Refusal:
        """JSON for `job`, which may take as long as it likes: a model may have to be compiled first."""
        return self._asked([job], None)[0]

    def end(self) -> None:
        """Have it end. What it is at is not waited for: it only reads."""
        self._ended = True
        if self._busy:
            self._process.kill()
        else:
            self._line.close()
            self._process.join(_LEAVING)
            self._process.kill()
        self._process.join()

    def _asked(self, jobs: Sequence[Job], patience: float | None) -> list[bytes | Refusal]:
        self._busy = True
        try:
            self._hand_over(jobs)
            if not self._line.poll(patience):
                _LOG.error("a worker hangs")
                self._process.kill()
            said: list[bytes | Refusal] = self._line.recv()
        except (EOFError, OSError):
            self._follow()
            died = Refusal("internal", "the process that answered died; ask again")
            return [Refusal("busy", "the server is being stopped") if self._ended else died for _ in jobs]
        finally:
            self._busy = False
        return said

    def _hand_over(self, jobs: Sequence[Job]) -> None:
        try:
            self._line.send(list(jobs))
        except OSError:  # it died while it had nothing to do: it is not these that it died of
            self._follow()
            self._line.send(list(jobs))

    def _follow(self) -> None:
        """Start another one in the place of one that died."""
        if self._ended:
            return
        self._line.close()
        self._process.join(_LEAVING)
        _LOG.error("a worker died (exit code %s); another one takes its place", self._process.exitcode)
        self._start()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep signals from what is started: Ctrl-C and the like are for the server, also while a worker still imports."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # it is started with the first process, and would let signals through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(line: Connection, opening: Callable[[], Searcher]) -> None:
    """The life of a worker: it ends when the server hangs up, or dies."""
    for number in (signal.SIGINT, signal.SIGTERM):  # they are for the server, which has answers to give yet
        signal.signal(number, signal.SIG_IGN)
    searcher: Searcher | None = None
    with log_to_stderr(), suppress(EOFError, OSError):
        while True:
            jobs: list[Job] = line.recv()
            said: list[bytes | Refusal] = []
            if searcher and len(jobs) > 1:
                with suppress(Exception):  # each says for itself what is wrong
                    searcher.embed([it.question for it in jobs if it.options.get("mode") != "bm25"])
            for job in jobs:  # what goes wrong with one is no matter for the others
                try:
                    searcher = searcher or opening()
                    said.append(orjson.dumps(_answer(searcher, job)))
                except Exception as error:
                    said.append(refusal_of(error))
            line.send(said)


def _answer(searcher: Searcher, job: Job) -> Mapping[str, object]:
    if job.to == "context":
        return searcher.context(job.question, max_tokens=job.max_tokens, **job.options).to_dict()
    if job.to == "reply":
        assert job.style
        said = reply(searcher, job.question, job.options, job.style)
        if searcher.stamp != job.stamp:
            raise Refusal("stale", "the index has changed since")
        return said.to_dict()
    return searcher.search(job.question, **job.options).to_dict()
