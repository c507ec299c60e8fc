"""MCP in the HTTP server: its searches and look-ups go through the dispatcher, like all others."""

from __future__ import annotations

from functools import partial

import orjson

from ...query.json_types import ArticlePassagesJSON, ResultJSON
from ...query.options import SearchKeywords
from ..mcp import mcp_server, mount
from .app import Mount
from .dispatcher import Dispatcher
from .jobs import Job


class DispatchedArchive:
    """An `Archive` that asks the worker processes.

    Args:
        dispatcher: Answers questions and look-ups.
    """

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher

    async def search(self, question: str, options: SearchKeywords) -> ResultJSON:
        """See `Archive`."""
        result: ResultJSON = orjson.loads(await self._dispatcher.ask(Job(question, options)))
        return result

    async def look_up(self, name: str, *, reach: int = 0) -> ArticlePassagesJSON | None:
        """See `Archive`."""
        found: ArticlePassagesJSON | None = orjson.loads(
            await self._dispatcher.ask(Job(name, to="look_up", reach=reach))
        )
        return found


def archive_mount(dispatcher: Dispatcher) -> Mount:
    """Make the `Mount` that adds the route ``/mcp`` to the app."""
    return partial(mount, mcp_server(DispatchedArchive(dispatcher)))
