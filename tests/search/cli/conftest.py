"""The sample articles as an index, and a terminal to type on."""

from __future__ import annotations

import os
import shutil
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from nutgraf.corpus.sample import ARTICLES


@pytest.fixture(scope="session")
def sample_index(run_in: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample articles, indexed with the fake model; tests must not change it."""
    folder = tmp_path_factory.mktemp("sample")
    assert run_in("index", ARTICLES, cwd=folder).returncode == 0
    return folder / ".nutgraf"


@pytest.fixture
def archive(sample_index: Path, tmp_path: Path) -> Path:
    """The folder in which `run` runs, with a copy of that index."""
    shutil.copytree(sample_index, tmp_path / ".nutgraf")
    return tmp_path


@pytest.fixture
def on_a_terminal(request: pytest.FixtureRequest) -> Callable[..., tuple[bytes, int]]:
    """Runs the command with the fake model on a terminal of 40 lines; returns its output and exit code."""
    termios, pty = (pytest.importorskip(it, reason="this system has no pseudo-terminals") for it in ("termios", "pty"))
    fcntl = pytest.importorskip("fcntl")
    forks = request.getfixturevalue("forks")

    def on_a_terminal(cwd: Path, *arguments: object, columns: int = 80, **environment: object) -> tuple[bytes, int]:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        command = forks.start(
            *arguments, cwd=cwd, stdout=os.ttyname(theirs), stderr=theirs, TERM="xterm-256color", **environment
        )
        os.close(theirs)
        shown = b"".join(_pieces(ours))
        os.close(ours)
        return shown, command.code()

    return on_a_terminal


def _pieces(terminal: int) -> Iterator[bytes]:
    """What is written until the other end is closed."""
    while True:
        try:
            piece = os.read(terminal, 1 << 16)
        except OSError:
            return
        if not piece:
            return
        yield piece
