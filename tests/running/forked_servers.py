"""Servers as forks of a process that has imported all that they need; their workers are forks, too. See `servers`."""

from __future__ import annotations

import logging
import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
from contextlib import ExitStack
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.util import register_after_fork
from pathlib import Path
from typing import Any, TextIO

_open = ExitStack()


class ForkedProcess:
    """A command that runs as a fork, with what `servers` uses of `subprocess.Popen`."""

    def __init__(self, *arguments: object, cwd: Path, **environment: object) -> None:
        reading, writing = os.pipe()
        try:
            self._fork = _forks().start(*arguments, cwd=cwd, stderr=writing, **environment)
        finally:
            os.close(writing)
        self.pid = self._fork.pid
        self.stderr: TextIO = os.fdopen(reading)
        self._code: int | None = None

    def poll(self) -> int | None:
        return self.wait() if self._code is None and self._fork.has_ended else self._code

    def send_signal(self, number: signal.Signals) -> None:
        if self.poll() is None:
            self._fork.send(number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def wait(self, _: float | None = None) -> int:
        if self._code is None:
            self._code = self._fork.code()
        return self._code


@cache
def _forks() -> Any:
    from bad_days.commands import Forks

    folder = Path(tempfile.mkdtemp(prefix="nutgraf-servers-"))
    _open.callback(shutil.rmtree, folder)
    return _open.enter_context(Forks(folder, fake=True, prepare=f"{__name__}.prepare"))


def end() -> None:
    """End the process whose forks all servers are; there must be none."""
    _open.close()


def prepare() -> None:
    """Import what a server and its workers import, before any of them is forked."""
    from nutgraf.search.servers import mcp
    from nutgraf.search.servers.http import server, worker

    server.make_app(None, None)
    mcp.mcp_server(None)  # these import more
    worker.get_context = _context  # type: ignore[assignment]
    # A worker prints what it logs by itself: the server's handler, which a fork has too, would print it again.
    register_after_fork(logging.getLogger("nutgraf"), lambda log: log.handlers.clear())


def _context(method: str) -> Any:
    """Fork the workers that a server starts with; later ones start as usual, for a fork would keep its connections."""
    return multiprocessing.get_context(method) if threading.active_count() > 1 else _Forking


class _Forking:
    Process = multiprocessing.get_context("fork").Process

    @staticmethod
    def Pipe() -> tuple[Connection, Connection]:  # noqa: N802  # the name of `multiprocessing`
        ours, theirs = multiprocessing.Pipe()
        register_after_fork(ours, Connection.close)  # a worker sees its pipe closed only if no other worker has it open
        return ours, theirs
