"""The real server over a small index, in a process of its own, and ways to ask it: with httpx, or byte for byte."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from fakes import FakeEmbedder
from nutgraf.corpus.article import Article
from nutgraf.corpus.sourced import SourcedArticle
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.writing import build

TESTS = Path(__file__).parent
PROGRAM = "import faked; faked.main()"
_READY = re.compile(r"nutgraf: serving .* on (http://\S+) ")
PATIENCE = 60
"""Seconds that we give the machine before we call a test failed."""


def index_at(place: Path, articles: Iterable[Article]) -> Path:
    """An index of `articles` in the folder `place`, or one generation more of the one that is there."""
    build.add(IndexFolder(place), [SourcedArticle(it, "a.jsonl", "a.jsonl", 1) for it in articles], FakeEmbedder())
    return place


def wait_until(happened: Callable[[], object], seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it never happens"
        time.sleep(0.005)


def environment(**others: object) -> dict[str, str]:
    """The environment without what a person may have set for themselves."""
    theirs = {"NUTGRAF_INDEX", "NUTGRAF_DEBUG", "NUTGRAF_TOKEN", "NO_COLOR", "COLUMNS"}
    kept = {name: value for name, value in os.environ.items() if name not in theirs}
    return kept | {"PYTHONPATH": str(TESTS)} | {name: str(value) for name, value in others.items()}


class Served:
    """A server that runs, or ran.

    Attributes:
        index: What it serves.
        url: Where.
        lines: What it has said on stderr, a line each.
    """

    def __init__(self, index: Path, *arguments: object, cwd: Path | None = None, **others: object) -> None:
        self.index, self.url, self.lines = index, "", []
        command = [sys.executable, "-c", PROGRAM, "serve", "--index", index, "--port", 0, *arguments]
        self.process = subprocess.Popen(
            [*map(str, command)], env=environment(**others), cwd=cwd or index.parent,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            start_new_session=True,
        )  # fmt: skip
        self._spoken = threading.Event()
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()

    def _listen(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self.lines.append(line.removesuffix("\n"))
            if ready := _READY.match(line):
                self.url = ready[1]
                self._spoken.set()
        self._spoken.set()

    def ready(self) -> Served:
        """Itself, when it has told its address."""
        assert self._spoken.wait(PATIENCE), self.lines
        assert self.url, self.lines
        return self

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def client(self, **options: Any) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=PATIENCE, trust_env=False, **options)

    def get(self, path: str) -> httpx.Response:
        with self.client() as client:
            return client.get(path)

    def figure(self, name: str) -> float:
        """Of its metrics, with its labels; 0 where there is none."""
        figures = dict(line.rsplit(" ", 1) for line in self.get("/metrics").text.splitlines() if line[:1] != "#")
        return float(figures.get(name, 0))

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def say(self, request: bytes) -> bytes:
        """What it answers to these bytes until it hangs up."""
        with self.connect() as line:
            line.sendall(request)
            return heard(line)

    def workers(self) -> list[int]:
        """The processes that answer."""
        return [child for child in _children(self.process.pid) if b"spawn_main" in _command(child)]

    def peak(self, *, anew: bool = False) -> int:
        """The most bytes that the server and its workers have held, each since it was asked for `anew`."""
        family = [self.process.pid, *self.workers()]
        for process in family if anew else ():
            Path(f"/proc/{process}/clear_refs").write_text("5")
        return sum(map(_most_resident, family))

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Its exit code."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        code = self.process.wait(PATIENCE)
        self._listening.join(PATIENCE)
        return code


@contextmanager
def serving(index: Path, *arguments: object, **others: object) -> Iterator[Served]:
    """A server over `index` that is ready, until the block ends; no process of it is left then."""
    served = Served(index, *arguments, **others)
    try:
        yield served.ready()
    finally:
        family = [served.process.pid, *_children(served.process.pid)]
        if served.process.poll() is None:
            served.process.terminate()
        try:
            served.wait()
        finally:
            served.process.kill()
            served.process.stdout.close()
            served.process.stderr.close()
            wait_until(lambda: not any(map(alive, family)), 10)


def heard(line: socket.socket) -> bytes:
    """All that comes until the other side hangs up."""
    said = b""
    while True:
        try:
            more = line.recv(1 << 16)
        except ConnectionResetError:
            return said
        if not more:
            return said
        said += more


def request(method: str, path: str, *headers: str, host: str = "localhost", body: bytes = b"") -> bytes:
    """A request byte for byte, after whose answer the server hangs up."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def code_of(answer: bytes | httpx.Response) -> str:
    """The code of an error, whose shape is looked at."""
    body = answer.content if isinstance(answer, httpx.Response) else answer.partition(b"\r\n\r\n")[2]
    error = json.loads(body)
    assert list(error) == ["error"], error
    assert list(error["error"]) == ["code", "message", "request_id"], error
    return error["error"]["code"]


def alive(process: int) -> bool:
    """Whether a process runs; one that has ended and is not waited for does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _children(process: int) -> list[int]:
    try:
        return [int(it) for it in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def _most_resident(process: int) -> int:
    [most] = [it for it in Path(f"/proc/{process}/status").read_text().splitlines() if it.startswith("VmHWM:")]
    return int(most.split()[1]) * 1024
