"""Whether somebody still waits for an answer: whoever has hung up keeps no question waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

_GONE = 499
"""What nginx calls it, in the metrics; nobody is there to read it."""


async def answered(request: Request, asking: Coroutine[Any, Any, bytes]) -> Response:
    """JSON that `asking` brings, unless whoever made `request` hangs up before.

    Raises:
        Refusal: What `asking` raises.
    """
    asked, gone = asyncio.create_task(asking), asyncio.create_task(_hung_up(request))
    try:
        await asyncio.wait((asked, gone), return_when=asyncio.FIRST_COMPLETED)
        return Response(asked.result(), media_type="application/json") if asked.done() else Response(status_code=_GONE)
    finally:
        asked.cancel()
        gone.cancel()
        await asyncio.gather(asked, gone, return_exceptions=True)


async def _hung_up(request: Request) -> None:
    """Returns when whoever asks has gone, or will not finish the request."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
