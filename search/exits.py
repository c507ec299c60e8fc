"""How a command ends: errors become one line on stderr and an exit code, and nobody sees a traceback."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import NoReturn, TextIO

import typer

from ..corpus.errors import (
    IndexFormatError,
    IndexLockedError,
    IndexMissingError,
    ModelMismatchError,
    NutgrafError,
)
from .safe import one_line


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


_INDEX_ERRORS = (IndexMissingError, IndexFormatError, IndexLockedError, ModelMismatchError)


@contextmanager
def exits() -> Iterator[None]:
    """Turn what goes wrong in a command into a line and an exit code."""
    try:
        yield
    except NutgrafError as error:
        fail(str(error), Exit.INDEX if isinstance(error, _INDEX_ERRORS) else Exit.WRONG_INPUT)
    except KeyboardInterrupt:
        raise typer.Exit(Exit.INTERRUPTED) from None
    except OSError as error:
        fail(_disk_trouble(error), Exit.INDEX)
    except UnicodeEncodeError as error:  # half a surrogate pair: so Python brings an argument that is not UTF-8
        fail(f"{error.object[:80]!r} is no Unicode text", Exit.WRONG_INPUT)
    except MemoryError:
        fail("out of memory; the index is as it was at the last commit", Exit.INDEX)
    except (typer.Exit, typer.TyperException):
        raise
    except Exception as error:  # a bug of ours: it gets a line too, and a way to see more
        if os.environ.get("NUTGRAF_DEBUG"):
            raise
        fail(f"unexpected {type(error).__name__}: {error}; set NUTGRAF_DEBUG=1 to see where", Exit.BUG)


def emit(text: str) -> None:
    """Write data to stdout, at once.

    Raises:
        typer.Exit: Whoever reads our output has seen enough, or the output cannot be written.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _abandon(sys.stdout)
        raise typer.Exit(Exit.DONE) from None
    except OSError as error:
        _abandon(sys.stdout)
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
        _abandon(sys.stderr)


def _abandon(stream: TextIO) -> None:
    """Let what is buffered go nowhere, or Python would try again at its end, and complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _disk_trouble(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    what = (error.strerror or str(error)).lower()
    hint = {
        errno.ENOSPC: "; free some space and run the command again, it goes on where it stopped",
        errno.EDQUOT: "; free some space and run the command again, it goes on where it stopped",
        errno.EROFS: "; choose another folder with --index",
        errno.EACCES: "; choose another folder with --index, or change its rights",
    }.get(error.errno or 0, "")
    return f"{where}{what}{hint}"
