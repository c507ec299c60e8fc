"""What the index has to tell while it works, such as that a model is being compiled: lines on stderr in our name."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from .console import notice


class _Lines(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        tqdm = sys.modules.get("tqdm")  # where it is, a bar may be, which the line must not run into
        with tqdm.tqdm.external_write_mode(file=sys.stderr) if tqdm else nullcontext():
            notice(record.getMessage())


@contextmanager
def log_to_stderr() -> Iterator[None]:
    """Tell what the logger ``nutgraf`` says while the block runs."""
    log, handler, before = logging.getLogger("nutgraf"), _Lines(logging.INFO), logging.getLogger("nutgraf").level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(before)
