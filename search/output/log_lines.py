"""Log messages of the index, such as that a model is being compiled, as lines on stderr."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from .console import notice, warn


class _Lines(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        (warn if record.levelno >= logging.WARNING else notice)(record.getMessage())


@contextmanager
def log_to_stderr() -> Iterator[None]:
    """Print the messages of the logger ``nutgraf`` on stderr while the block runs."""
    log, handler = logging.getLogger("nutgraf"), _Lines(logging.INFO)
    level_before = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(level_before)
