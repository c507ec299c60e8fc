"""The command line with a quick model. `run` in conftest starts it, and so do the bad days.

Environment variables control it:

- ``FAKE_DELAY``: seconds that embedding a text takes.
- ``FAKE_PAUSE``: a file; no passage is embedded while it exists.
- ``FAKE_FAILING_FSYNC``: the number of the first fsync that fails; all later ones fail too.
- ``FAKE_UNREADABLE``: a file; the command waits until `strace` makes reads of it fail.
- ``FAKE_SLOW_FSYNC``: seconds that each fsync takes in addition.
- ``FAKE_MODEL``: the name of another model.
- ``FAKE_BATCHES``: windows in a commit, windows embedded together, segments merged together, joined by commas.
- ``FAKE_LEDGER``: a file that records every step, see `bad_days.ledger`.
- ``FAKE_HOLD``: a file; questions with the word "held" wait while it exists.
- ``FAKE_WARM_UP``: set to make the warm-up question wait as well.
- ``FAKE_DESCRIPTORS``: the most open files.
- ``FAKE_ENGINE_KILL``: the number of a write to an engine, and the id of the process that is killed before it, 0 for
  this one.
- ``FAKE_LIMITS``: limits of the server that differ from the defaults, as JSON.

The workers of a server have the quick model too, and some questions make it misbehave: see `_misbehave`.
"""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path

import nutgraf.index.embedding.embedder
import nutgraf.index.embedding.reference
import nutgraf.index.segments.model_choice
from nutgraf.search.cli import app, parameters
from nutgraf.search.cli.archive import Archive
from nutgraf.search.library.searcher import Searcher
from small_indexes.fakes import PROBED, FakeEmbedder

WARM_UP = "warm-up"
"""The warm-up question of `servers.http.dispatcher`, not imported here as most commands need no server."""


class SlowEmbedder(FakeEmbedder):
    def __init__(self, model="fake", *, download=False, device=None, dimensions=None) -> None:  # noqa: ARG002  # the real one's
        super().__init__(os.environ.get("FAKE_MODEL", model))

    def passages(self, texts):
        if pause := os.environ.get("FAKE_PAUSE"):
            _wait_while_there(Path(pause))
        time.sleep(len(set(texts) - PROBED) * float(os.environ.get("FAKE_DELAY", "0")))
        return super().passages(texts)

    def queries(self, texts):
        for text in texts:
            _misbehave(text)
        return super().queries(texts)


def _wait_while_there(file: Path) -> None:
    while file.exists():
        time.sleep(0.005)


def _misbehave(question: str) -> None:
    """Wait, die or fail before a question is embedded, as certain words in it demand."""
    if "held" in question or (question == WARM_UP and os.environ.get("FAKE_WARM_UP")):
        _wait_while_there(Path(os.environ["FAKE_HOLD"]))
    if "deadly" in question:
        os.kill(os.getpid(), signal.SIGKILL)
    if "truncated" in question:
        os.kill(os.getpid(), signal.SIGBUS)
    if "buggy" in question:
        raise RuntimeError(f"a bug that \x1b[31mtells: {question}")


def main() -> None:
    swap_model()
    prepare_and_run()


def swap_model() -> None:
    nutgraf.index.embedding.embedder.ModelEmbedder = nutgraf.index.segments.model_choice.ModelEmbedder = SlowEmbedder
    nutgraf.index.embedding.reference.SentenceTransformerEmbedder = SlowEmbedder
    parameters.Archive = FakedArchive


def fork_embedders() -> None:
    """Fork the processes of ``nutgraf embed`` from the command: new ones would load the real model."""
    from nutgraf.index.blocks import local  # which most commands do not need

    local.get_context = lambda _: multiprocessing.get_context("fork")


class FakedArchive(Archive):
    """Opens with the quick model in the workers of a server, too, which are new processes."""

    def open(self, rerankers: Sequence[str] | None = None) -> Searcher:
        swap_model()
        return super().open(rerankers)


def prepare_and_run() -> None:
    """Run the command line as the environment variables demand, with whatever model."""
    if path := os.environ.get("FAKE_UNREADABLE"):
        _wait_until_unreadable(path)
    if good := int(os.environ.get("FAKE_FAILING_FSYNC", "0")):
        _fail_fsync_after(good - 1)
    if seconds := float(os.environ.get("FAKE_SLOW_FSYNC", "0")):
        _slow_fsync(seconds)
    if most := int(os.environ.get("FAKE_DESCRIPTORS", "0")):
        import resource  # which Windows has not

        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if batches := os.environ.get("FAKE_BATCHES"):
        _make_small(*map(int, batches.split(",")))
    if limits := os.environ.get("FAKE_LIMITS"):
        from nutgraf.search.servers import limits as there

        there.Limits = partial(there.Limits, **json.loads(limits))
    if kill := os.environ.get("FAKE_ENGINE_KILL"):
        _kill_before_write(*map(int, kill.split(",")))
    if path := os.environ.get("FAKE_LEDGER"):
        from bad_days.ledger import keep

        keep(path)
    app.main()


def _wait_until_unreadable(path: str) -> None:
    """Wait for `strace`, which makes reads of this file fail."""
    with suppress(OSError), Path(path).open("rb", 0) as file:
        while True:
            file.read(1)
            time.sleep(0.001)


def _fail_fsync_after(good: int) -> None:
    real, calls = os.fsync, 0

    def fsync(descriptor: int) -> None:
        nonlocal calls
        calls += 1
        if calls > good:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(descriptor)

    os.fsync = fsync


def _slow_fsync(seconds: float) -> None:
    real = os.fsync

    def fsync(descriptor: int) -> None:
        time.sleep(seconds)
        real(descriptor)

    os.fsync = fsync


def _kill_before_write(number: int, process: int) -> None:
    from nutgraf.index.engine.milvus import Milvus
    from systems.milvus_lite import WRITES

    writes = count(1)

    def killing(write: Callable[..., None]) -> Callable[..., None]:
        def killing_write(*given: object) -> None:
            if next(writes) == number:
                os.kill(process or os.getpid(), signal.SIGKILL)
            write(*given)

        return killing_write

    for name in WRITES:
        setattr(Milvus, name, killing(getattr(Milvus, name)))


def _make_small(commit: int, embed: int, merge_factor: int) -> None:
    from nutgraf.index.writing.merge_policy import MergePolicy
    from nutgraf.index.writing.write_policy import DEFAULT_POLICY

    values = {"commit_windows": commit, "embed_windows": embed, "merge": MergePolicy(merge_factor=merge_factor)}
    for name, value in values.items():  # in place, since a forked starter may have imported all that writes
        object.__setattr__(DEFAULT_POLICY, name, value)
