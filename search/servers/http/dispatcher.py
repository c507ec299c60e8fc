"""The desk: questions wait here, in bounded number and time, and are handed to workers, several together if need be."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from ...library.searcher import Searcher
from ..limits import Limits
from ..refusals import Refusal, refusal_of
from .worker import Job, Worker

WARM_UP = Job("is anybody there?", {"k": 1})
"""A question that wants all that questions want."""
_LOG = logging.getLogger("nutgraf.serve")


@dataclass(slots=True)
class _Waiting:
    job: Job
    answer: asyncio.Future[bytes]


class Dispatcher:
    """Where the server's questions are answered. For one event loop.

    A question that comes when a worker is idle is handed over at once. Those that come while all are busy are handed
    over together, up to `Limits.at_once`, when one is free: no question waits for others to come.

    Args:
        opening: Opens the index, in each worker.
        workers: How many processes.
        threads: That each may compute with.
        limits: How much may wait, and how long.
        on_batch: Told of each number of questions that were handed over together.

    Attributes:
        ready: Whether all workers have loaded what questions need.
    """

    def __init__(
        self,
        opening: Callable[[], Searcher],
        *,
        workers: int,
        threads: int,
        limits: Limits,
        on_batch: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._limits, self._on_batch = limits, on_batch
        self._idle = [Worker(opening, threads, limits.answering) for _ in range(workers)]
        self._workers = list(self._idle)
        self._lines = ThreadPoolExecutor(workers, thread_name_prefix="desk")
        self._waiting: deque[_Waiting] = deque()
        self._at_work: set[asyncio.Task[None]] = set()
        self._closed = False
        self.ready = False

    @property
    def waiting(self) -> int:
        """Questions that no worker has yet."""
        return len(self._waiting)

    async def warm_up(self) -> None:
        """Have each worker load what its first question would wait for."""
        loop = asyncio.get_running_loop()
        workers, self._idle = self._idle, []
        said = await asyncio.gather(*(loop.run_in_executor(self._lines, it.warm_up, WARM_UP) for it in workers))
        for refusal in {str(it): it for it in said if isinstance(it, Refusal)}.values():
            _LOG.warning("no question can be answered: %s", refusal.message)
        self._idle += workers
        self.ready = True
        self._hand_over()

    async def ask(self, job: Job) -> bytes:
        """The answer as JSON.

        Raises:
            Refusal: Too many wait, it took too long, or the question cannot be answered.
        """
        if self._closed:
            raise _closing()
        if len(self._waiting) >= self._limits.waiting:
            raise Refusal("busy", "too many questions are waiting; ask again in a moment")
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(job, answer))
        self._hand_over()
        try:
            async with asyncio.timeout(self._limits.deadline):
                return await answer
        except TimeoutError:
            raise Refusal("deadline", "the answer took too long; ask again in a moment") from None

    def _hand_over(self) -> None:
        while self._idle and self._waiting and not self._closed:
            share = -(-len(self._waiting) // len(self._idle))
            batch: list[_Waiting] = []
            while self._waiting and len(batch) < min(share, self._limits.at_once):
                if not (first := self._waiting.popleft()).answer.done():  # nobody waits for it any more
                    batch.append(first)
            if batch:
                self._on_batch(len(batch))
                task = asyncio.create_task(self._answer(self._idle.pop(), batch))
                self._at_work.add(task)
                task.add_done_callback(self._at_work.discard)

    async def _answer(self, worker: Worker, batch: Sequence[_Waiting]) -> None:
        loop = asyncio.get_running_loop()
        try:
            said = await loop.run_in_executor(self._lines, worker.answers, [it.job for it in batch])
        except Exception as error:  # such as no room for another process: then it is tried again with the next batch
            said = [refusal_of(error) for _ in batch]
        for it, answer in zip(batch, said, strict=True):
            if it.answer.done():
                continue
            if isinstance(answer, Refusal):
                it.answer.set_exception(answer)
            else:
                it.answer.set_result(answer)
        self._idle.append(worker)
        self._hand_over()

    async def close(self) -> None:
        """End the workers, whatever they do. Whoever is to be answered before is to be waited for before."""
        self._closed = True
        for it in self._waiting:
            if not it.answer.done():
                it.answer.set_exception(_closing())
        await asyncio.to_thread(self.end)

    def end(self) -> None:
        """The same, for when there is no event loop any more."""
        self._closed = True
        for worker in self._workers:
            worker.end()
        self._lines.shutdown()


def _closing() -> Refusal:
    return Refusal("busy", "the server is being stopped")
