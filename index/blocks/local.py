"""Embeds an archive with processes of this machine; one reads, the others embed."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from ...corpus.errors import NutgrafError
from ..embedding.protocol import Embedder
from ..machine import cores
from .block import Block, Built, ReadEnd
from .job import Job
from .reading import Group

_AHEAD = 2
"""Blocks for each process that are read ahead."""


def run(job: Job, groups: Iterable[Group], workers: int | None) -> Iterator[Built | ReadEnd]:
    """Yield what becomes of each block and group, in the order of reading.

    Args:
        job: The job.
        groups: What is to be read.
        workers: Processes that embed; by default one, which uses all cores.

    Raises:
        NutgrafError: A process was killed; or see `Job.build`.
    """
    if not workers or workers == 1:
        embedder = job.load(None)
        for item in _read(job, groups):
            yield job.build(item, embedder) if isinstance(item, Block) else item
        return
    threads = max(1, cores() // workers)
    with ProcessPoolExecutor(workers, get_context("spawn"), _start, (job, threads)) as pool:
        waiting: deque[Future[Built] | ReadEnd] = deque()
        try:
            for item in _read(job, groups):
                waiting.append(pool.submit(_build, item) if isinstance(item, Block) else item)
                while len(waiting) > workers * _AHEAD:
                    yield _done(waiting.popleft())
            while waiting:
                yield _done(waiting.popleft())
        except BrokenProcessPool:
            raise NutgrafError("a process was killed, perhaps for its memory; run the command again to go on") from None
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _read(job: Job, groups: Iterable[Group]) -> Iterator[Block | ReadEnd]:
    for group in groups:
        yield from job.read(group)


def _done(item: Future[Built] | ReadEnd) -> Built | ReadEnd:
    return item.result() if isinstance(item, Future) else item


_of_process: list[tuple[Job, Embedder]] = []
"""What a process of the pool works with."""


def _start(job: Job, threads: int) -> None:
    os.environ["OMP_NUM_THREADS"] = str(threads)
    _of_process.append((job, job.load(None)))


def _build(block: Block) -> Built:
    [(job, embedder)] = _of_process
    return job.build(block, embedder)
