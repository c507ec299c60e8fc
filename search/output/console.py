"""The streams of a command: data on stdout, notices on stderr; and the exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from enum import IntEnum
from typing import Literal, NoReturn, TextIO

import typer

from ...corpus.text.characters import one_line
from .manner import manner
from .status_line import status_line, terminal_columns

Format = Literal["text", "json", "jsonl", "csv", "md"]
"""Formats of the data."""


class Exit(IntEnum):
    """Exit codes; scripts rely on them."""

    DONE = 0
    NOTHING_FOUND = 1
    WRONG_INPUT = 2
    INDEX = 3
    """The index is missing, damaged, locked or built with another model, or the disk, or the output, takes no more."""
    SKIPPED = 4
    """Done, but some records were skipped."""
    BUG = 70
    INTERRUPTED = 130


def emit(text: str) -> None:
    """Write data to stdout and flush.

    Raises:
        typer.Exit: The reader has closed the pipe, or the output cannot be written.
    """
    status_line.end()
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _discard_buffer(sys.stdout)
        raise typer.Exit(Exit.DONE) from None
    except OSError as error:
        _discard_buffer(sys.stdout)
        fail(f"cannot write the output: {(error.strerror or str(error)).lower()}", Exit.INDEX)


def emit_lines(lines: Iterable[str]) -> None:
    """Write lines that name files and articles to stdout, made safe for a terminal."""
    emit("".join(f"{one_line(line)}\n" for line in lines))


def fail(message: str, code: Exit) -> NoReturn:
    """Print an error message on stderr and end the command.

    Raises:
        typer.Exit: Always.
    """
    warn(f"error: {message}")
    raise typer.Exit(code)


def report(text: str) -> None:
    """Write to stdout what was done, unless nobody wants to know."""
    if not manner.quiet:
        emit(text)


def report_lines(lines: Iterable[str]) -> None:
    """Write lines about what was done like `emit_lines`, unless nobody wants to know."""
    if not manner.quiet:
        emit_lines(lines)


def notice(message: str) -> None:
    """Print one line on stderr, with the prefix ``nutgraf:``, unless only what is wrong is wanted."""
    if not manner.quiet:
        warn(message)


def warn(message: str) -> None:
    """Print one line on stderr about what is wrong, with the prefix ``nutgraf:``."""
    say(f"nutgraf: {message}")


def say(message: str) -> None:
    """Print one line on stderr. A closed stderr does not stop the work."""
    try:
        with status_line.erased():
            print(_fitted(one_line(message)), file=sys.stderr)  # noqa: T201
    except OSError:
        _discard_buffer(sys.stderr)


def _fitted(line: str) -> str:
    """Break a line between words where it is wider than the terminal; programs get it whole."""
    columns = terminal_columns()
    if columns is None or len(line) < columns:
        return line
    from textwrap import fill  # most notices are short

    return fill(line, columns - 1, break_long_words=False, break_on_hyphens=False)


def _discard_buffer(stream: TextIO) -> None:
    """Send buffered output to /dev/null; else Python would try to write it again at exit, and report an error."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)
