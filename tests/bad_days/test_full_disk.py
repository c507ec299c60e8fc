"""A full or failing disk, or a closed output: a one-line error, and no committed article is lost."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, count, takewhile
from pathlib import Path

import pytest
from bad_days import news
from bad_days.ledger import Ledger
from bad_days.oracle import answers, assert_sound, assert_tidy, state_of

PAGE = os.sysconf("SC_PAGESIZE")
AMPLE = 16 << 20
AT_ONCE = 4
UPDATE = ("index", "news", "--prune=force", "--index", "disk/index")
BATCHES = {"FAKE_BATCHES": "30,30,8"}


@pytest.fixture
def update(place, forks, tmp_path):
    """The archive with a new edition to index, the right answers afterwards, and every state on the way."""
    (place / "disk").mkdir()
    shutil.move(place / "index", place / "disk" / "index")
    news.next_edition(place / "news")
    undisturbed = shutil.copytree(place, tmp_path / "undisturbed")
    assert forks.run(*UPDATE, cwd=undisturbed, FAKE_LEDGER=tmp_path / "ledger", **BATCHES).code == 0
    states = [state_of(place / "disk" / "index"), *Ledger.read(tmp_path / "ledger").states(Path("disk/index"))]
    assert len(states) > 2
    return answers(undisturbed / "disk" / "index"), states


def assert_nothing_lost(place: Path, ledger: Path, states: list) -> None:
    index, acknowledged = place / "disk" / "index", len(Ledger.read(ledger).states(Path("disk/index")))
    assert state_of(index) in states[acknowledged : acknowledged + 2]
    assert_sound(index)
    assert answers(index, k=3)


def test_on_a_full_disk_the_last_generation_stays_and_with_more_space_the_command_ends_its_work(
    place, update, forks, mount, tmp_path
):
    right, states = update
    disk, base = place / "disk", shutil.copytree(place / "disk", tmp_path / "base")
    mount("-t", "tmpfs", "-o", f"size={AMPLE}", "nutgraf", disk)

    def is_refused(spare: int, ledger: Path) -> bool:
        """Run with a number of spare pages, check the outcome, and return True where the disk was too small."""
        mount("-o", f"remount,size={AMPLE}", disk)
        shutil.rmtree(disk / "index", ignore_errors=True)
        shutil.copytree(base / "index", disk / "index")
        used = os.statvfs(disk)
        mount("-o", f"remount,size={(used.f_blocks - used.f_bfree) * used.f_frsize + spare * PAGE}", disk)
        done = forks.run(*UPDATE, cwd=place, FAKE_LEDGER=ledger, **BATCHES)
        if done.code:
            assert done.code == 3
            assert done.line.startswith("disk/index/")
            assert "no space left on device; free some space and run the command again" in done.line
            assert_nothing_lost(place, ledger, states)
            assert forks.run("search", "storm", "--index", "disk/index", cwd=place).code == 0
            mount("-o", f"remount,size={AMPLE}", disk)
            assert forks.run(*UPDATE, cwd=place, **BATCHES).code == 0
        assert answers(disk / "index") == right
        assert_tidy(disk / "index")
        return bool(done.code)

    refused = [*takewhile(lambda spare: is_refused(spare, tmp_path / f"ledger-{spare}"), count(1, 2))]
    assert len(refused) >= 5


def test_a_first_index_on_a_disk_that_is_full_ends_in_a_line_and_can_be_begun_again(place, nutgraf, mount):
    disk = place / "disk"
    disk.mkdir()
    mount("-t", "tmpfs", "-o", f"size={2 * PAGE}", "nutgraf", disk)
    done = nutgraf(*UPDATE, cwd=place)
    assert done.code == 3
    assert "no space left on device" in done.line
    assert nutgraf("search", "storm", "--index", "disk/index", cwd=place).line.startswith("no index in disk/index")
    mount("-o", f"remount,size={AMPLE}", disk)
    assert nutgraf(*UPDATE, cwd=place).code == 0
    assert_tidy(disk / "index")


def test_when_the_disk_fails_to_flush_nothing_that_was_committed_is_lost(place, update, forks, tmp_path):
    right, states = update

    def fails(good: int) -> bool:
        """Run with fsync failing from a number on, check the outcome, and return True where the run reached it."""
        here, ledger = shutil.copytree(place, tmp_path / str(good)), tmp_path / f"ledger-{good}"
        done = forks.run(*UPDATE, cwd=here, FAKE_FAILING_FSYNC=good, FAKE_LEDGER=ledger, **BATCHES)
        if done.code:
            assert done.code == 3
            assert done.line.startswith("disk/index")
            assert "input/output error" in done.line
            assert_nothing_lost(here, ledger, states)
            assert forks.run(*UPDATE, cwd=here, **BATCHES).code == 0
        assert answers(here / "disk" / "index") == right
        assert_tidy(here / "disk" / "index")
        return bool(done.code)

    with ThreadPoolExecutor(AT_ONCE) as pool:  # at every third; `benchmarks/faults` lets each fail
        groups = (pool.map(fails, range(start, start + 3 * AT_ONCE, 3)) for start in count(1, 3 * AT_ONCE))
        assert sum(1 for _ in takewhile(bool, chain.from_iterable(groups))) > 7


@pytest.mark.parametrize(
    "command",
    [("index", "news"), ("search", "storm"), ("show", "s1"), ("status",), ("check",), ("remove", "s1"), ("rebuild",)],
    ids=lambda command: command[0],
)
def test_an_output_that_takes_nothing_is_a_line_and_the_index_is_as_it_should_be(place, forks, command):
    done = forks.start(*command, "--index", "index", cwd=place, stdout="/dev/full").wait()
    assert done.code == 3
    assert done.line == "cannot write the output: no space left on device"
    assert ("s1" in state_of(place / "index")) == (command[0] != "remove")
    assert_sound(place / "index")
