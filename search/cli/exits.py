"""Exits: errors become one line on stderr and an exit code, without a traceback."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from ...corpus.errors import (
    EngineError,
    IndexFormatError,
    IndexLockedError,
    IndexMissingError,
    ModelMismatchError,
    NutgrafError,
)
from ..output.console import Exit, fail
from ..query.question import QuestionError

_INDEX_ERRORS = (IndexMissingError, IndexFormatError, IndexLockedError, ModelMismatchError, EngineError)


@contextmanager
def exit_on_error() -> Iterator[None]:
    """Turn any error in the block into one line on stderr and an exit code."""
    try:
        yield
    except (NutgrafError, QuestionError) as error:
        fail(str(error), Exit.INDEX if isinstance(error, _INDEX_ERRORS) else Exit.WRONG_INPUT)
    except KeyboardInterrupt:
        raise typer.Exit(Exit.INTERRUPTED) from None
    except OSError as error:
        fail(_disk_error_message(error), Exit.INDEX)
    except UnicodeEncodeError as error:  # Python passes an argument that is not UTF-8 as half surrogate pairs
        fail(f"{error.object[:80]!r} is not valid UTF-8 text", Exit.WRONG_INPUT)
    except MemoryError:
        fail("out of memory; the index is unchanged since its last commit", Exit.INDEX)
    except (typer.Exit, typer.TyperException):
        raise
    except Exception as error:
        if isinstance(cause := _unwrapped(error), OSError):
            fail(_disk_error_message(cause), Exit.INDEX)
        # a bug of ours
        if os.environ.get("NUTGRAF_DEBUG"):
            raise
        fail(f"unexpected {type(error).__name__}: {error}; set NUTGRAF_DEBUG=1 and run again for a traceback", Exit.BUG)


def _unwrapped(error: Exception) -> Exception:
    """Take a single error out of the group in which a task group raises it."""
    while isinstance(error, ExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error


def _disk_error_message(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    what = (error.strerror or str(error)).lower()
    hint = {
        errno.ENOSPC: "; free some space and run the command again; it continues from where it stopped",
        errno.EDQUOT: "; free some space and run the command again; it continues from where it stopped",
        errno.EROFS: "; choose another folder with --index",
        errno.EACCES: "; choose another folder with --index, or change its permissions",
    }.get(error.errno or 0, "")
    return f"{where}{what}{hint}"
