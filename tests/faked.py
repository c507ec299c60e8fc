"""The command line with a model that is quick: what `run` in conftest starts, and what the bad days are tried on.

``FAKE_DELAY`` makes embedding take so many seconds for each text; ``FAKE_FAILING_FSYNC`` lets the so-many-th fsync and
all after it fail; ``FAKE_SLOW_FSYNC`` makes each take so many seconds more; ``FAKE_MODEL`` is another model's name;
``FAKE_BATCHES`` are three numbers with commas between them: windows in a commit, windows embedded at once, segments
that are merged at once; ``FAKE_LEDGER`` is a file to which every step is told, see `bad_days.ledger`.
"""

from __future__ import annotations

import errno
import os
import time

import nutgraf.index.embedder
from fakes import FakeEmbedder
from nutgraf.search import cli


class SlowEmbedder(FakeEmbedder):
    def __init__(self, model: str = "fake", *, download=False, device=None) -> None:  # noqa: ARG002  # the real one's
        super().__init__(os.environ.get("FAKE_MODEL", model))

    def passages(self, texts):
        time.sleep(len(texts) * float(os.environ.get("FAKE_DELAY", "0")))
        return super().passages(texts)


def main() -> None:
    swap_model()
    prepare_and_run()


def swap_model() -> None:
    nutgraf.index.embedder.ModelEmbedder = SlowEmbedder
    nutgraf.index.embedder.SentenceTransformerEmbedder = SlowEmbedder


def prepare_and_run() -> None:
    """The command line with what the environment asks for, whatever the model."""
    if good := int(os.environ.get("FAKE_FAILING_FSYNC", "0")):
        _fail_fsync_after(good - 1)
    if seconds := float(os.environ.get("FAKE_SLOW_FSYNC", "0")):
        _slow_fsync(seconds)
    if batches := os.environ.get("FAKE_BATCHES"):
        _make_small(*map(int, batches.split(",")))
    if path := os.environ.get("FAKE_LEDGER"):
        from bad_days.ledger import keep

        keep(path)
    cli.main()


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


def _make_small(commit: int, embed: int, fan_in: int) -> None:
    from nutgraf.index import cache, compact, writer

    writer.COMMIT_EVERY, compact.FAN_IN = commit, fan_in
    writer.EMBED_AT_ONCE = cache.EMBED_AT_ONCE = embed
