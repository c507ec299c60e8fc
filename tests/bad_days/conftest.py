"""Fixtures of the bad days: the real command, one at a time or by the hundred, and a folder to run it in."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import faiss
import pytest

pytest.register_assert_rewrite("bad_days.commands", "bad_days.oracle")

from bad_days import news  # noqa: E402  # after its asserts are rewritten
from bad_days.commands import CommandResult, Forks, command_result  # noqa: E402
from nutgraf.index.segments.folder import IndexFolder  # noqa: E402

BATCHES = "18,6,3"
"""Few windows in a commit, so that a small archive has many commits and merges."""


@pytest.fixture(scope="session", autouse=True)
def one_thread():
    """Run faiss on one thread: more threads only wait for busy cores here."""
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    yield
    faiss.omp_set_num_threads(before)


@pytest.fixture(scope="session")
def model_forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    """Starts the real command with the real model, compiled in advance, as compiling takes longer than all the rest."""
    once = "from nutgraf.index.embedding.embedder import ModelEmbedder; ModelEmbedder().queries(['storm'])"
    subprocess.run([sys.executable, "-c", once], check=True)
    with Forks(tmp_path_factory.mktemp("forks"), fake=False) as forks:
        yield forks


@pytest.fixture
def nutgraf(run: Callable[..., object]) -> Callable[..., CommandResult]:
    """Runs the real command with `run`."""
    return lambda *arguments, **options: command_result(run(*arguments, **options))


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory, forks: Forks) -> Path:
    """A folder with ``news`` and ``index``, which has several segments and tombstones for s3 and s14. Copy it first."""
    place = tmp_path_factory.mktemp("archive")
    news.first_edition(place / "news")
    small = {"cwd": place, "FAKE_BATCHES": "30,10,8"}
    assert forks.run("index", "news", "--index", "index", **small).code == 0
    assert forks.run("remove", "s3", "s14", "--index", "index", **small).code == 0
    news.write(place / "news" / "a.jsonl", (news.story(number) for number in range(16) if number not in (3, 14)))
    news.write(place / "news" / "c.jsonl", map(news.story, range(30, 33)))
    assert forks.run("index", "news/c.jsonl", "--index", "index", **small).code == 0
    manifest = IndexFolder(place / "index").manifest()
    assert len(manifest.segments) > 1
    assert any(entry.dead for entry in manifest.segments)
    return place


@pytest.fixture
def place(archive: Path, tmp_path: Path) -> Path:
    """A copy of the archive for one test."""
    return shutil.copytree(archive, tmp_path / "place")


@pytest.fixture
def mount() -> Iterator[Callable[..., None]]:
    """Runs the command ``mount``, and unmounts when the test ends."""
    mounted: list[str] = []

    def mount(*arguments: object) -> None:
        done = subprocess.run(["mount", *map(str, arguments)], capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
        mounted.append(str(arguments[-1]))

    yield mount
    for path in dict.fromkeys(mounted):
        subprocess.run(["umount", "--lazy", path], check=True)
