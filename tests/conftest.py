"""Fixtures for the whole house."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

TESTS = Path(__file__).parent

# Two workers run on two cores: models that each want both cores would wait for one another.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# No test fails because the machine is busy.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# A model is compiled once in a run, not into the user's cache: pytest-xdist's workers inherit the folder.
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["NUTGRAF_CACHE"] = tempfile.mkdtemp(prefix="nutgraf-tests-")

Run = Callable[..., subprocess.CompletedProcess[str]]


def pytest_unconfigure() -> None:
    """Whoever made the cache folder removes it."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        shutil.rmtree(os.environ["NUTGRAF_CACHE"], ignore_errors=True)


def clean_environment() -> dict[str, str]:
    """The environment without what a person may have set for themselves."""
    ours = {"NUTGRAF_INDEX", "NUTGRAF_DEBUG", "NO_COLOR", "COLUMNS"}
    return {name: value for name, value in os.environ.items() if name not in ours} | {"PYTHONPATH": str(TESTS)}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs the real command in an empty folder; ``fake=True`` swaps the model for one of bags of words."""

    def run(*arguments: object, fake: bool = True, stdin: str | bytes = "", cwd: Path = tmp_path, **environment: str):
        module = "faked" if fake else "nutgraf.search.cli.app"
        program = f"import {module} as it; it.main()"
        encoded = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [sys.executable, "-c", program, *map(str, arguments)],
            input=encoded,
            capture_output=True,
            cwd=cwd,
            env=clean_environment() | environment,
            timeout=120,
            check=False,
        )
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    return run
