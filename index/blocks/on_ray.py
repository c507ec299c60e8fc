"""Embeds an archive with Ray Data, on as many machines as a Ray cluster has: some read, the others embed.

A machine that dies takes nothing with it but the blocks it was at: Ray reads their files again and gives the blocks to
others. Their names are the same then, so they count once.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from typing import Any

from ...corpus.errors import ExtraMissingError, NutgrafError
from .block import Block, Built, ReadEnd
from .job import Job
from .reading import Group

_READER_CORES = 0.25
"""Of a core: to read takes a hundredth of the time of embedding, and must not wait for it."""

_QUIET = {"RAY_BACKEND_LOG_LEVEL": "fatal", "RAY_USAGE_STATS_ENABLED": "0"}
"""A cluster that is started here prints no log lines between ours, and reports nothing to the makers of Ray."""


def run(job: Job, groups: Iterable[Group], workers: int | None) -> Iterator[Built | ReadEnd]:
    """Yield what becomes of each block and group, in the order in which they end.

    It uses the cluster that ``RAY_ADDRESS`` names, or that this machine is part of; else this machine alone. Where
    there are GPUs they embed, one worker each; else each core does.

    Args:
        job: The job.
        groups: What is to be read.
        workers: Workers that embed, at most; by default as many as there are GPUs, or cores.

    Raises:
        ExtraMissingError: Ray is not installed.
        NutgrafError: No cluster answers; or an error of `Job`, on any machine.
    """
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    try:
        import ray
        import ray.data
    except ImportError:
        raise ExtraMissingError("embedding on a Ray cluster", "ray") from None
    started = not ray.is_initialized()
    if started:
        _connect(ray)
    try:
        yield from _run(ray, job, groups, workers)
    except Exception as error:
        raise _own(error) or error from None
    finally:
        if started:
            ray.shutdown()


def _run(ray: Any, job: Job, groups: Iterable[Group], workers: int | None) -> Iterator[Built | ReadEnd]:  # noqa: ANN401
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = context.print_on_execution_start = False
    logging.getLogger("ray").setLevel(logging.ERROR)
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    gpus = int(ray.cluster_resources().get("GPU", 0))
    device = "cuda" if gpus else None
    most = workers or gpus or max(1, int(ray.cluster_resources().get("CPU", 1)))
    items = [{"group": group} for group in groups]
    if not items:
        return
    read = ray.data.from_items(items, override_num_blocks=len(items)).map_batches(
        _Read(job), batch_size=1, num_cpus=_READER_CORES, zero_copy_batch=True
    )
    built = read.map_batches(
        _Build, batch_size=1, fn_constructor_args=(job, device), num_cpus=1, num_gpus=1 if gpus else None,
        compute=ray.data.ActorPoolStrategy(min_size=1, max_size=most, max_tasks_in_flight_per_actor=2),
    )  # fmt: skip
    for row in built.iter_rows():
        yield row["item"]


class _Read:
    """Reads the group of each row, into rows of a block each."""

    def __init__(self, job: Job) -> None:
        self._job = job

    def __call__(self, batch: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for group in batch["group"]:
            for item in self._job.read(group):
                yield {"item": [item]}


class _Build:
    """Builds the index of the block in each row; an actor each, which loads the model once."""

    def __init__(self, job: Job, device: str | None) -> None:
        self._job, self._embedder = job, job.load(device)

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        return {"item": [it if isinstance(it, ReadEnd) else self._built(it) for it in batch["item"]]}

    def _built(self, block: Block) -> Built:
        return self._job.build(block, self._embedder)


def _connect(ray: Any) -> None:  # noqa: ANN401
    """Connect to the cluster that there is, or start one of this machine."""
    quiet = {"log_to_driver": False, "logging_level": "ERROR", "configure_logging": True}
    try:
        if os.environ.get("RAY_ADDRESS"):
            ray.init(**quiet)
            return
        try:
            ray.init("auto", **quiet)
        except ConnectionError:
            ray.init("local", include_dashboard=False, **quiet)
    except ConnectionError as error:
        address = os.environ.get("RAY_ADDRESS")
        raise NutgrafError(f"no Ray cluster answers at {address} ({str(error).splitlines()[0]})") from None


def _own(error: BaseException) -> NutgrafError | OSError | None:
    """Find the error of this package, or of the system, that an error of Ray wraps; None where there is none."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, NutgrafError | OSError):
            return seen
        seen = getattr(seen, "cause", None) or seen.__cause__
    return None
