"""Fixtures of the bad days: the real command, one at a time or by the hundred, and a place to run it in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp

import faiss
import pytest
pytest.register_assert_rewrite("bad_days.commands", "bad_days.oracle")

from bad_days.commands import Ended, Forks, ended  # noqa: E402  # after its asserts are made to tell

BATCHES = "18,6,3"
"""Few windows in a commit, so that a small archive has many commits, and compaction."""


@pytest.fixture(scope="session", autouse=True)
def one_thread():
    """Threads that wait for a busy core cost more here than they bring."""
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    yield
    faiss.omp_set_num_threads(before)


@pytest.fixture(scope="session")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    """Starts the real command with the quick model, by the hundred."""
    with Forks(tmp_path_factory.mktemp("forks"), fake=True) as forks:
        yield forks


@pytest.fixture(scope="session")
def model_forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    """Starts the real command with the real model, without its five seconds of imports."""
    with Forks(tmp_path_factory.mktemp("forks"), fake=False) as forks:
        yield forks


@pytest.fixture
def nutgraf(run: Callable[..., object]) -> Callable[..., Ended]:
    """The real command in a process of its own, as `run` does it."""
    return lambda *arguments, **options: ended(run(*arguments, **options))


@pytest.fixture
def memory() -> Iterator[Path]:
    """An empty folder in memory if there is one: what fsync costs is up to the test there, and not to the disk."""
    there = Path("/dev/shm")
    folder = Path(mkdtemp(prefix="nutgraf-", dir=there if there.is_dir() else None))
    yield folder
    shutil.rmtree(folder)
