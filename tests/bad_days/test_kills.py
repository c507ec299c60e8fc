"""kill -9 at random moments: acknowledged generations are whole, and the next run continues from them."""

from __future__ import annotations

import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import numpy as np
import pytest
from bad_days import news
from bad_days.commands import Fork, Forks
from bad_days.conftest import BATCHES
from bad_days.ledger import Ledger, State
from bad_days.oracle import answers, assert_sound, assert_tidy, is_cut_off_first_commit, state_of
from hypothesis import settings
from nutgraf.corpus.errors import IndexFormatError
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.segments.journal import Journal
from nutgraf.search.library.searcher import Searcher
from small_indexes.fakes import FakeEmbedder

INDEX = ("index", "news", "--prune=force", "--index", "index")
SLOW = {"FAKE_BATCHES": BATCHES, "FAKE_DELAY": "0.0015", "FAKE_SLOW_FSYNC": "0.0015"}
AT_ONCE = 5
MOST_TRIES = 100
"""Tries of one kill."""
KILLS = settings.default.max_examples // 5
"""Kills of each command, more in CI; `benchmarks/faults` kills at every call."""

Trial = Callable[..., str]
"""Kills a run at a moment chosen by a number, or in the step given, and returns the step that it was in."""


@dataclass
class Round:
    """A command to kill, and its result when it is left alone.

    Args:
        forks: Starts the command.
        start: The folder that each run gets a copy of: ``news``, and perhaps ``index``.
        scratch: An empty folder.
        command: The command line.
        environment: The environment of the command.
        at_once: The number of runs at the same time.
        ask: Returns the answers of the index in a folder.
        same: Makes from an answer of the undisturbed run what other answers must equal.
    """

    forks: Forks
    start: Path
    scratch: Path
    command: tuple[str, ...]
    environment: dict[str, str]
    at_once: int = AT_ONCE
    ask: Callable[[Path], Any] = lambda place: answers(place / "index")
    same: Callable[[Any], Any] = lambda answers_given: answers_given

    def __post_init__(self) -> None:
        with ThreadPoolExecutor(self.at_once) as pool:  # as many at once as later, so that runs take as long
            self.length = median(pool.map(self._length, range(self.at_once + 1)))
        undisturbed = self.scratch / "measured-0"
        self.answers = self.same(self.ask(undisturbed))
        self.ledger = Ledger.read(undisturbed / "ledger")
        self.states: list[State] = [state_of(self.start / "index"), *self.ledger.states(Path("index"))]
        assert len(set(self.ledger.embedded)) == len(self.ledger.embedded) > 0

    def _length(self, number: int) -> float:
        place = self.copy(f"measured-{number}")
        fork, begun = self.begin(place, "ledger"), time.monotonic()
        assert fork.wait().code == 0
        return time.monotonic() - begun

    def copy(self, name: str) -> Path:
        return shutil.copytree(self.start, self.scratch / name)

    def begin(self, place: Path, ledger: str):
        return self.forks.start(*self.command, cwd=place, FAKE_LEDGER=place / ledger, **self.environment)

    def run(self, place: Path, ledger: str):
        return self.begin(place, ledger).wait()

    def kill(self, number: int, during: str | None = None) -> tuple[Path, str]:
        """Kill a run at a moment that `number` decides, or in the step `during`; return its folder and its step."""
        random = Random(f"{self.command} {number}")
        for tried in range(MOST_TRIES):  # a run may end, or go on to another step, before its moment comes
            place = self.copy(str(number))
            fork = self.begin(place, "killed")
            if during is None:
                time.sleep(random.uniform(0, self.length / (1 + tried)))  # the machine was busier when it was measured
            else:
                wait_for_step(place / "killed", during, fork)
            fork.send(signal.SIGKILL)
            code = fork.wait().code
            step = Ledger.read(place / "killed").last_step
            if code == -signal.SIGKILL and during in (None, step):
                return place, step
            assert code in (0, -signal.SIGKILL)
            shutil.rmtree(place)
        raise AssertionError(f"no run could be killed{f' during {during}' if during else ''}")

    def go_on(self, place: Path, *, paid_anew: bool = False) -> None:
        """Run the command again to its end, and assert the same result as without a kill, with nothing embedded twice.

        Only the last batch may be embedded again, or everything with `paid_anew`, where the killed run had finished.
        """
        killed = Ledger.read(place / "killed")
        done = self.run(place, "again")
        assert (done.code, done.stderr) == (0, ""), done
        assert self.ask(place) == self.answers
        assert_tidy(place / "index")
        again = Ledger.read(place / "again").embedded
        if not paid_anew:
            assert set(again) & set(killed.embedded) <= {*(killed.batches or [[]])[-1]}
        assert {*killed.embedded, *again} == {*self.ledger.embedded}
        shutil.rmtree(place)


def wait_for_step(ledger: Path, step: str, fork: Fork) -> None:
    """Wait until the command is in `step`, or has ended without it."""
    while not fork.has_ended and Ledger.read(ledger).last_step != step:
        time.sleep(0.0002)


def steps_of(trial: Trial, kills: int, *wanted: str) -> Counter[str]:
    """Count the kills in each step; `trial` kills a run, and checks what it left.

    A step that chance did not meet on a busy machine is aimed at, once: every one of those `wanted` is met.
    """
    with ThreadPoolExecutor(AT_ONCE) as pool:
        steps = Counter(pool.map(trial, range(kills)))
    for number, step in enumerate(sorted({*wanted} - steps.keys()), start=kills):
        steps[trial(number, step)] += 1
    return steps


def assert_acknowledged_is_there(place: Path, round_: Round) -> None:
    """Assert that the index is the last acknowledged generation, or the one about to be acknowledged."""
    index, acknowledged = place / "index", len(Ledger.read(place / "killed").states(Path("index")))
    if acknowledged == 0 and is_cut_off_first_commit(index):
        with pytest.raises(IndexFormatError, match="MANIFEST is missing"):
            IndexFolder(index).open()
        return
    now = state_of(index)
    assert now in round_.states[acknowledged : acknowledged + 2]
    if now:
        assert_sound(index)
        assert round_.ask(place)


def assert_commands_tell(forks: Forks, place: Path) -> None:
    """Assert that the commands see the same index as this process."""
    there = (place / "index" / "MANIFEST").exists()
    for command in (("check",), ("search", "storm"), ("status",)):
        done = forks.run(*command, "--index", "index", cwd=place)
        assert done.code == (0 if there else 3)
        assert there or done.line


@pytest.fixture
def fresh(tmp_path) -> Path:
    news.first_edition(tmp_path / "start" / "news")
    return tmp_path / "start"


@pytest.fixture
def indexed(fresh, forks) -> Path:
    """An index of several segments over the first edition, with the next edition beside it."""
    assert forks.run(*INDEX, cwd=fresh, FAKE_BATCHES=BATCHES).code == 0
    news.next_edition(fresh / "news")
    return fresh


def test_a_first_run_killed_at_any_moment_keeps_what_it_acknowledged_and_the_next_goes_on(forks, fresh, tmp_path):
    round_ = Round(forks, fresh, tmp_path, INDEX, SLOW)
    assert len(round_.states) > 4
    assert round_.states[-1].keys() == {f"s{number}" for number in range(22)}

    def trial(number: int, during: str | None = None) -> str:
        place, step = round_.kill(number, during)
        assert_acknowledged_is_there(place, round_)
        if number == 0:
            assert_commands_tell(forks, place)
        round_.go_on(place)
        return step

    wanted = ("starting", "reading", "embedding", "segment", "commit", "compaction")
    steps = steps_of(trial, KILLS, *wanted)
    assert steps.keys() >= {*wanted}, steps


def test_an_update_killed_at_any_moment_keeps_what_it_acknowledged_and_the_next_goes_on(forks, indexed, tmp_path):
    round_ = Round(forks, indexed, tmp_path, INDEX, SLOW)
    assert "s5" in round_.states[0]
    assert "s5" not in round_.states[-1]
    assert "s33" in round_.states[-1]

    def trial(number: int, during: str | None = None) -> str:
        place, step = round_.kill(number, during)
        assert_acknowledged_is_there(place, round_)
        round_.go_on(place)
        return step

    steps = steps_of(trial, KILLS, "embedding", "segment", "commit")
    assert steps.keys() >= {"embedding", "segment", "commit"}, steps


def test_a_rebuild_killed_at_any_moment_leaves_the_old_index_or_the_new_one_and_can_be_run_again(
    forks, indexed, tmp_path
):
    before = answers(indexed / "index")
    round_ = Round(forks, indexed, tmp_path, ("rebuild", "--index", "index"), SLOW | {"FAKE_MODEL": "other"})
    assert round_.answers != before

    def trial(number: int, during: str | None = None) -> str:
        place, step = round_.kill(number, during)
        assert_sound(place / "index")
        is_new = IndexFolder(place / "index").manifest().model.name == "other"
        assert answers(place / "index") == (round_.answers if is_new else before)
        round_.go_on(place, paid_anew=is_new)
        return step

    steps = steps_of(trial, KILLS, "embedding", "segment", "commit")
    assert steps.keys() >= {"embedding", "segment", "commit"}, steps


@pytest.mark.model
def test_with_the_real_model_a_killed_run_keeps_what_it_acknowledged_and_the_next_goes_on(model_forks, fresh, tmp_path):
    news.write(fresh / "news" / "a.jsonl", map(news.story, range(6)))

    def ask(place: Path) -> dict[str, float]:
        """Return the answers of both legs, the dense one for a vector, so that no model is loaded."""
        searcher = Searcher(place / "index")
        scores = {hit.id: hit.score for hit in searcher.search("storm", mode="bm25").hits}
        for segment in searcher.store.snapshot.segments:
            cosines = segment.vectors.dequantize(slice(None)) @ np.full(segment.vectors.dim, 0.05, np.float32)
            names = (row.tobytes().hex() for row in segment.rows["window_digest"])
            scores |= dict(zip(names, cosines.tolist(), strict=True))
        return scores

    def nearly(answers_given: dict[str, float]) -> object:  # a text's vector is not quite the same in another batch
        return pytest.approx(answers_given, abs=0.01)

    environment = {"FAKE_BATCHES": "18,6,3", "FAKE_SLOW_FSYNC": "0.005"}
    round_ = Round(model_forks, fresh, tmp_path, INDEX, environment, 1, ask, nearly)

    def trial(number: int, during: str | None = None) -> str:
        place, step = round_.kill(number, during)
        assert_acknowledged_is_there(place, round_)
        round_.go_on(place)
        return step

    assert trial(0)
    done = model_forks.run("search", "storm", "--index", "index", cwd=tmp_path / "measured-0")
    assert (done.code, done.complaints) == (0, "")


# Kills at moments that random ones seldom hit.


def test_a_first_commit_cut_off_between_its_two_renames_is_ended_by_the_next_run(forks, indexed):
    shutil.rmtree(indexed / "index")
    assert forks.run(*INDEX, cwd=indexed).code == 0
    right = answers(indexed / "index")
    (indexed / "index" / "MANIFEST").unlink()
    assert is_cut_off_first_commit(indexed / "index")
    assert_commands_tell(forks, indexed)
    done = forks.run(*INDEX, cwd=indexed, FAKE_LEDGER=indexed / "ledger")
    assert (done.code, done.stderr) == (0, "")
    assert Ledger.read(indexed / "ledger").embedded == []
    assert answers(indexed / "index") == right
    assert_tidy(indexed / "index")


def test_a_journal_left_by_a_kill_just_after_the_commit_is_swept_by_the_next_run(forks, indexed):
    embedder = FakeEmbedder(IndexFolder(indexed / "index").manifest().model.name)
    journal = Journal(indexed / "index" / "journal", embedder.fingerprint)
    segment = IndexFolder(indexed / "index").open().segments[-1]
    journal.append([row.tobytes() for row in segment.rows["window_digest"]], segment.vectors.dequantize(slice(None)))
    assert forks.run("remove", "nobody", "--index", "index", cwd=indexed).code == 1
    assert_tidy(indexed / "index")
