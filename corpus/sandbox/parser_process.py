"""A process of its own for the parsers of pages, feeds and Markdown: with limits on its time and its memory.

These parsers are libraries of others. On a hostile file they may take hours, fill the memory or crash, and nothing in
the same process could stop them.
"""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from functools import partial
from io import BytesIO
from typing import BinaryIO

from ..errors import CorpusError, ExtraMissingError
from ..files.limits import ReadLimits
from ..files.source import Source
from ..record import Fault, Record, StoppedError
from .parser_limits import Clock, end_without_reader, ended_by_time, limit_memory, prepare

Format = Callable[[Source], Iterator[Record | Fault]]

_OUT_OF_MEMORY, _CRASHED = 17, 18
"""Exit codes of a process whose parser wanted more memory than it may have, or that cannot go on."""
_EXHAUSTED = (MemoryError, SystemError)
"""What Python raises without memory, the latter from C code; made here, as making it then would take some."""


class ParserProcess:
    """Runs formats in another process, which is started for the first file and serves all later ones.

    Use it in a ``with`` block; only one thread at a time may use it.
    """

    def __init__(self, limits: ReadLimits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> ParserProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def parse(self, read_format: Format, content: bytes, *, encoding: str = "") -> Iterator[Record | Fault]:
        """Read the records of a file with `content`, decompressed but otherwise as stored; in `encoding` if it is told.

        Raises:
            StoppedError: The format raised it, the parser failed, or it exceeded a limit.
            ExtraMissingError: The format needs a library that is not installed.
        """
        process = self._process = self._process or _start()
        assert process.stdin
        assert process.stdout
        in_step = False
        try:
            pickle.dump((read_format, content, encoding, self._limits), process.stdin)
            process.stdin.flush()
            while isinstance(item := pickle.load(process.stdout), Record | Fault):  # noqa: S301  # from ourselves
                yield item
            in_step = True
        except (OSError, EOFError, pickle.UnpicklingError):
            raise StoppedError(_cause_of_death(process.wait(), self._limits)) from None
        finally:
            if not in_step:  # it died, or the rest of its output is not wanted
                self._end()
        if item:
            error, arguments = item
            raise error(*arguments)

    def _end(self) -> None:
        """Kill the process: it changes nothing, so nothing is lost."""
        if self._process:
            self._process.kill()
            with suppress(OSError), self._process:  # what is left of a request cannot be written any more
                self._process = None


def _start() -> subprocess.Popen[bytes]:
    """Start the process, in a group of its own, as a Ctrl-C is for us.

    ``-P`` keeps Python from importing modules from the current folder.
    """
    command = [sys.executable, "-P", "-m", __spec__.name]
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere, process_group=0)  # noqa: S603


def _cause_of_death(code: int, limits: ReadLimits) -> str:
    if ended_by_time(code):
        return f"not read: its parser took longer than {limits.parser_seconds:g} s"
    if code == _OUT_OF_MEMORY:
        return f"not read: its parser needed more than {limits.parser_bytes >> 20} MiB of memory"
    return "not read: its parser crashed"


def _serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Parse one file after the other, until there are no more requests."""
    clock, is_first = Clock(), True
    while True:
        try:
            read_format, content, encoding, limits = pickle.load(requests)  # noqa: S301  # from the process that started us
        except EOFError:
            return
        limit_memory(limits.parser_bytes)
        end_without_reader(requests, True)
        clock.start(limits.parser_seconds)
        problem: tuple[type[CorpusError | ExtraMissingError], tuple[object, ...]] | None = None
        try:
            for item in read_format(Source(partial(_opened, content), encoding=encoding, limits=limits)):
                left = clock.stop()  # time to wait for the reader does not count
                _answer(item, answers)
                clock.start(left)
        except _EXHAUSTED:
            os._exit(_OUT_OF_MEMORY)
        except StoppedError as error:
            problem = StoppedError, (str(error), error.line)
        except ExtraMissingError as error:
            problem = ExtraMissingError, (error.feature, error.extra)
        except Exception as error:  # third-party parsers raise any kind of error on a hostile file
            problem = StoppedError, (f"the parser failed with {type(error).__name__}", None)
        clock.stop()
        end_without_reader(requests, False)
        _answer(problem, answers)
        if is_first:  # the parsers are imported: their objects stay, and the collector need not walk them again
            gc.collect()
            gc.freeze()
            is_first = False


def _opened(content: bytes) -> AbstractContextManager[BinaryIO]:
    return BytesIO(content)


def _answer(item: object, answers: BinaryIO) -> None:
    pickle.dump(item, answers)
    answers.flush()


def _main() -> None:
    """Serve on stdin and stdout; what a library prints goes nowhere."""
    prepare()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        _serve(sys.stdin.buffer, answers)
    except OSError:  # the reader is gone
        os._exit(0)
    except BaseException:
        os._exit(_CRASHED)


if __name__ == "__main__":
    _main()
