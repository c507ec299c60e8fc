"""A real server of Milvus for tests: ``make test-engine`` runs them, in a network namespace of their own.

The server chooses the machine's own address, so the tests are skipped where there is another one than loopback. The
newest server that pip installs has no sparse vectors, so the words are in Milvus Lite beside it.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from engines import HAS_ENGINE, engine_server
from nutgraf.corpus.errors import EngineError
from nutgraf.index.engine.milvus import Milvus
from processes import TESTS, wait_until

PORT = 19_530
PROGRAM = shutil.which(
    "milvus-server", path=f"{TESTS.parent / 'build' / 'milvus' / 'bin'}{os.pathsep}{os.environ['PATH']}"
)
_ETCD = (2_379, 2_380)
"""The ports of the etcd in the server."""
_SLOW = 600
"""Seconds for the start: the first one unpacks the server."""


def only_loopback() -> bool:
    """True in a network namespace without any interface but loopback."""
    return [name for _, name in socket.if_nameindex()] == ["lo"]


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def why_not() -> str:
    """Why there can be no server; empty where there can."""
    if not HAS_ENGINE:
        return "no engine: pip install 'nutgraf[milvus]' milvus-lite==3.2.2"
    if not PROGRAM:
        return "no server of Milvus: make test-engine installs it"
    return "" if only_loopback() else "not in a network namespace of its own: make test-engine makes one, as root"


class Server:
    """A server of Milvus, running or killed, over one folder.

    Attributes:
        uri: Its address.
    """

    def __init__(self, place: Path) -> None:
        self.uri = f"http://127.0.0.1:{PORT}"
        self._place = place
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers; again where it dies, as its supervisor would.

        Its etcd needs what a killed one still held a moment ago.
        """
        end = time.monotonic() + _SLOW
        while True:
            self._process = subprocess.Popen(
                [str(PROGRAM), "--data", self._place, "--proxy-port", str(PORT)],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
            wait_until(lambda: self._answers() or self._is_dead(), end - time.monotonic())
            if not self._is_dead():
                return
            self.kill()
            time.sleep(2)

    def _is_dead(self) -> bool:
        """True where the program has unpacked and started the server, and the server has died."""
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        return any(") Z " in Path(f"/proc/{child}/stat").read_text() for child in children)

    def _answers(self) -> bool:
        try:
            Milvus(self.uri).exists()
        except EngineError:
            return False
        return True

    def kill(self) -> None:
        """Kill it as a power cut would."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            wait_until(lambda: not any(map(_is_taken, (PORT, *_ETCD))))  # its child dies a moment later


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server, running."""
    if reason := why_not():
        pytest.skip(reason)
    sys.path.insert(0, str(TESTS.parent / "benchmarks" / "scale"))
    from two_engines import words_in

    place = tmp_path_factory.mktemp("milvus")
    served = Server(place / "server")
    with engine_server(place / "words") as words, words_in(words):
        os.environ["NUTGRAF_TESTS_WORDS"] = words
        try:
            served.start()
            yield served
        finally:
            served.kill()
