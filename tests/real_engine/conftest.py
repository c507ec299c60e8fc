"""A real server of Milvus for tests: ``make test-engine`` runs them, in a network namespace of their own.

The server chooses the machine's own address, so the tests are skipped where there is another one than loopback. The
newest server that pip installs has no sparse vectors, so the words are in Milvus Lite beside it.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from nutgraf.corpus.errors import EngineError
from nutgraf.index.engine.milvus import Milvus
from running.processes import TESTS, wait_until
from systems.milvus_lite import HAS_ENGINE, engine_server

PORT = 19_530
HOME = TESTS.parent / "build" / "milvus"
"""The environment of the package with the server."""
_PREPARE = """
import sys, milvus
home, place, port = sys.argv[1:]
milvus._initialize_data_files(home)
server = milvus.default_server
server.set_base_dir(place)
server.config.set("proxy_port", int(port))
server.config.set("common.session.ttl", 3)
server.config.resolve()
"""
"""Unpacks the server, and writes its settings. It waits for the sessions of a killed one to end, 30 seconds by default.

The package's own program is not used: at each start it looks for free ports, and so evades those on which connections
of a killed server linger. The server then listens elsewhere, or panics, since its etcd listens on a fixed port.
"""
_SLOW = 120
"""Seconds for a start."""


def only_loopback() -> bool:
    """True in a network namespace without any interface but loopback."""
    return [name for _, name in socket.if_nameindex()] == ["lo"]


def why_not() -> str:
    """Why there can be no server; empty where there can."""
    if not HAS_ENGINE:
        return "no engine: pip install 'nutgraf[milvus]' milvus-lite==3.2.2"
    if not (HOME / "bin" / "python").exists():
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
        subprocess.run([HOME / "bin" / "python", "-c", _PREPARE, HOME / "server", place, str(PORT)], check=True)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        place, libraries = self._place, HOME / "server" / "bin"
        with (place / "logs" / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [libraries / "milvus", "run", "standalone"], cwd=place,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=os.environ | {"DEPLOY_MODE": "STANDALONE", "LD_LIBRARY_PATH": str(libraries)},
            )  # fmt: skip
        wait_until(lambda: self._answers() or self._is_dead(), _SLOW)
        assert not self._is_dead(), f"the server of Milvus has died: see {place / 'logs'}"

    def _is_dead(self) -> bool:
        assert self._process is not None
        return self._process.poll() is not None

    def _answers(self) -> bool:
        try:
            Milvus(self.uri).exists()
        except EngineError:
            return False
        return True

    def kill(self) -> None:
        """Kill it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


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
        os.environ["NUTGRAF_ENGINE_TIMEOUT"] = "60"  # no test fails because the machine is busy
        try:
            served.start()
            yield served
        finally:
            served.kill()
