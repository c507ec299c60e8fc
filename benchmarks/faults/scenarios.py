"""The commands that are disturbed, each with the folder that it starts from, and a way to run them by the hundred.

A folder contains ``news`` and, but for a first run, ``index``. The model is the quick one of the tests.
"""

from __future__ import annotations

import faulthandler
import os
import shutil
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from bad_days import news
from bad_days.commands import CommandResult, become, warm_up
from cases import BrokenPromiseError
from intercept import Observer, intercept
from nutgraf.index.embedding import embedder
from nutgraf.index.embedding.fingerprint import DEFAULT_MODEL, Fingerprint, model_folder
from nutgraf.index.embedding.model_files import fingerprint
from nutgraf.index.segments import model_choice
from nutgraf.index.types import Vectors
from running import quick_command
from running.processes import TESTS, clean_environment

BATCHES = "30,15,2"
"""Windows in a commit, windows embedded together, segments merged together: few articles make commits and merges."""
UPDATE = ("index", "news", "--prune=force", "--index", "index")
SWEEP = ("remove", "nobody", "--index", "index")
"""A writer that changes nothing but sweeps what a killed one left."""


@dataclass(frozen=True)
class Scenario:
    """A writing command and its start.

    Attributes:
        name: Names it in tables.
        command: The command line.
        prepare: Fills an empty folder.
        environment: Its environment, see `quick_command`.
        keeps_model: True to load a model with the fingerprint of the default one, so that stored vectors are kept.
        starts_damaged: True where the index is to be repaired.
        codes: Exit codes of a run that comes to its end, also of a second one.
        reads: True where the command changes nothing.
        is_repeatable: False where a second run would do other work than the first.
    """

    name: str
    command: tuple[str, ...]
    prepare: Callable[[Path], None]
    environment: Mapping[str, str] = field(default_factory=dict)
    keeps_model: bool = False
    starts_damaged: bool = False
    codes: frozenset[int] = frozenset({0})
    reads: bool = False
    is_repeatable: bool = True

    def run(self, place: Path, observer: Observer | None = None) -> CommandResult:
        """Run the command in the folder `place`, in a fork of this process that `observer` watches."""
        return run(place, *self.command, observer=observer, keeps_model=self.keeps_model, **self.environment)


def run(
    place: Path, *arguments: str, observer: Observer | None = None, keeps_model: bool = False, **environment: str
) -> CommandResult:
    """Run a command in the folder `place`, in a fork of this process; see `Scenario.run`."""

    def main() -> None:
        faulthandler.enable(2)
        if keeps_model:
            embedder.ModelEmbedder = model_choice.ModelEmbedder = _DefaultModel  # type: ignore[assignment, misc]
        if observer:
            intercept(place / "index", observer)
        quick_command.prepare_and_run()

    out, err = place / "stdout", place / "stderr"
    variables = {"FAKE_BATCHES": BATCHES} | environment
    child = os.fork()
    if not child:
        job = {
            "arguments": arguments, "cwd": str(place), "environment": clean_environment(**variables),
            "stdout": str(out), "stderr": str(err),
        }  # fmt: skip
        become(job, main)
    try:
        _, status = os.waitpid(child, 0)
    except BrokenPromiseError as hung:
        os.kill(child, signal.SIGABRT)  # it tells where it hangs
        os.waitpid(child, 0)
        raise BrokenPromiseError(f"{hung}\n{err.read_text()}") from None
    printed = [each.read_text() if each.exists() else "" for each in (out, err)]
    out.unlink(missing_ok=True)
    err.unlink(missing_ok=True)
    return CommandResult(os.waitstatus_to_exitcode(status), *printed)


def is_told(done: CommandResult) -> bool:
    """True for a command that ended in one line about a file of the index, with the exit code for that."""
    lines = [line for line in done.stderr.splitlines() if line.startswith("nutgraf: error: ")]
    return done.code == 3 and len(lines) == 1 and "index" in lines[0]


def prepare_to_run(scratch: Path) -> None:
    """Import what the commands import, and swap the model, once before the first fork."""
    quick_command.swap_model()
    _default_fingerprint()
    warm_up(
        scratch / "warm", quick_command.prepare_and_run, (("index", "a.jsonl"), ("rebuild",), ("check", "--repair"))
    )


class _DefaultModel(quick_command.SlowEmbedder):
    """Says that it is the default model, whose vectors an older index has."""

    def __init__(self, model: str = DEFAULT_MODEL, **_: object) -> None:
        super().__init__(model)
        self.fingerprint = _default_fingerprint()

    def passages(self, texts: list[str]) -> Vectors:
        return self._padded(super().passages(texts))

    def queries(self, texts: list[str]) -> Vectors:
        return self._padded(super().queries(texts))

    def _padded(self, vectors: Vectors) -> Vectors:
        padded: Vectors = np.pad(vectors, [(0, 0), (0, self.fingerprint.dim - vectors.shape[1])])
        return padded


@cache
def _default_fingerprint() -> Fingerprint:
    return fingerprint(DEFAULT_MODEL, model_folder(DEFAULT_MODEL))


def _first(place: Path) -> None:
    news.first_edition(place / "news")


def _indexed(place: Path) -> None:
    _first(place)
    _must(run(place, *UPDATE))
    _must(run(place, "remove", "s3", "--index", "index", FAKE_BATCHES="30,15,9"))  # a tombstone, and no merge


def _edited(place: Path) -> None:
    _indexed(place)
    news.next_edition(place / "news")


def _damaged(place: Path) -> None:
    _indexed(place)
    index = place / "index"
    for path in (index / "MANIFEST", sorted(index.glob("segments/*/words.safetensors"))[0]):
        path.write_bytes(b"")
    sorted(index.glob("segments/*/rows.safetensors"))[-1].unlink()


def _of_format_3(place: Path) -> None:
    _first(place)
    shutil.copytree(TESTS / "fixtures" / "index-format-3", place / "index")


def _must(done: CommandResult) -> None:
    assert done.code == 0, done


SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        Scenario("index, first run", UPDATE, _first),
        Scenario("index --prune", UPDATE, _edited),
        Scenario(
            "remove", ("remove", *(f"s{n}" for n in range(0, 14, 2)), "--index", "index"), _indexed,
            codes=frozenset({0, 1, 4}),
        ),
        Scenario(
            "remove --erase", ("remove", "--erase", *(f"s{n}" for n in range(0, 14, 2)), "--index", "index"), _indexed,
            codes=frozenset({0, 1, 4}),
        ),
        Scenario("compact", ("compact", "--index", "index"), _indexed),
        Scenario("rebuild", ("rebuild", "--index", "index"), _indexed, {"FAKE_MODEL": "other"}),
        Scenario("check --repair", ("check", "--repair", "--index", "index"), _damaged, starts_damaged=True),
        Scenario(
            "rebuild of format 3", ("rebuild", "--index", "index"), _of_format_3, keeps_model=True,
            is_repeatable=False,
        ),
        Scenario("rebuild of format 3, other model", ("rebuild", "--index", "index"), _of_format_3),
        *(
            Scenario(command[0], (*command, "--index", "index"), _indexed, reads=True)
            for command in (("search", "the mayor and the river"), ("show", "s5"), ("status",), ("check",))
        ),
    )
}  # fmt: skip
"""By name."""
