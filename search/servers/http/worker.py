"""Worker processes: each opens the index, loads the model, and answers questions as JSON.

Threads of one Python process share one core; processes do not. A crash stays in its process.
"""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.util import Finalize

import orjson

from ....corpus.errors import IndexFormatError
from ...library.searcher import Searcher
from ...output.log_lines import log_to_stderr
from ..jobs import Job, question_of
from ..refusals import Refusal, refusal_of
from .orphans import end_with_parent

_LOG = logging.getLogger("nutgraf.serve")
_EXIT_TIMEOUT = 2
"""Seconds that a worker has to exit before it is killed."""
_SIGBUS: int | None = getattr(signal, "SIGBUS", None)
"""Ends a process that reads a mapped file where it was cut short, or where the disk fails; Windows has no signals."""
_CUT_SHORT = (
    "a worker process was ended by SIGBUS: a file of the index was cut short, or its disk fails; "
    "run: nutgraf check --repair"
)


class Worker:
    """The server's end of a worker process. Only one thread at a time may use it.

    Args:
        open_index: Opens the index, in the process.
        threads: The number of threads that the process computes with.
        timeout: Seconds for a batch; after that the process is killed and replaced.
    """

    def __init__(self, open_index: Callable[[], Searcher], threads: int, timeout: float) -> None:
        self._open_index, self._threads, self._timeout = open_index, threads, timeout
        self._busy = self._ended = False
        self._exit_code: int | None = None
        self._start()

    def _start(self) -> None:
        spawn = get_context("spawn")  # a forked process could not use the model
        self._pipe, worker_end = spawn.Pipe()
        # At exit Python waits for the process, and the process ends only when its pipe is closed: so close it first.
        Finalize(self, self._pipe.close, exitpriority=0)
        before = os.environ.get("OMP_NUM_THREADS")
        os.environ["OMP_NUM_THREADS"] = str(self._threads)
        try:
            self._process = spawn.Process(target=_run, args=(worker_end, self._open_index), daemon=True)
            with _signals_blocked():
                self._process.start()
        finally:
            del os.environ["OMP_NUM_THREADS"]
            if before is not None:
                os.environ["OMP_NUM_THREADS"] = before
        worker_end.close()

    def answer_batch(self, jobs: Sequence[Job]) -> list[bytes | Refusal]:
        """Return the JSON for each of `jobs`, in order. A process that dies meanwhile is replaced."""
        return self._exchange(jobs, self._timeout)

    def warm_up(self, job: Job) -> bytes | Refusal:
        """Return the JSON for `job`, without a timeout: a model may have to be compiled first."""
        return self._exchange([job], None)[0]

    def end(self) -> None:
        """End the process, busy or not: it only reads, so nothing is lost."""
        self._ended = True
        if self._busy:
            self._process.kill()
        else:
            self._pipe.close()
            self._process.join(_EXIT_TIMEOUT)
            self._process.kill()
        self._process.join()

    def _exchange(self, jobs: Sequence[Job], timeout: float | None) -> list[bytes | Refusal]:
        self._busy = True
        try:
            self._send(jobs)
            if not self._pipe.poll(timeout):
                _LOG.error("a worker process does not answer; the server kills it")
                self._process.kill()
            answers: list[bytes | Refusal] = self._pipe.recv()
        except (EOFError, OSError):
            self._replace()
            refusal = Refusal("busy", "the server is stopping") if self._ended else _died(self._exit_code)
            return [refusal for _ in jobs]
        finally:
            self._busy = False
        return answers

    def _send(self, jobs: Sequence[Job]) -> None:
        try:
            self._pipe.send(list(jobs))
        except OSError:  # the process died idle, so these jobs are not the cause
            self._replace()
            self._pipe.send(list(jobs))

    def _replace(self) -> None:
        """Start a new process in place of a dead one."""
        if self._ended:
            return
        self._pipe.close()
        self._process.join(_EXIT_TIMEOUT)
        self._exit_code = self._process.exitcode
        _LOG.error("a worker process died (exit code %s); the server starts another one", self._exit_code)
        try:
            self._start()
        except OSError as error:  # for example no memory
            _LOG.error("no worker process can be started: %s; the next question tries again", error)


def _died(exit_code: int | None) -> Refusal:
    """Make the answer to a question whose process died with `exit_code`."""
    if _SIGBUS and exit_code == -_SIGBUS:
        return refusal_of(IndexFormatError(_CUT_SHORT))
    return Refusal("worker_died", "the process that answers this question died; ask again")


@contextmanager
def _signals_blocked() -> Iterator[None]:
    """Block SIGINT and SIGTERM in a process that is started here: they are for the server, not for its workers.

    They stay blocked while the worker still imports.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # the first process would start it, and it unblocks the signals
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _run(pipe: Connection, open_index: Callable[[], Searcher]) -> None:
    """Answer batches from `pipe` until the server closes it: the main function of a worker process."""
    end_with_parent()
    for number in (signal.SIGINT, signal.SIGTERM):  # they are for the server, which has yet to send its answers
        signal.signal(number, signal.SIG_IGN)
    searcher: Searcher | None = None
    with log_to_stderr(), suppress(EOFError, OSError):
        while True:
            jobs: list[Job] = pipe.recv()
            answers: list[bytes | Refusal] = []
            if searcher and len(jobs) > 1:
                with suppress(Exception):  # each job then raises its own error
                    searcher.embed([question for job in jobs if (question := question_of(job)) is not None])
            for job in jobs:  # an error of one job does not touch the others
                try:
                    searcher = searcher or _opened(open_index)
                    answers.append(orjson.dumps(job(searcher)))
                except Exception as error:
                    answers.append(refusal_of(error))
            pipe.send(answers)


def _opened(open_index: Callable[[], Searcher]) -> Searcher:
    searcher = open_index()
    searcher.load_rerankers()  # no question waits for a model that the operator has named
    searcher.scrub_in_background()  # the process may live for days
    return searcher
