"""The command line with a model that is quick: what `run` in conftest starts, and what the bad days are tried on.

``FAKE_DELAY`` makes embedding take so many seconds for each text; ``FAKE_FAILING_FSYNC`` lets the so-many-th fsync and
all after it fail; ``FAKE_SLOW_FSYNC`` makes each take so many seconds more; ``FAKE_MODEL`` is another model's name;
``FAKE_BATCHES`` are three numbers with commas between them: windows in a commit, windows embedded at once, segments
that are merged at once; ``FAKE_LEDGER`` is a file to which every step is told, see `bad_days.ledger`.

A server's workers have the quick model, too, and questions do to them what bad ones might: `_happens` says what.
``FAKE_HOLD`` is a file that they may wait for, as the first one does with ``FAKE_WARM_UP``; and ``FAKE_LIMITS`` are the
server's limits where they are others, as JSON.
"""

from __future__ import annotations

import errno
import json
import os
import signal
import time
from functools import partial
from pathlib import Path

import nutgraf.index.embedding.embedder
import nutgraf.index.embedding.reference
import nutgraf.index.segments.model_choice
from fakes import FakeEmbedder
from nutgraf.search.cli import app, serve
from nutgraf.search.library.searcher import Searcher


class SlowEmbedder(FakeEmbedder):
    def __init__(self, model: str = "fake", *, download=False, device=None) -> None:  # noqa: ARG002  # the real one's
        super().__init__(os.environ.get("FAKE_MODEL", model))

    def passages(self, texts):
        time.sleep(len(texts) * float(os.environ.get("FAKE_DELAY", "0")))
        return super().passages(texts)

    def queries(self, texts):
        for text in texts:
            _happens(text)
        return super().queries(texts)


def _happens(question: str) -> None:
    """What the quick model does with a question before it embeds it."""
    if "held" in question or (
        question == "is anybody there?" and os.environ.get("FAKE_WARM_UP")
    ):  # while a file is there
        while Path(os.environ["FAKE_HOLD"]).exists():
            time.sleep(0.005)
    if "deadly" in question:
        os.kill(os.getpid(), signal.SIGKILL)
    if "buggy" in question:
        raise RuntimeError(f"a bug that \x1b[31mtells: {question}")


def main() -> None:
    swap_model()
    prepare_and_run()


def swap_model() -> None:
    nutgraf.index.embedding.embedder.ModelEmbedder = nutgraf.index.segments.model_choice.ModelEmbedder = SlowEmbedder
    nutgraf.index.embedding.reference.SentenceTransformerEmbedder = SlowEmbedder
    serve.open_index = open_faked


def open_faked(index: Path) -> Searcher:
    """What a server opens its index with, here and in its workers."""
    swap_model()
    return Searcher(index, embedder=SlowEmbedder())


def prepare_and_run() -> None:
    """The command line with what the environment asks for, whatever the model."""
    if good := int(os.environ.get("FAKE_FAILING_FSYNC", "0")):
        _fail_fsync_after(good - 1)
    if seconds := float(os.environ.get("FAKE_SLOW_FSYNC", "0")):
        _slow_fsync(seconds)
    if batches := os.environ.get("FAKE_BATCHES"):
        _make_small(*map(int, batches.split(",")))
    if limits := os.environ.get("FAKE_LIMITS"):
        from nutgraf.search.servers import limits as there

        there.Limits = partial(there.Limits, **json.loads(limits))
    if path := os.environ.get("FAKE_LEDGER"):
        from bad_days.ledger import keep

        keep(path)
    app.main()


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


def _make_small(commit: int, embed: int, merge_factor: int) -> None:
    from nutgraf.index.writing.merge_policy import MergePolicy
    from nutgraf.index.writing.write_policy import DEFAULT_POLICY

    values = {"commit_windows": commit, "embed_windows": embed, "merge": MergePolicy(merge_factor=merge_factor)}
    for name, value in values.items():  # in place, since a forked starter may have imported all that writes
        object.__setattr__(DEFAULT_POLICY, name, value)
