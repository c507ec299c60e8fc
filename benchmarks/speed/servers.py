"""Start each contestant's own server as its documentation says, and build the requests for it.

To add one, write its `Asking` and add it to `SERVERS`. It serves the index made by ``contestants.py``.
"""

# ruff: noqa: D102  # the methods are documented in `Asking`

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from time import monotonic, sleep
from typing import Protocol
from urllib.parse import urlencode
from urllib.request import urlopen

import orjson
from contestants import model
from processes import FailedError

BIN = Path(sys.executable).parent
CORES = len(os.sched_getaffinity(0))
K = 10
_START, _STOP = 300.0, 30.0  # seconds; the first start may compile a model
_TOGETHER = re.compile(r"^nutgraf_questions_together_(sum|count) (\S+)$", re.MULTILINE)
_COLLECTIONS = "/api/v2/tenants/default_tenant/databases/default_database/collections"


class Asking(Protocol):
    """Builds requests for the server at ``HOST:PORT``, in the process of the clients."""

    def __init__(self, host: str) -> None: ...

    async def request(self, question: str) -> bytes:
        """Return the whole request, for the `K` best hits."""
        ...

    def hits(self, body: bytes) -> int:
        """Return the number of hits in an answer."""
        ...


def get(host: str, path: str) -> bytes:
    """Build a GET request."""
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()


def post(host: str, path: str, fields: Mapping[str, object]) -> bytes:
    """Build a POST request with a body of JSON."""
    body = orjson.dumps(fields)
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


class AskNutgraf:
    """Hybrid search, the default."""

    def __init__(self, host: str) -> None:
        self._host = host

    async def request(self, question: str) -> bytes:
        return post(self._host, "/search", {"query": question, "k": K, "mode": "hybrid"})

    def hits(self, body: bytes) -> int:
        return len(orjson.loads(body)["hits"])


class AskTxtai:
    """Hybrid search, as set up in its index."""

    def __init__(self, host: str) -> None:
        self._host = host

    async def request(self, question: str) -> bytes:
        return get(self._host, f"/search?{urlencode({'query': question, 'limit': K})}")

    def hits(self, body: bytes) -> int:
        return len(orjson.loads(body))


class AskChroma:
    """Search by a vector, like Chroma's own Python client: the server does not embed, so the client must.

    The model runs in a thread, so that other clients can send and receive meanwhile. It embeds one question at a time,
    because one embedding already uses all cores.
    """

    def __init__(self, host: str) -> None:
        with urlopen(f"http://{host}{_COLLECTIONS}/news", timeout=60) as answer:
            self._path = f"{_COLLECTIONS}/{json.load(answer)['id']}/query"
        self._host, self._model, self._thread = host, model(), ThreadPoolExecutor(1)

    async def request(self, question: str) -> bytes:
        vectors = await asyncio.get_running_loop().run_in_executor(self._thread, self._embed, question)
        return post(
            self._host, self._path,
            {"query_embeddings": vectors, "n_results": K, "include": ["metadatas", "documents", "distances"]},
        )  # fmt: skip

    def hits(self, body: bytes) -> int:
        return len(orjson.loads(body)["ids"][0])

    def _embed(self, question: str) -> list[list[float]]:
        vectors: list[list[float]] = self._model.encode([question], normalize_embeddings=True).tolist()
        return vectors


@dataclass(frozen=True)
class Server:
    """A server and the way to run it.

    Attributes:
        index: The contestant whose index it serves.
        packages: Packages needed besides the contestant's.
        command: Given the index, the command that starts it; the port is appended.
        ready: Path that answers with 200 when the server is ready.
        asking: Class that builds its requests.
        environment: Given the index, environment variables for the server.
        told: Given ``HOST:PORT``, figures that the server itself reports after the questions.
    """

    index: str
    packages: Sequence[str]
    command: Callable[[Path], Sequence[str | Path]]
    ready: str
    asking: type[Asking]
    environment: Callable[[Path], Mapping[str, str]] = field(default=lambda _: {})
    told: Callable[[str], Mapping[str, float]] = field(default=lambda _: {})


def _together(host: str) -> Mapping[str, float]:
    """Return the mean number of questions passed to a worker at once; empty if the server is gone."""
    try:
        with urlopen(f"http://{host}/metrics", timeout=60) as answer:
            found = dict(_TOGETHER.findall(answer.read().decode()))
    except OSError:
        return {}
    return {"together": float(found["sum"]) / float(found["count"])}


def nutgraf_server(*options: str) -> Server:
    """Return nutgraf's server with these options."""
    needed = ("fastapi", "uvicorn", "prometheus-client")
    return Server(
        "nutgraf", needed, lambda index: [BIN / "nutgraf", "serve", "--index", index, *options, "--port"],
        "/ready", AskNutgraf, told=_together,
    )  # fmt: skip


def _txtai(workers: int) -> Server:
    options = ["--workers", str(workers), "--no-access-log", "--host", "127.0.0.1", "--port"]
    share = {"OMP_NUM_THREADS": str(max(1, CORES // workers))} if workers > 1 else {}

    def environment(index: Path) -> Mapping[str, str]:
        # JSON is valid YAML; without "embeddings" the route does not exist
        return {"CONFIG": json.dumps({"path": str(index / "txtai"), "embeddings": None}), **share}

    command = [sys.executable, "-m", "uvicorn", "txtai.api:app", *options]
    return Server(
        "txtai", ("fastapi", "uvicorn", "fastapi-mcp"), lambda _: command, "/count", AskTxtai, environment
    )  # fmt: skip


SERVERS: Mapping[str, Server] = {
    "nutgraf": nutgraf_server(),
    "txtai": _txtai(1),
    "txtai, a process a core": _txtai(CORES),
    "Chroma": Server(
        "Chroma", (), lambda index: [BIN / "chroma", "run", "--path", index, "--host", "127.0.0.1", "--port"],
        "/api/v2/heartbeat", AskChroma,
    ),
    "nutgraf --workers 1": nutgraf_server("--workers", "1"),
}  # fmt: skip


@contextmanager
def running(server: Server, index: Path) -> Iterator[tuple[str, int]]:
    """Run a server during the block, and yield its ``HOST:PORT`` and the leader of its session.

    Raises:
        FailedError: The server does not start; the message has the end of its output.
    """
    # Not port 0, because Chroma does not report which port it got.
    with socket.create_server(("127.0.0.1", 0)) as free:
        host, port = "127.0.0.1", free.getsockname()[1]
    command = [str(it) for it in (*server.command(index), port)]
    environment = os.environ | server.environment(index)
    with TemporaryFile() as log:
        process = subprocess.Popen(  # noqa: S603  # ours
            command, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            if not _ready(process, f"http://{host}:{port}{server.ready}"):
                log.seek(0)
                output = log.read().decode(errors="replace")[-2_000:]
                raise FailedError(f"{' '.join(command)}\ndoes not start (exit code {process.poll()}):\n{output}")
            yield f"{host}:{port}", process.pid
        finally:
            _stop(process)


def _ready(process: subprocess.Popen[bytes], url: str) -> bool:
    ends = monotonic() + _START
    while process.poll() is None and monotonic() < ends:
        with suppress(OSError), urlopen(url, timeout=_START) as answer:  # noqa: S310  # ours
            return bool(answer.status == 200)
        sleep(0.05)
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(_STOP)
    with suppress(ProcessLookupError):  # processes that outlived the leader
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
