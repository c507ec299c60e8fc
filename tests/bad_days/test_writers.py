"""Several commands at once: one writes, other writers are refused, and readers are never disturbed."""

from __future__ import annotations

import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from bad_days import news
from bad_days.ledger import Ledger, State, digest
from bad_days.oracle import assert_sound, assert_tidy, hits_of, state_of
from nutgraf.search.library.searcher import Searcher
from running.processes import clean_environment, wait_until
from small_indexes.fakes import FakeEmbedder

LOCKED = "another nutgraf is writing index; run the command again when it is done"


def write_more(place: Path, number: int) -> str:
    """A file for each writer."""
    name = f"news/more-{number}.jsonl"
    news.write(place / name, map(news.story, range(100 + 4 * number, 104 + 4 * number)))
    return name


@pytest.fixture
def writer(place, forks):
    """A command that holds the lock as long as there is a file ``pause``."""
    ledger, pause = place / "ledger", place / "pause"
    pause.touch()
    started = forks.start(
        "index", write_more(place, 0), "--index", "index", cwd=place, FAKE_LEDGER=ledger, FAKE_PAUSE=pause
    )
    wait_until(lambda: Ledger.read(ledger).last_step == "embedding", 30)
    return started


def still_writes(place: Path) -> bool:
    return Ledger.read(place / "ledger").last_step == "embedding"


def test_a_second_writer_ends_at_once_and_says_why_while_a_third_reads(place, forks, nutgraf, writer):
    done = nutgraf("index", write_more(place, 1), "--index", "index", cwd=place)
    assert (done.code, done.line) == (3, LOCKED)
    for command in ("remove s1", "rebuild", "check --repair"):
        done = forks.run(*shlex.split(command), "--index", "index", cwd=place)
        assert (done.code, done.line) == (3, LOCKED)
    for command in ("search storm", "show s1", "status", "check"):
        done = forks.run(*shlex.split(command), "--index", "index", cwd=place)
        assert (done.code, done.complaints) == (0, "")
    assert still_writes(place)
    (place / "pause").unlink()
    assert writer.wait().code == 0
    assert state_of(place / "index").keys() >= {"s1", "s100", "s103"}
    assert_tidy(place / "index")


def test_of_twenty_writers_one_at_a_time_writes_and_none_is_lost_or_half_done(place, forks):
    ledger = place / "ledger"
    before = state_of(place / "index")
    with ThreadPoolExecutor(20) as pool:
        ended = list(
            pool.map(
                lambda name: forks.run(
                    "index", name, "--index", "index", cwd=place, FAKE_LEDGER=ledger, FAKE_DELAY=0.02
                ),
                [write_more(place, number) for number in range(20)],
            )
        )
    for done in ended:
        assert done.code == 0 or (done.code, done.line) == (3, LOCKED)
    won = [number for number, done in enumerate(ended) if done.code == 0]
    assert 1 <= len(won) < 20
    assert_one_at_a_time(Ledger.read(ledger), len(won))
    written = {f"s{100 + 4 * number + step}" for number in won for step in range(4)}
    assert state_of(place / "index").keys() == before.keys() | written
    assert_tidy(place / "index")


def assert_one_at_a_time(ledger: Ledger, writers: int) -> None:
    turns = [("holds" in event, event["pid"]) for event in ledger.events if "holds" in event or "leaves" in event]
    assert len(turns) == 2 * writers
    for (begins, first), (also_begins, second) in zip(turns[::2], turns[1::2], strict=True):
        assert (begins, also_begins, first) == (True, False, second)


def test_a_reader_answers_from_its_generation_through_twenty_updates_and_sees_the_newest_when_it_refreshes(
    place, forks
):
    ledger, index = place / "ledger", place / "index"
    options = {"mode": "dense", "k": 1000}  # which brings every passage there is
    model = FakeEmbedder("all-MiniLM-L6-v2")
    held, kept_up = Searcher(index, embedder=model, follow=False), Searcher(index, embedder=model)
    start, at_first = held.generation, hits_of(held, "storm", **options)
    seen: dict[int, set[tuple[str, str]]] = {}

    with ThreadPoolExecutor(1) as pool:
        updates = pool.submit(update_twenty_times, place, forks)
        while not updates.done():
            kept_up.refresh()
            result = kept_up.search("storm", **options)
            hits = {(hit.id, hit.passage.text) for hit in result.hits}
            assert seen.setdefault(result.generation, hits) == hits
            assert hits_of(held, "storm", **options) == at_first
        updates.result()

    states = Ledger.read(ledger).generations(Path("index"))
    assert len(states) >= 20
    assert len(seen) > 5
    for generation, hits in seen.items():
        if generation != start:
            assert articles_of(hits) == states[generation]
    assert held.generation == start
    assert held.refresh()
    assert held.generation == max(states)
    assert_sound(index)


def update_twenty_times(place: Path, forks) -> None:
    """Add new stories, edit them, and remove some, in turn."""
    for turn in range(20):
        path = place / "news" / f"turn-{turn // 2}.jsonl"
        numbers = range(100 + 4 * (turn // 2), 104 + 4 * (turn // 2))
        news.write(path, (news.story(number, edition=turn) for number in numbers))
        command = ("remove", f"s{100 + 4 * ((turn - 1) // 2)}") if turn % 5 == 4 else ("index", path)
        assert forks.run(*command, "--index", "index", cwd=place, FAKE_LEDGER=place / "ledger").code == 0


def articles_of(hits: set[tuple[str, str]]) -> State:
    """Return the articles of these passages."""
    texts: dict[str, dict[int, str]] = {}
    for name, text in hits:
        article, _, number = name.partition("#p")
        texts.setdefault(article, {})[int(number)] = text
    return {article: digest("\n\n".join(text for _, text in sorted(it.items()))) for article, it in texts.items()}


LOCKLESS = """
import errno, fcntl, os

def flock(descriptor, operation):
    raise OSError(errno.{number}, os.strerror(errno.{number}))

fcntl.flock = flock
from running import quick_command
quick_command.main()
"""


@pytest.mark.parametrize("number", ["ENOLCK", "ENOSYS"])
def test_a_file_system_without_locks_is_no_other_writer(place, number):
    for command in (("remove", "s1"), ("index", "news")):
        done = subprocess.run(
            [sys.executable, "-c", LOCKLESS.format(number=number), *command, "--index", "index"],
            cwd=place, env=clean_environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 3
        assert done.stderr == (
            "nutgraf: error: index/LOCK: this file system has no locks; use a folder on a local disk, "
            "or mount it with locks\n"
        )
    assert_sound(place / "index")
