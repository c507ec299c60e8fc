"""Cancels the work for a request when its client disconnects."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ..jobs import Job
from .dispatcher import Dispatcher

_CLIENT_CLOSED_REQUEST = 499
"""nginx's status for a client that has disconnected. It appears in the metrics only: nobody is left to read it."""


async def answer_job(request: Request, dispatcher: Dispatcher, job: Job) -> Response:
    """Respond with the answer to a job; cancel it if the client disconnects first.

    Raises:
        Refusal: The job has no answer, see `jobs`.
    """
    return await respond_unless_disconnected(request, dispatcher.ask(job))


async def respond_unless_disconnected(request: Request, work: Coroutine[Any, Any, bytes]) -> Response:
    """Await the JSON of `work` and respond with it; cancel `work` if the client disconnects first.

    Raises:
        Refusal: Raised by `work`.
    """
    answer, disconnect = asyncio.create_task(work), asyncio.create_task(_disconnected(request))
    try:
        await asyncio.wait((answer, disconnect), return_when=asyncio.FIRST_COMPLETED)
        if answer.done():
            return Response(answer.result(), media_type="application/json")
        return Response(status_code=_CLIENT_CLOSED_REQUEST)
    finally:
        answer.cancel()
        disconnect.cancel()
        await asyncio.gather(answer, disconnect, return_exceptions=True)


async def _disconnected(request: Request) -> None:
    """Return when the client has disconnected, or will not finish its request."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
