"""MCP in the HTTP server: the questions of its tools go through the dispatcher, like all others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import orjson

from ...library.searcher import Searcher
from ...query.json_types import ResultJSON
from ...query.options import SearchKeywords
from ..mcp import InProcessArchive, mcp_server, mount
from .app import Mount
from .dispatcher import Dispatcher
from .worker import Job


class DispatchedArchive(InProcessArchive):
    """An `Archive` whose questions go to the worker processes.

    Args:
        dispatcher: Answers questions.
        searcher: Looks up articles and passages.
    """

    def __init__(self, dispatcher: Dispatcher, searcher: Searcher) -> None:
        super().__init__(searcher)
        self._dispatcher = dispatcher

    async def search(self, question: str, options: SearchKeywords) -> ResultJSON:
        """See `Archive`."""
        result: ResultJSON = orjson.loads(await self._dispatcher.ask(Job(question, options)))
        return result


def archive_mount(dispatcher: Dispatcher, searcher: Searcher, *, hosts: Sequence[str], origins: Sequence[str]) -> Mount:
    """Make the `Mount` that adds the route ``/mcp`` to the app."""
    return partial(mount, mcp_server(DispatchedArchive(dispatcher, searcher)), hosts=hosts, origins=origins)
