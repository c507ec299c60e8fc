"""MCP over stdin and stdout, where nothing else may be said."""

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
from .archive import Direct
from .server import mcp_server


def run_stdio(searcher: Searcher) -> None:
    """Speak MCP over stdin and stdout until stdin is closed; to be the last thing that a process does.

    From then on nothing but the protocol reaches stdout: what a library prints goes to stderr, also after the end.
    SIGINT and SIGTERM end the process.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)
    try:
        asyncio.run(_speak(mcp_server(Direct(searcher))))
    except* BrokenPipeError:  # whoever asked is gone
        pass


async def _speak(server: Server) -> None:
    try:
        async with stdio_server() as (heard, said):  # meanwhile, stdout's descriptor is stderr's
            await server.run(heard, said, server.create_initialization_options())
    finally:
        with suppress(OSError):  # and afterwards: what was printed may be written by then only
            os.dup2(2, 1)


def _end(number: int, _: FrameType | None) -> NoReturn:
    os._exit(128 + number)  # the thread that waits for stdin cannot be told to leave
