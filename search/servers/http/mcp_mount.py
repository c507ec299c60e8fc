"""MCP in the server: what its tools ask goes over the desk, like every question."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import orjson

from ...library.searcher import Searcher
from ...query.json_types import ResultJSON
from ...query.options import SearchKeywords
from ..mcp import Direct, mcp_server, mount
from .app import Mount
from .dispatcher import Dispatcher
from .worker import Job


class Served(Direct):
    """The archive of a server, as the tools see it.

    Args:
        dispatcher: Answers questions.
        searcher: Looks things up.
    """

    def __init__(self, dispatcher: Dispatcher, searcher: Searcher) -> None:
        super().__init__(searcher)
        self._desk = dispatcher

    async def search(self, question: str, options: SearchKeywords) -> ResultJSON:
        """See `Archive`."""
        answer: ResultJSON = orjson.loads(await self._desk.ask(Job(question, options)))
        return answer


def agents(dispatcher: Dispatcher, searcher: Searcher, *, hosts: Sequence[str], origins: Sequence[str]) -> Mount:
    """What adds ``/mcp`` to the app."""
    return partial(mount, mcp_server(Served(dispatcher, searcher)), hosts=hosts, origins=origins)
