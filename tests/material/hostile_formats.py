"""Formats that misbehave, for the process of parsers to import: each reads a file, as those of `corpus.formats` do."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator

from nutgraf.corpus.files.source import Source
from nutgraf.corpus.record import Fault, Record, StoppedError


def good(source: Source) -> Iterator[Record | Fault]:
    for stream in (sys.stdout, sys.stderr):
        stream.write("a library may print\n")
        stream.flush()
    yield Record(1, {"text": source.read_text(), "process": os.getpid()})
    yield Fault(2, "a fault")


def large(source: Source) -> Iterator[Record | Fault]:  # noqa: ARG001  # the interface's
    yield from (Record(number, {"text": "x" * 1_000_000}) for number in range(3))


def slow(source: Source) -> Iterator[Record | Fault]:  # noqa: ARG001
    yield Record(1, {"text": "before", "process": os.getpid()})
    time.sleep(60)


def hungry(source: Source) -> Iterator[Record | Fault]:  # noqa: ARG001
    yield Record(1, {"text": "before"})
    yield Record(1, {"text": "x" * (2 << 30)})


def crashing(source: Source) -> Iterator[Record | Fault]:  # noqa: ARG001
    yield Record(1, {"text": "before"})
    os.kill(os.getpid(), signal.SIGSEGV)


def failing(source: Source) -> Iterator[Record | Fault]:  # noqa: ARG001
    yield Record(1, {"text": "before"})
    raise KeyError("x")


def stopping(source: Source) -> Iterator[Record | Fault]:  # noqa: ARG001
    yield Record(1, {"text": "before"})
    raise StoppedError("broken", 7)
