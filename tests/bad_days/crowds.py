"""Connections by the hundred, which wait in each of the ways that clients have."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import threading
import time

from nutgraf.search.servers.local_socket import SOCKET
from running.servers import ServerProcess, request


def post(*headers: str) -> bytes:
    """Return the head of a POST request on a connection that stays open."""
    return request("POST", "/search", "Content-Type: application/json", *headers).replace(b"Connection: close\r\n", b"")


HALVES = {
    "silent": b"",
    "half a header": b"GET /healthz HTTP/1.1\r\nHost: loc",
    "half a body": post("Content-Length: 100") + b'{"query": ',
    "half a chunk": post("Transfer-Encoding: chunked") + b"5\r\n{",
    "no body after 100-continue": post("Content-Length: 100", "Expect: 100-continue"),
    "the second one half": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n" * 2 + b"GET /he",
    "a body that nobody reads": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc",
    "nothing after an answer": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
}


WAITING = {
    "silent": b"",
    "half a request line": b"GET /he",
    "half a header": HALVES["half a header"],
    "half a body": HALVES["half a body"],
    "kept alive": HALVES["nothing after an answer"],
    "refused and kept alive": b"GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "two answers unread": HALVES["nothing after an answer"] * 2,
}


class Crowd:
    """Clients that connect, send what `WAITING` has for them, and wait; a closed one connects again."""

    def __init__(self, served: ServerProcess, number: int) -> None:
        self._served, self._number, self._stop = served, number, threading.Event()
        self._come = threading.Event()
        self._connected = 0
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))

    def __enter__(self) -> Crowd:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft < self._number + 200:
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 2 * self._number), hard))
        self._thread.start()
        assert self._come.wait(30)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    async def _run(self) -> None:
        clients = [asyncio.create_task(self._wait(number)) for number in range(self._number)]
        ended = time.monotonic() + 2  # some wait for a server with few descriptors
        while self._connected < self._number and time.monotonic() < ended:
            await asyncio.sleep(0.02)
        self._come.set()
        while not self._stop.is_set():
            await asyncio.sleep(0.05)
        for client in clients:
            client.cancel()
        await asyncio.gather(*clients, return_exceptions=True)

    async def _wait(self, number: int) -> None:
        sent = list(WAITING.values())[number % len(WAITING)]
        while True:
            with contextlib.suppress(OSError):
                if number % 3:
                    reader, writer = await asyncio.open_connection("127.0.0.1", self._served.port)
                else:
                    reader, writer = await asyncio.open_unix_connection(str(self._served.index / SOCKET))
                self._connected += 1
                writer.write(sent)
                try:
                    while await reader.read(1_000):
                        pass
                finally:
                    writer.close()
            await asyncio.sleep(1 + number % 10)
