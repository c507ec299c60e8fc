"""The server itself: where it listens, how it starts, and how it ends."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI

from ...corpus.errors import NutgrafError
from ..attaching import socket_path
from ..searcher import Searcher
from .app import make_app
from .desk import Desk
from .gate import LOOPBACK, Gate
from .limits import Limits
from .metrics import Metrics
from .patience import impatient

_LEAST_TOKEN = 22
"""Characters: 128 bits in base64."""


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
        NutgrafError: It could be reached from elsewhere, and there is no token, or one that is easily guessed.
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
    mcp: Callable[[Desk, Searcher, Address], Callable[[FastAPI], Any]] | None,
    on_ready: Callable[[str], None],
) -> None:
    """Serve the index in `folder` until SIGTERM or Ctrl-C; answers under way are given first.

    Args:
        folder: The index.
        opening: Opens it, here and in each worker.
        address: Where.
        workers: Processes that answer.
        limits: For each client, and all together.
        mcp: Makes what mounts MCP in the app, if it is wanted.
        on_ready: Told the URL when questions will be answered.

    Raises:
        NutgrafError: The address is taken, or not this machine's.
        IndexMissingError, IndexFormatError: See `Searcher`.
    """
    searcher = opening()
    with ExitStack() as stack:
        listening = [stack.enter_context(_listening(address)), *stack.enter_context(_beside(folder))]
        threads = max(1, _cores() // workers)
        together: list[Callable[[int], None]] = []
        desk = Desk(opening, workers=workers, threads=threads, limits=limits, on_batch=lambda it: together[0](it))
        metrics = Metrics(lambda: desk.waiting, partial(_generation, searcher))
        together.append(metrics.together)
        app = make_app(searcher, desk, metrics, mcp=mcp(desk, searcher, address) if mcp else None)
        gate = Gate(app, limits, address.names, address.origins, address.token, metrics.request)
        port = listening[0].getsockname()[1]
        host = f"[{address.host}]" if ":" in address.host else address.host
        server = _Server(_config(gate, limits), desk, lambda: on_ready(f"http://{host}:{port}"))
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # when it is drained, uvicorn raises the signal again
        server.run(sockets=listening)


class _Server(uvicorn.Server):
    """Loads the model when it listens already, so that whoever asks early waits instead of being refused."""

    def __init__(self, config: uvicorn.Config, desk: Desk, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._desk, self._on_ready = desk, on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        await self._desk.warm_up()
        self._on_ready()


def _config(app: Gate, limits: Limits) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=impatient(limits.reading),
        ws="none",
        log_config=None,
        access_log=False,  # it would tell what was asked
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=limits.idle,
        timeout_graceful_shutdown=limits.draining,
        limit_concurrency=limits.connections,
    )


@contextmanager
def _listening(address: Address) -> Iterator[socket.socket]:
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(place)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise NutgrafError(f"cannot listen on {address.host}:{address.port}: {reason}; see --host and --port") from None
    with listening:
        yield listening


@contextmanager
def _beside(folder: Path) -> Iterator[Sequence[socket.socket]]:
    """A socket beside the index, for the command line; none where there cannot be one, or another server has it."""
    path = socket_path(folder)
    if path is None or not hasattr(socket, "AF_UNIX"):
        yield ()
        return
    path = os.path.abspath(path)  # noqa: PTH100
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        before = os.umask(0o177)
        try:
            if _is_left_over(path):
                os.unlink(path)  # noqa: PTH108
            listening.bind(path)
            own = os.stat(path).st_ino  # noqa: PTH116
        except OSError:
            own = None
        finally:
            os.umask(before)
        try:
            yield (listening,) if own is not None else ()
        finally:
            if own is not None and os.path.exists(path) and os.stat(path).st_ino == own:  # noqa: PTH110, PTH116
                os.unlink(path)  # noqa: PTH108


def _is_left_over(path: str) -> bool:
    """Whether a socket there is that of a server which died."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(path)
        except ConnectionRefusedError:
            return True
        except OSError:
            return False
    return False


def _generation(searcher: Searcher) -> int:
    try:
        return searcher.generation
    except NutgrafError:
        return 0


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
