"""The two streams of a command: data on stdout, notices on stderr, and the exit codes that go with them."""

from __future__ import annotations

import os
import sys
from enum import IntEnum
from typing import NoReturn, TextIO

import typer

from ...corpus.characters import one_line


class Exit(IntEnum):
    """The exit codes, which scripts rely on."""

    DONE = 0
    NOTHING_FOUND = 1
    WRONG_INPUT = 2
    INDEX = 3
    """Missing, damaged, locked, built with another model, or on a disk that does not take it."""
    SKIPPED = 4
    """Done, but some records could not be taken."""
    BUG = 70
    INTERRUPTED = 130


def emit(text: str) -> None:
    """Write data to stdout, at once.

    Raises:
        typer.Exit: Whoever reads our output has seen enough, or the output cannot be written.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _discard_buffer(sys.stdout)
        raise typer.Exit(Exit.DONE) from None
    except OSError as error:
        _discard_buffer(sys.stdout)
        fail(f"cannot write the output: {(error.strerror or str(error)).lower()}", Exit.WRONG_INPUT)


def fail(message: str, code: Exit) -> NoReturn:
    """Say what is wrong on stderr and end.

    Raises:
        typer.Exit: Always.
    """
    notice(f"error: {message}")
    raise typer.Exit(code)


def notice(message: str) -> None:
    """One line on stderr in our name."""
    say(f"nutgraf: {message}")


def say(message: str) -> None:
    """One line on stderr. Work does not stop because nobody listens there."""
    try:
        print(one_line(message), file=sys.stderr)  # noqa: T201
    except OSError:
        _discard_buffer(sys.stderr)


def _discard_buffer(stream: TextIO) -> None:
    """Let what is buffered go nowhere, or Python would try again at its end, and complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
