"""The server itself: where it listens, how it starts, and how it ends."""

from __future__ import annotations

import asyncio
import logging
import re
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from pathlib import Path

import uvicorn
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from ....corpus.errors import ExtraMissingError, NutgrafError
from ....index.machine import cores
from ...library.searcher import Searcher
from ..limits import Limits
from .app import Mount, make_app
from .dispatcher import Dispatcher
from .metrics import Metrics
from .middleware import LOOPBACK, RequestGuard
from .sockets import listening_at, listening_beside
from .timeouts import impatient

_LEAST_TOKEN = 22
"""Characters: 128 bits in base64."""
_ORIGIN = re.compile(r"https?://(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?")
"""As browsers send them."""
_LOOKING = 0.1
"""Seconds between two looks whether we are to end before we have begun."""

_CROSSING = ("authorization", "content-type", "mcp-protocol-version", "mcp-method", "mcp-name")
"""Headers that a page of another origin may send, where it may ask at all."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens, and to whom.

    Attributes:
        host: A name or an address of this machine.
        port: 0 for any that is free.
        hosts: Names that it goes by besides its own.
        origins: Foreign origins whose pages may ask.
        token: What requests must bear.

    Raises:
        NutgrafError: It could be reached from elsewhere, and there is no token, or one that is easily guessed. Or an
            origin is none.
    """

    host: str
    port: int
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    token: str | None = None

    def __post_init__(self) -> None:
        if self.token is not None and (len(self.token) < _LEAST_TOKEN or not self.token.isascii()):
            raise NutgrafError(
                f"the token is to have {_LEAST_TOKEN} ASCII characters or more; make one with: "
                "python -c 'import secrets; print(secrets.token_urlsafe())'"
            )
        for origin in self.origins:
            if not _ORIGIN.fullmatch(origin):
                raise NutgrafError(f"{origin!r} is no origin of a page; write it as in: https://desk.example")
        if not self.is_loopback and not self.token:
            raise NutgrafError(
                f"{self.host} can be reached from other machines, so requests must bear a token: set NUTGRAF_TOKEN, "
                "or name a file with --token-file; or serve on 127.0.0.1"
            )

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def names(self) -> tuple[str, ...]:
        """What a request's ``Host`` may be."""
        own = f"[{self.host}]" if ":" in self.host else self.host
        return tuple(dict.fromkeys((*(name.lower() for name in self.hosts), own.lower(), *LOOPBACK)))


def serve(
    folder: Path,
    opening: Callable[[], Searcher],
    address: Address,
    *,
    workers: int,
    limits: Limits,
    on_ready: Callable[[str], None],
) -> None:
    """Serve the index in `folder` until SIGTERM or Ctrl-C; answers under way are given first.

    Args:
        folder: The index.
        opening: Opens it, here and in each worker.
        address: Where.
        workers: Processes that answer.
        limits: For each client, and all together.
        on_ready: Told the URL when questions will be answered.

    Raises:
        NutgrafError: The address is taken, or not this machine's.
        IndexMissingError, IndexFormatError: See `Searcher`.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # when it is drained, uvicorn raises the signal again
    logging.getLogger("uvicorn").setLevel(logging.ERROR)  # or each client that speaks no HTTP would be told of
    _have_descriptors(2 * limits.connections)
    searcher = opening()
    with ExitStack() as stack:
        listening = [
            stack.enter_context(listening_at(address.host, address.port)),
            *stack.enter_context(listening_beside(folder)),
        ]
        threads = max(1, cores() // workers)
        metrics = Metrics(lambda: dispatcher.waiting, partial(_generation, searcher))
        dispatcher = Dispatcher(opening, workers=workers, threads=threads, limits=limits, on_batch=metrics.together)
        stack.callback(dispatcher.end)
        app = make_app(searcher, dispatcher, metrics, mcp=_agents(dispatcher, searcher, address))
        gate = RequestGuard(app, limits, address.names, address.origins, address.token, metrics.request)
        port = listening[0].getsockname()[1]
        host = f"[{address.host}]" if ":" in address.host else address.host
        config = _config(_shared(gate, address.origins), limits)
        server = _Server(config, dispatcher, lambda: on_ready(f"http://{host}:{port}"))
        server.run(sockets=listening)


def _agents(dispatcher: Dispatcher, searcher: Searcher, address: Address) -> Mount | None:
    """MCP, if its library is installed."""
    try:
        from .mcp_mount import agents
    except ExtraMissingError:
        return None
    return agents(dispatcher, searcher, hosts=address.names, origins=address.origins)


class _Server(uvicorn.Server):
    """Loads the model when it listens already, so that whoever asks early waits instead of being refused."""

    def __init__(self, config: uvicorn.Config, dispatcher: Dispatcher, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._desk, self._on_ready = dispatcher, on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        warming = asyncio.create_task(self._desk.warm_up())
        while not warming.done() and not self.should_exit:  # which a signal sets
            await asyncio.wait((warming,), timeout=_LOOKING)
        if warming.done():
            warming.result()
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        if self.force_exit:  # by a second Ctrl-C: uvicorn leaves this out then, and complains of it
            await self.lifespan.shutdown()


def _shared(app: ASGIApp, origins: Sequence[str]) -> ASGIApp:
    """`app`, whose answers pages of `origins` may read."""
    if not origins:
        return app
    return CORSMiddleware(
        app, origins, allow_methods=("GET", "POST"), allow_headers=_CROSSING,
        allow_private_network=True, expose_headers=("retry-after", "x-request-id"),
    )  # fmt: skip


def _config(app: ASGIApp, limits: Limits) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=impatient(limits.reading, limits.connections),
        ws="none",
        log_config=None,
        access_log=False,  # it would tell what was asked
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=limits.idle,
        timeout_graceful_shutdown=limits.draining,
    )


def _have_descriptors(number: int) -> None:
    """Have so many files and connections be open at once, if we may."""
    try:
        import resource
    except ModuleNotFoundError:  # on Windows, where there is no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = number if hard == resource.RLIM_INFINITY else min(number, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _generation(searcher: Searcher) -> int:
    try:
        return searcher.generation
    except NutgrafError:
        return 0
