"""The dispatcher: a bounded queue of questions, and the worker processes that take them singly or in batches.

Look-ups count as questions here.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import orjson

from ...library.searcher import Searcher
from .. import jobs
from ..jobs import Job
from ..limits import Limits
from ..refusals import Refusal, refusal_of
from .worker import Worker

T = TypeVar("T")
WARM_UP = partial(jobs.search, question="warm-up", options={"k": 1})
"""A question that makes a worker load every component that questions need."""
_LOG = logging.getLogger("nutgraf.serve")


@dataclass(slots=True)
class _Pending:
    """A job in the queue, and the future of its answer."""

    job: Job
    answer: asyncio.Future[bytes]


class Dispatcher:
    """Hands questions to worker processes. It belongs to one event loop.

    An idle worker gets a question at once. While all workers are busy, questions queue; the next idle worker takes up
    to `Limits.batch` of them together. No question waits for others to arrive.

    Args:
        open_index: Opens the index, in each worker.
        workers: The number of processes.
        threads: The number of threads that each process computes with.
        limits: The limits of the queue and of the time.
        on_batch: Called with the size of each batch.

    Attributes:
        ready: True where all workers have loaded what questions need.
    """

    def __init__(
        self,
        open_index: Callable[[], Searcher],
        *,
        workers: int,
        threads: int,
        limits: Limits,
        on_batch: Callable[[int], None],
    ) -> None:
        self._limits, self._on_batch = limits, on_batch
        self._idle = [Worker(open_index, threads, limits.worker_timeout) for _ in range(workers)]
        self._workers = list(self._idle)
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="dispatcher")  # one waits for each worker
        self._queue: deque[_Pending] = deque()
        self._running: set[asyncio.Task[None]] = set()
        self._closed = False
        self.ready = False

    @property
    def waiting(self) -> int:
        """The number of questions in the queue."""
        return len(self._queue)

    async def warm_up(self) -> None:
        """Make each worker load what its first question would otherwise wait for."""
        loop = asyncio.get_running_loop()
        workers, self._idle = self._idle, []
        answers = await asyncio.gather(
            *(loop.run_in_executor(self._threads, worker.warm_up, WARM_UP) for worker in workers)
        )
        for refusal in {str(answer): answer for answer in answers if isinstance(answer, Refusal)}.values():
            _LOG.warning("no question can be answered: %s", refusal.message)
        self._idle += workers
        self.ready = True
        self._dispatch()

    async def ask(self, job: Job) -> bytes:
        """Return the answer as JSON.

        Raises:
            Refusal: The queue is full, the deadline has passed, or the question cannot be answered.
        """
        if self._closed:
            raise _stopping()
        if len(self._queue) >= self._limits.queue:
            raise Refusal("busy", "too many questions are waiting; ask again in a moment")
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._queue.append(_Pending(job, answer))
        self._dispatch()
        try:
            async with asyncio.timeout(self._limits.deadline):
                return await answer
        except TimeoutError:
            raise Refusal("deadline", "the answer took too long; ask again in a moment") from None

    async def run(self, job: partial[T]) -> T:
        """Return the answer as JSON values; raises as `ask` does."""
        answer: T = orjson.loads(await self.ask(job))
        return answer

    def _dispatch(self) -> None:
        """Hand the queue to the idle workers, in equal shares."""
        while self._idle and self._queue and not self._closed:
            share = -(-len(self._queue) // len(self._idle))
            batch: list[_Pending] = []
            while self._queue and len(batch) < min(share, self._limits.batch):
                if not (pending := self._queue.popleft()).answer.done():  # done: its client has given up
                    batch.append(pending)
            if batch:
                self._on_batch(len(batch))
                task = asyncio.create_task(self._answer(self._idle.pop(), batch))
                self._running.add(task)
                task.add_done_callback(self._running.discard)

    async def _answer(self, worker: Worker, batch: Sequence[_Pending]) -> None:
        loop = asyncio.get_running_loop()
        answers: Sequence[bytes | Refusal]
        try:
            jobs = [pending.job for pending in batch]
            answers = await loop.run_in_executor(self._threads, worker.answer_batch, jobs)
        except Exception as error:  # for example no memory for a new process; the next batch tries again
            answers = [refusal_of(error) for _ in batch]
        for pending, answer in zip(batch, answers, strict=True):
            if pending.answer.done():
                continue
            if isinstance(answer, Refusal):
                pending.answer.set_exception(answer)
            else:
                pending.answer.set_result(answer)
        self._idle.append(worker)
        self._dispatch()

    async def close(self) -> None:
        """Refuse the queue and end the workers, busy or not. Await outstanding answers before."""
        self._closed = True
        for pending in self._queue:
            if not pending.answer.done():
                pending.answer.set_exception(_stopping())
        await asyncio.to_thread(self.end)

    def end(self) -> None:
        """End the workers, busy or not; for use when no event loop runs."""
        self._closed = True
        for worker in self._workers:
            worker.end()
        self._threads.shutdown()


def _stopping() -> Refusal:
    return Refusal("busy", "the server is stopping")
