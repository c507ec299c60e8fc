"""MCP over stdin and stdout, which carry nothing else."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from types import FrameType
from typing import TYPE_CHECKING, BinaryIO, NoReturn, cast

from anyio import to_thread  # a pool of its own: questions take the threads of asyncio's
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from ...library.searcher import Searcher
from .job_runner import InProcessRunner
from .malformed import LARGEST_MESSAGE, refusal_of_malformed
from .server import mcp_server

if TYPE_CHECKING:
    from anyio import AsyncFile


def run_stdio(searcher: Searcher) -> None:
    """Serve MCP over stdin and stdout until stdin is closed. Call it last in a process.

    It sends whatever libraries print to stderr, even after it returns: only the protocol reaches stdout. SIGINT and
    SIGTERM end the process.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)
    client = _Client(*_take_streams())  # before the archive starts, as its libraries may print
    try:
        asyncio.run(_serve(mcp_server(InProcessRunner(searcher)), client))
    except* BrokenPipeError:  # the client is gone
        pass


async def _serve(server: Server, client: _Client) -> None:
    stream = cast("AsyncFile[str]", client)  # it has all that `stdio_server` calls
    async with stdio_server(stream, stream) as (reader, writer):
        await server.run(reader, writer, server.create_initialization_options())


def _take_streams() -> tuple[BinaryIO, BinaryIO]:
    """Return stdin and stdout under other descriptors: libraries then read nothing, and print to stderr."""
    stdin, stdout = os.dup(0), os.dup(1)
    empty = os.open(os.devnull, os.O_RDONLY)
    os.dup2(empty, 0)
    os.close(empty)
    os.dup2(2, 1)
    # Never closed: a thread may still wait for the client at the end.
    return os.fdopen(stdin, "rb", closefd=False), os.fdopen(stdout, "wb", closefd=False)


class _Client:
    """The client at the other end: iterating yields its messages, one a line. Malformed ones are answered here."""

    def __init__(self, stdin: BinaryIO, stdout: BinaryIO) -> None:
        self._stdin, self._stdout = stdin, stdout
        self._writing = asyncio.Lock()

    async def __aiter__(self) -> AsyncIterator[str]:
        while line := await to_thread.run_sync(self._read_line):
            line = line.strip()
            if not line:
                continue
            if refusal := refusal_of_malformed(line):
                await self.write(refusal.decode() + "\n")
            else:
                yield line.decode()

    def _read_line(self) -> bytes:
        """Read a line; only the beginning of one that is too long."""
        line = rest = self._stdin.readline(LARGEST_MESSAGE + 1)
        while len(rest) > LARGEST_MESSAGE and not rest.endswith(b"\n"):
            rest = self._stdin.readline(LARGEST_MESSAGE + 1)
        return line

    async def write(self, text: str) -> None:
        """Send one line."""
        async with self._writing:
            await to_thread.run_sync(self._send, text.encode())

    def _send(self, line: bytes) -> None:
        self._stdout.write(line)
        self._stdout.flush()

    async def flush(self) -> None:
        """Do nothing, as `write` sends at once."""


def _end(number: int, _: FrameType | None) -> NoReturn:
    os._exit(128 + number)  # the thread that waits for stdin cannot be stopped
