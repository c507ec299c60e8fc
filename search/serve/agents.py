"""MCP in the server: what its tools ask goes over the desk, like every question."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any

import orjson

from ..mcp import mcp_server, mount
from ..questions import Options
from ..searcher import Searcher
from ..show import find
from .app import Mount
from .desk import Desk
from .worker import Job


class Served:
    """The archive of a server, as the tools see it.

    Args:
        desk: Answers questions.
        searcher: Looks things up.
    """

    def __init__(self, desk: Desk, searcher: Searcher) -> None:
        self._desk, self._searcher = desk, searcher

    async def search(self, question: str, options: Options) -> dict[str, Any]:
        """See `Archive`."""
        answer: dict[str, Any] = orjson.loads(await self._desk.ask(Job(question, options)))
        return answer

    async def show(self, name: str, *, reach: int = 0) -> dict[str, Any] | None:
        """See `Archive`."""
        return await asyncio.to_thread(self._show, name, reach)

    def _show(self, name: str, reach: int) -> dict[str, Any] | None:
        shown = find(self._searcher.snapshot, name, reach=reach)
        return shown.to_dict() if shown else None


def agents(desk: Desk, searcher: Searcher, *, hosts: Sequence[str], origins: Sequence[str]) -> Mount:
    """What adds ``/mcp`` to the app."""
    return partial(mount, mcp_server(Served(desk, searcher)), hosts=hosts, origins=origins)
