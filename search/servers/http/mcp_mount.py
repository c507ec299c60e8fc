"""MCP in the HTTP server: its jobs go through the dispatcher, like all others."""

from __future__ import annotations

from functools import partial
from typing import Any

import orjson

from ..jobs import Job
from ..mcp import mcp_server, mount
from .app import Mount
from .dispatcher import Dispatcher


class DispatchedRunner:
    """A `JobRunner` that asks the worker processes.

    Args:
        dispatcher: Answers jobs.
    """

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher

    async def run(self, job: Job) -> Any:  # noqa: ANN401  # JSON
        """See `JobRunner`."""
        return orjson.loads(await self._dispatcher.ask(job))


def archive_mount(dispatcher: Dispatcher) -> Mount:
    """Make the `Mount` that adds the route ``/mcp`` to the app."""
    return partial(mount, mcp_server(DispatchedRunner(dispatcher)))
