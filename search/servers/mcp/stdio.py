"""MCP over stdin and stdout, which carry nothing else."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress
from types import FrameType
from typing import NoReturn

from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from ...library.searcher import Searcher
from .archive import InProcessArchive
from .server import mcp_server


def run_stdio(searcher: Searcher) -> None:
    """Serve MCP over stdin and stdout until stdin is closed. Call it last in a process.

    It sends whatever libraries print to stderr, even after it returns: only the protocol reaches stdout. SIGINT and
    SIGTERM end the process.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)
    try:
        asyncio.run(_serve(mcp_server(InProcessArchive(searcher))))
    except* BrokenPipeError:  # the client is gone
        pass


async def _serve(server: Server) -> None:
    try:
        async with stdio_server() as (reader, writer):  # meanwhile, the descriptor of stdout is that of stderr
            await server.run(reader, writer, server.create_initialization_options())
    finally:
        with suppress(OSError):  # and after it: buffered prints may be written only then
            os.dup2(2, 1)


def _end(number: int, _: FrameType | None) -> NoReturn:
    os._exit(128 + number)  # the thread that waits for stdin cannot be stopped
