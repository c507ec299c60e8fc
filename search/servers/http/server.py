"""The HTTP server: its address, its start and its shutdown."""

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
from .middleware import LOOPBACK, RequestGuard, bracketed
from .sockets import tcp_listener, unix_listener
from .timeouts import timeout_protocol

_LEAST_TOKEN = 22
"""Characters: 128 bits in base64."""
_ORIGIN = re.compile(r"https?://(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?")
"""An origin as browsers send it."""
_POLL_INTERVAL = 0.1
"""Seconds between two checks, while the model loads, for a signal to stop."""

_CORS_HEADERS = ("authorization", "content-type", "mcp-protocol-version", "mcp-method", "mcp-name")
"""Headers that a page of an allowed foreign origin may send."""


@dataclass(frozen=True, slots=True)
class Address:
    """The address to listen on, and the requests to accept there.

    Attributes:
        host: A name or an address of this machine.
        port: A port; 0 for any free one.
        hosts: Further host names to accept.
        origins: Foreign origins whose pages may send requests.
        token: The bearer token that requests must have.

    Raises:
        NutgrafError: Other machines can reach the address and there is no token, the token is easy to guess, or an
            origin is malformed.
    """

    host: str
    port: int
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    token: str | None = None

    def __post_init__(self) -> None:
        if self.token is not None and (len(self.token) < _LEAST_TOKEN or not self.token.isascii()):
            raise NutgrafError(
                f"the token must have {_LEAST_TOKEN} ASCII characters or more; make one with: "
                "python -c 'import secrets; print(secrets.token_urlsafe())'"
            )
        for origin in self.origins:
            if not _ORIGIN.fullmatch(origin):
                raise NutgrafError(f"{origin!r} is not an origin; write one like https://newsroom.example")
        if not self.is_loopback and not self.token:
            raise NutgrafError(
                f"other machines can reach {self.host}, so requests must have a token: set NUTGRAF_TOKEN, "
                "or name a file with --token-file; or serve on 127.0.0.1"
            )

    @property
    def is_loopback(self) -> bool:
        """True where only this machine can reach the address."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def names(self) -> tuple[str, ...]:
        """The values to accept in the header ``Host``."""
        names = (*self.hosts, bracketed(self.host))
        return tuple(dict.fromkeys((*(name.lower() for name in names), *LOOPBACK)))


def serve(
    folder: Path,
    open_index: Callable[[], Searcher],
    address: Address,
    *,
    workers: int,
    limits: Limits,
    on_ready: Callable[[str], None],
) -> None:
    """Serve the index in `folder` until SIGTERM or Ctrl-C, then send the unfinished answers.

    Args:
        folder: The folder of the index.
        open_index: Opens the index, here and in each worker.
        address: The address to listen on.
        workers: The number of worker processes.
        limits: The limits on requests.
        on_ready: Called with the URL once the workers have loaded the model.

    Raises:
        NutgrafError: The address is in use, or does not belong to this machine.
        IndexMissingError, IndexFormatError: See `Searcher`.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # uvicorn raises the signal again after its shutdown
    logging.getLogger("uvicorn").setLevel(logging.ERROR)  # else it would log each client that does not speak HTTP
    _raise_descriptor_limit(2 * limits.connections)
    searcher = open_index()
    with ExitStack() as stack:
        listeners = [
            stack.enter_context(tcp_listener(address.host, address.port)),
            *stack.enter_context(unix_listener(folder)),
        ]
        threads = max(1, cores() // workers)
        metrics = Metrics(lambda: dispatcher.waiting, partial(_generation, searcher))
        dispatcher = Dispatcher(open_index, workers=workers, threads=threads, limits=limits, on_batch=metrics.batch)
        stack.callback(dispatcher.end)
        app = make_app(searcher, dispatcher, metrics, mcp=_mcp_mount(dispatcher, searcher, address))
        guarded = RequestGuard(app, limits, address.names, address.origins, address.token, metrics.request)
        port = listeners[0].getsockname()[1]
        host = bracketed(address.host)
        config = _config(_with_cors(guarded, address.origins), limits)
        server = _Server(config, dispatcher, lambda: on_ready(f"http://{host}:{port}"))
        server.run(sockets=listeners)


def _mcp_mount(dispatcher: Dispatcher, searcher: Searcher, address: Address) -> Mount | None:
    """Return the mount of MCP; None where its library is not installed."""
    try:
        from .mcp_mount import archive_mount
    except ExtraMissingError:
        return None
    return archive_mount(dispatcher, searcher, hosts=address.names, origins=address.origins)


class _Server(uvicorn.Server):
    """A uvicorn server that listens before it loads the model: early clients wait instead of being refused."""

    def __init__(self, config: uvicorn.Config, dispatcher: Dispatcher, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._dispatcher, self._on_ready = dispatcher, on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        warm_up = asyncio.create_task(self._dispatcher.warm_up())
        while not warm_up.done() and not self.should_exit:  # set by a signal
            await asyncio.wait((warm_up,), timeout=_POLL_INTERVAL)
        if warm_up.done():
            warm_up.result()
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        if self.force_exit:  # a second Ctrl-C: uvicorn then skips the lifespan, and logs that
            await self.lifespan.shutdown()


def _with_cors(app: ASGIApp, origins: Sequence[str]) -> ASGIApp:
    """Wrap `app`, so that pages of `origins` may read its responses."""
    if not origins:
        return app
    return CORSMiddleware(
        app, origins, allow_methods=("GET", "POST"), allow_headers=_CORS_HEADERS,
        allow_private_network=True, expose_headers=("retry-after", "x-request-id"),
    )  # fmt: skip


def _config(app: ASGIApp, limits: Limits) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=timeout_protocol(limits.read_timeout, limits.connections),
        ws="none",
        log_config=None,
        access_log=False,  # it would log the questions
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=limits.keep_alive,
        timeout_graceful_shutdown=limits.shutdown_timeout,
    )


def _raise_descriptor_limit(number: int) -> None:
    """Raise the limit of open files and connections to `number`, or as far as the system allows."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows has no such limit
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
