"""An index moved, or copied while it is written: it answers as before, or `check` reports the damage."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import pytest
from bad_days import news
from bad_days.ledger import Ledger
from bad_days.oracle import answers, state_of
from nutgraf.index.segments.check import check
from nutgraf.index.segments.folder import IndexFolder
from running.processes import wait_until

BATCHES = {"FAKE_BATCHES": "18,6,3"}


def test_an_index_moved_with_its_articles_knows_them_all(place, nutgraf, tmp_path):
    (tmp_path / "far" / "away").mkdir(parents=True)
    moved = place.rename(tmp_path / "far" / "away" / "elsewhere")
    done = nutgraf("index", moved / "news", "--prune", "--index", moved / "index", FAKE_LEDGER=tmp_path / "ledger")
    assert done.code == 0
    assert done.stdout.startswith("0 new, 0 changed, 23 unchanged, 0 removed, ")
    assert Ledger.read(tmp_path / "ledger").embedded == []


def test_an_index_moved_alone_answers_as_before(place, nutgraf, tmp_path):
    before = answers(place / "index")
    moved = (place / "index").rename(tmp_path / "alone")
    shutil.rmtree(place)
    assert answers(moved) == before
    assert nutgraf("search", "storm", "--index", moved).code == 0
    assert nutgraf("check", "--index", moved).stdout == f"{moved} is sound\n"


def test_a_copy_made_while_the_index_is_written_is_right_or_check_names_what_is_wrong(place, forks, tmp_path):
    for number in range(6):
        news.write(place / "news" / f"more-{number}.jsonl", map(news.story, range(100 + 5 * number, 105 + 5 * number)))
    ledger = tmp_path / "ledger"
    start = state_of(place / "index")
    writer = forks.start("index", "news", "--index", "index", cwd=place, FAKE_LEDGER=ledger, FAKE_DELAY=0.01, **BATCHES)
    wait_until(lambda: "reading" in Ledger.read(ledger).steps, 30)
    copies = []
    while Ledger.read(ledger).last_step != "ending":
        copies.append(tmp_path / f"copy-{len(copies)}")
        subprocess.run(["cp", "-r", place / "index", copies[-1]], capture_output=True, check=False)  # files may go
        time.sleep(0.05)
    assert writer.wait().code == 0
    assert len(copies) > 5

    states = [start, *Ledger.read(ledger).states(Path("index"))]
    whole = [assert_right_or_refused(forks, copy, states) for copy in copies]
    assert any(whole)


@pytest.mark.skipif(not shutil.which("flock"), reason="no flock")
def test_a_copy_made_under_the_lock_is_whole_and_a_writer_is_told(place, forks, tmp_path):
    """As docs/operating.md has it; the copying is slow enough for another command to come."""
    script = 'echo held; read line; cp -R "$0" "$1"'
    holder = subprocess.Popen(
        ["flock", place / "index" / "LOCK", "sh", "-c", script, place / "index", tmp_path / "copy"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout.readline() == "held\n"
    news.write(place / "news" / "more.jsonl", [news.story(100)])
    before = state_of(place / "index")
    refused = forks.run("index", "news", "--index", "index", cwd=place)
    assert (refused.code, "another nutgraf is writing index" in refused.line) == (3, True)
    holder.communicate("\n")
    assert holder.returncode == 0
    assert forks.run("index", "news", "--index", "index", cwd=place).code == 0
    assert assert_right_or_refused(forks, tmp_path / "copy", [before])


def test_a_copy_that_is_torn_is_refused_and_check_names_what_is_missing(place, forks, tmp_path):
    torn = tmp_path / "torn"
    torn.mkdir()
    shutil.copy(place / "index" / "MANIFEST", torn)
    assert forks.run("rebuild", "--index", "index", cwd=place, FAKE_MODEL="other").code == 0
    shutil.copytree(place / "index", torn, dirs_exist_ok=True, ignore=shutil.ignore_patterns("MANIFEST"))
    assert not assert_right_or_refused(forks, torn, [])


def assert_right_or_refused(forks, copy: Path, states: list) -> bool:
    """Return True for a whole copy, which must be one of the generations; else `check` and `search` must report it."""
    damage = check(IndexFolder(copy))
    if not damage:
        assert state_of(copy) in states
        assert answers(copy, k=3)
        return True
    needed = [it for it in damage if "/history/" not in str(it)]  # a search reads no history
    for command in (("check",), ("search", "storm"))[: 2 if needed else 1]:
        done = forks.run(*command, "--index", copy, cwd=copy.parent)
        assert done.code == 3
        assert "nutgraf check --repair" in done.line
        assert command == ("search", "storm") or str(damage[0]) in done.stdout
    return False
