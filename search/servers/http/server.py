"""The HTTP server: its address, its start and its shutdown."""

from __future__ import annotations

import asyncio
import logging
import re
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from ipaddress import ip_address
from pathlib import Path

import uvicorn
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from ....corpus.errors import ExtraMissingError, NutgrafError
from ....index.machine import cores
from ....index.segments.folder import IndexFolder
from ...library.searcher import Searcher
from ..limits import Limits
from .app import Mount, make_app
from .dispatcher import Dispatcher
from .head import HeadAsGet
from .metrics import Metrics
from .middleware import LOOPBACK, RequestGuard, bracketed
from .proxy import THIS_MACHINE, BehindProxy, checked_path, checked_proxy
from .sockets import BACKLOG, tcp_listener, unix_listener
from .timeouts import timeout_protocol

_LEAST_TOKEN = 22
"""Characters: 128 bits in base64."""
_ORIGIN = re.compile(r"https?://(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?")
"""An origin as browsers send it."""
_POLL_INTERVAL = 0.1
"""Seconds between two checks, while the model loads, for a signal to stop."""

_ACCEPTED_TOGETHER = 16
"""Connections that are accepted before any of them is counted: the next ones must find descriptors left."""
_RESERVED, _BY_WORKER = 128, 8
"""Descriptors for all but connections, among them those being accepted or closed; and for each worker."""
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
        root_path: The path under which a proxy shows the server.
        proxies: Addresses and networks of proxies whose headers are believed.

    Raises:
        NutgrafError: Other machines can reach the address and there is no token, the token is easy to guess, or an
            origin, a path or the address of a proxy is malformed.
    """

    host: str
    port: int
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    token: str | None = None
    root_path: str = ""
    proxies: tuple[str, ...] = THIS_MACHINE

    def __post_init__(self) -> None:
        checked_path(self.root_path)
        for proxy in self.proxies:
            checked_proxy(proxy)
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
    folder: Path | None,
    open_index: Callable[[], Searcher],
    address: Address,
    *,
    workers: int,
    limits: Limits,
    on_ready: Callable[[str], None],
) -> None:
    """Serve an archive until SIGTERM or Ctrl-C, then send the unfinished answers.

    Args:
        folder: The folder of the index; None for an engine, beside which the command line looks for no server.
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
    limits = replace(limits, connections=_connections(limits.connections, _RESERVED + _BY_WORKER * workers))
    open_index()  # for its errors only: a file that is cut short while it is mapped would end this process
    with ExitStack() as stack:
        listeners = [
            stack.enter_context(tcp_listener(address.host, address.port)),
            *(stack.enter_context(unix_listener(folder)) if folder else ()),
        ]
        threads = max(1, cores() // workers)
        metrics = Metrics(lambda: dispatcher.waiting, partial(_generation, folder))
        dispatcher = Dispatcher(open_index, workers=workers, threads=threads, limits=limits, on_batch=metrics.batch)
        stack.callback(dispatcher.end)
        app = make_app(dispatcher, metrics, mcp=_mcp_mount(dispatcher), needs_token=address.token is not None)
        guarded = RequestGuard(app, limits, address.names, address.origins, address.token, metrics.request)
        port = listeners[0].getsockname()[1]
        host = bracketed(address.host)
        root_path = checked_path(address.root_path)
        proxied = BehindProxy(_with_cors(guarded, address.origins), trusted=address.proxies, root_path=root_path)
        config = _config(HeadAsGet(proxied), limits)
        server = _Server(config, dispatcher, lambda: on_ready(f"http://{host}:{port}"))
        server.run(sockets=listeners)


def _mcp_mount(dispatcher: Dispatcher) -> Mount | None:
    """Return what adds the route ``/mcp`` to the app; None where its library is not installed."""
    try:
        from ..mcp import mcp_server, mount
    except ExtraMissingError:
        return None
    return partial(mount, mcp_server(dispatcher))


class _Server(uvicorn.Server):
    """A uvicorn server that listens before it loads the model: early clients wait instead of being refused."""

    def __init__(self, config: uvicorn.Config, dispatcher: Dispatcher, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._dispatcher, self._on_ready = dispatcher, on_ready

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        ignores_interrupts = signal.getsignal(signal.SIGINT) is signal.SIG_IGN  # as in the background of a shell
        with super().capture_signals():
            if ignores_interrupts:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
            yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for listener in sockets or ():
            listener.listen(BACKLOG)  # uvicorn has made it `_ACCEPTED_TOGETHER`
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
        app, origins, allow_methods=("GET", "HEAD", "POST"), allow_headers=_CORS_HEADERS,
        allow_private_network=True, expose_headers=("retry-after", "x-request-id"),
    )  # fmt: skip


def _config(app: ASGIApp, limits: Limits) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop="asyncio",
        backlog=_ACCEPTED_TOGETHER,
        http=timeout_protocol(limits.read_timeout, limits.connections),
        ws="none",
        log_config=None,
        access_log=False,  # it would log the questions
        server_header=False,
        proxy_headers=False,  # see `proxy`
        timeout_keep_alive=limits.keep_alive,
        timeout_graceful_shutdown=limits.shutdown_timeout,
    )


def _connections(wanted: int, reserved: int) -> int:
    """Return how many connections can be open at once, `wanted` or fewer, with `reserved` descriptors for the rest.

    Raises the limit of open files as far as is needed and the system allows.
    """
    try:
        import resource
    except ModuleNotFoundError:  # Windows has no such limit
        return wanted
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return wanted
    needed = wanted + reserved
    most = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return min(wanted, max(1, max(soft, most) - reserved))


def _generation(folder: Path | None) -> int:
    """The generation for the metrics; 0 for an engine, whose receipt would cost a request."""
    try:
        return IndexFolder(folder).manifest().generation if folder else 0
    except NutgrafError:
        return 0
