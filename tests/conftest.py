"""Fixtures for the whole house."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from running.processes import TESTS, clean_environment
from systems import poorer_system

# Temporary files lie in memory where it has room: to flush an index to a disk takes longer than to make it, and no test
# cuts the power. TMPDIR decides otherwise.
MEMORY = Path("/dev/shm")
if "TMPDIR" not in os.environ and MEMORY.is_dir():
    is_for_programs = not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
    if is_for_programs and shutil.disk_usage(MEMORY).free > 4 << 30:
        os.environ["TMPDIR"], tempfile.tempdir = str(MEMORY), None

# "make test-portable": before anything of nutgraf is imported, and in the processes that we start; see `sitecustomize`.
IS_POORER = "NUTGRAF_TESTS_PORTABLE" in os.environ
if IS_POORER:
    poorer_system.take_away()
    os.environ["PYTHONPATH"] = str(TESTS)

# What hundreds of processes import is compiled once, also where the environment would have each of them do it.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Two workers run on two cores: models that each want both cores would wait for one another.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# No test fails because the machine is busy. Few of Hypothesis' examples, and few kills and faults with them, keep the
# suite short: CI tries more, and HYPOTHESIS_EXAMPLES=1000 looks closer.
settings.register_profile("untimed", deadline=None, max_examples=int(os.environ.get("HYPOTHESIS_EXAMPLES", "30")))
settings.load_profile("untimed")

# A model is compiled once in a run, not into the user's cache: pytest-xdist's workers inherit the folder.
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["NUTGRAF_CACHE"] = tempfile.mkdtemp(prefix="nutgraf-tests-")

# Under `nohup ... &` we do not hear Ctrl-C, and no more would our children, of whom tests want that they do: a signal
# that is ignored stays so in a child, while one that is caught, if only by someone who does nothing, does not.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, lambda *_: None)

Run = Callable[..., subprocess.CompletedProcess[str]]


def pytest_unconfigure() -> None:
    """Whoever made the cache folder removes it, and each process ends the one that it starts servers from."""
    if forked := sys.modules.get("running.forked_servers"):
        forked.end()
    if "PYTEST_XDIST_WORKER" not in os.environ:
        shutil.rmtree(os.environ["NUTGRAF_CACHE"], ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep the collector of garbage away from the tests and their modules: it walked them all, again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(50_000)  # the usual 700 objects cost a tenth of the time of tests
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs Unix cannot be tested without it.

    Tests with torch come first. The processes of pytest-xdist begin at different places of the list, so one alone runs
    these, and imports torch, which takes longer than most test files.
    """
    items.sort(key=lambda item: item.get_closest_marker("torch") is None)
    if IS_POORER or sys.platform == "win32":
        for item in items:
            if mark := item.get_closest_marker("unix"):
                item.add_marker(pytest.mark.skip(f"this system has no {' or '.join(mark.args)}"))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What was skipped, and why, is seen by whoever looks at the last lines only."""
    reasons = Counter(
        report.longrepr[2].removeprefix("Skipped: ") for report in terminalreporter.stats.get("skipped", ())
    )
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"SKIPPED {count} tests: {reason}", yellow=True, bold=True)


@pytest.fixture(scope="session", autouse=True)
def kept_heap() -> Iterator[None]:
    """Keep memory that is free: to give it back at each commit takes longer than to write a small index."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nutgraf.index.writing.writer.give_back_memory", lambda: None)
        yield


@pytest.fixture(scope="session")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Starts the real command with the quick model, by the hundred."""
    if sys.platform != "linux":
        pytest.skip("only Linux tells the end of a fork that is no child")
    from bad_days.commands import Forks

    with Forks(tmp_path_factory.mktemp("forks"), fake=True) as forks:
        yield forks


@pytest.fixture(scope="session")
def engine_server_uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an engine that runs as long as the session; skips where there is none."""
    from systems.milvus_lite import HAS_ENGINE, engine_server

    if not HAS_ENGINE:
        pytest.skip("no engine: pip install 'nutgraf[milvus]' milvus-lite==3.2.2")
    with engine_server(tmp_path_factory.mktemp("engine")) as uri:
        yield uri


@pytest.fixture(scope="session")
def run_in(request: pytest.FixtureRequest) -> Run:
    """Runs the real command in the folder `cwd`; ``fake=True`` swaps the model for one of bags of words.

    It is a fork, where a process of its own would do the same in twenty times the time.
    """

    def run_in(*arguments: object, cwd: Path, fake: bool = True, stdin: str | bytes = "", **environment: str):
        module = "running.quick_command" if fake else "nutgraf.search.cli.app"
        encoded = stdin.encode() if isinstance(stdin, str) else stdin
        if fake and "PYTHONPATH" not in environment and sys.platform == "linux":
            done = request.getfixturevalue("forks").run(*arguments, cwd=cwd, stdin=encoded, **environment)
            return subprocess.CompletedProcess(arguments, done.code, done.stdout, done.stderr)
        program = f"import {module} as it; it.main()"
        done = subprocess.run(
            [sys.executable, "-c", program, *map(str, arguments)],
            input=encoded,
            capture_output=True,
            cwd=cwd,
            env=clean_environment() | environment,
            timeout=300,
            check=False,
        )
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    return run_in


@pytest.fixture
def run(run_in: Run, tmp_path: Path) -> Run:
    """Runs the real command in an empty folder, as `run_in`."""
    return partial(run_in, cwd=tmp_path)


@pytest.fixture(scope="session")
def once() -> Callable[[str, Callable[[Path], object]], Path]:
    """Makes a folder that all workers of a run share; who needs it first makes it, the others wait."""
    from filelock import FileLock

    def once(name: str, make: Callable[[Path], object]) -> Path:
        folder = Path(os.environ["NUTGRAF_CACHE"]) / name
        made = folder / "made"
        with FileLock(f"{folder}.lock"):
            if not made.exists():
                folder.mkdir()
                make(folder)
                made.touch()
        return folder

    return once


@pytest.fixture(scope="session")
def converter_here() -> Iterator[None]:
    """Have OpenVINO's converter in this process, even if OpenVINO was imported without it."""
    from importlib import import_module

    from nutgraf.index.embedding.openvino_runtime import import_openvino

    with pytest.MonkeyPatch.context() as patch:
        openvino = import_openvino()
        if not hasattr(openvino, "convert_model"):  # it was imported without; its telemetry stays hidden
            patch.setitem(sys.modules, "openvino_telemetry", None)
            sys.modules.pop("openvino.tools.ovc", None)
            converter = import_module("openvino.tools.ovc")
            patch.setattr(openvino, "convert_model", converter.convert_model, raising=False)
        yield


@pytest.fixture(scope="session")
def exports_here(converter_here: None) -> Iterator[None]:  # noqa: ARG001
    """Export models in this process: a process of its own would import torch anew each time."""
    from importlib import import_module

    from nutgraf.index.embedding import openvino_cache

    def run_export(module: str, *arguments: object) -> None:
        assert import_module(module).main(*map(str, arguments)) == 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(openvino_cache, "run_export", run_export)
        yield


@pytest.fixture(scope="session")
def cross_encoder_folder(tmp_path_factory: pytest.TempPathFactory, exports_here: None) -> Path:  # noqa: ARG001
    """A tiny cross-encoder, compiled in the cache of this run."""
    from made_models.tiny_models import tiny_cross_encoder
    from nutgraf.index.reranking.compiled import CompiledCrossEncoder
    from nutgraf.index.reranking.models import cross_encoder, find_cross_encoder

    folder = tiny_cross_encoder(tmp_path_factory.mktemp("models") / "tiny-reader")
    assert isinstance(cross_encoder(find_cross_encoder(str(folder))), CompiledCrossEncoder)
    return folder
