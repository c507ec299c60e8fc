"""The real server over a small index, in its own process, and clients for it: httpx, or raw bytes."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from running.forked_servers import ForkedProcess
from running.processes import TIMEOUT, clean_environment, wait_until

PROGRAM = "from running.quick_command import main; main()"
_READY = re.compile(r"nutgraf: serving .* on (http://\S+) ")


class ServerProcess:
    """A server process, running or ended.

    It starts as a user's does, or as a fork, in a fifth of the time.

    Attributes:
        index: The index it serves.
        url: Its address.
        lines: Its lines on stderr.
    """

    def __init__(
        self, index: Path, *arguments: object, cwd: Path | None = None, fork: bool = False, **others: object
    ) -> None:
        self.index, self.url, self.lines = index, "", []
        command, there = ("serve", "--index", index, "--port", 0, *arguments), cwd or index.parent
        self.process: subprocess.Popen[str] | ForkedProcess
        if fork:
            self.process = ForkedProcess(*command, cwd=there, **others)
        else:
            self.process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM, *map(str, command)], env=clean_environment(**others), cwd=there,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                start_new_session=True,
            )  # fmt: skip
        self._started = threading.Event()
        self._reader = threading.Thread(target=self._read_stderr, daemon=True)
        self._reader.start()

    def _read_stderr(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self.lines.append(line.removesuffix("\n"))
            if ready := _READY.match(line):
                self.url = ready[1]
                self._started.set()
        self._started.set()

    def ready(self) -> ServerProcess:
        """Wait until it has printed its address, and return it."""
        assert self._started.wait(TIMEOUT), self.lines
        assert self.url, self.lines
        return self

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def client(self, **options: Any) -> httpx.Client:
        """Return a client for its address; it loads no certificates, which would take longer than most requests."""
        return httpx.Client(base_url=self.url, timeout=TIMEOUT, trust_env=False, verify=False, **options)

    def get(self, path: str) -> httpx.Response:
        with self.client() as client:
            return client.get(path)

    def figure(self, name: str) -> float:
        """Return a metric by name and labels; 0 where there is none."""
        figures = dict(line.rsplit(" ", 1) for line in self.get("/metrics").text.splitlines() if line[:1] != "#")
        return float(figures.get(name, 0))

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT)

    def exchange(self, request: bytes) -> bytes:
        """Send bytes, and return the response up to the end of the connection."""
        with self.connect() as line:
            line.sendall(request)
            return receive_all(line)

    def workers(self) -> list[int]:
        """Return the ids of its worker processes."""
        return [child for child in children_of(self.process.pid) if b"resource_tracker" not in _command(child)]

    def peak(self, *, anew: bool = False) -> int:
        """Return the peak memory of server and workers in bytes; `anew` resets the peak first."""
        family = [self.process.pid, *self.workers()]
        for process in family if anew else ():
            Path(f"/proc/{process}/clear_refs").write_text("5")
        return sum(map(_most_resident, family))

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal, and return the exit code."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        code = self.process.wait(TIMEOUT)
        self._reader.join(TIMEOUT)
        return code


@contextmanager
def serving(index: Path, *arguments: object, fork: bool = True, **others: object) -> Iterator[ServerProcess]:
    """Run a server over `index` while the block lasts; it leaves no process."""
    served = ServerProcess(index, *arguments, fork=fork and sys.platform == "linux", **others)
    try:
        yield served.ready()
    finally:
        family = [served.process.pid, *children_of(served.process.pid)]
        if served.process.poll() is None:
            served.process.terminate()
        try:
            served.wait()
        finally:
            served.process.kill()
            served.process.stderr.close()
            wait_until(lambda: not any(map(alive, family)))


def receive_all(line: socket.socket) -> bytes:
    """Return all bytes until the other side closes the connection."""
    received = b""
    while True:
        try:
            more = line.recv(1 << 16)
        except ConnectionResetError:
            return received
        if not more:
            return received
        received += more


def request(method: str, path: str, *headers: str, host: str = "localhost", body: bytes = b"") -> bytes:
    """Make the bytes of a request, after which the server closes the connection."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def code_of(answer: bytes | httpx.Response) -> str:
    """Check the form of an error, and return its code."""
    body = answer.content if isinstance(answer, httpx.Response) else answer.partition(b"\r\n\r\n")[2]
    error = json.loads(body)
    assert list(error) == ["error"], error
    assert list(error["error"]) == ["code", "message", "request_id"], error
    return error["error"]["code"]


def alive(process: int) -> bool:
    """Return True where a process runs; a zombie does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children_of(process: int) -> list[int]:
    try:
        return [int(part) for part in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def _most_resident(process: int) -> int:
    [most] = [line for line in Path(f"/proc/{process}/status").read_text().splitlines() if line.startswith("VmHWM:")]
    return int(most.split()[1]) * 1024
