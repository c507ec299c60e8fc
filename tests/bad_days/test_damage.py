"""Truncated files and flipped bits: no wrong answers, and `check --repair` mends all that can be mended."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
from bad_days.oracle import answers, assert_sound, state_of
from nutgraf.index.segments.check import check
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.segments.journal import Journal
from small_indexes.fakes import FakeEmbedder


def flipped(data: bytes, seed: object) -> bytes:
    bit = Random(str(seed)).randrange(8 * len(data))
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


DAMAGES = {
    "is empty": lambda data: data[:0],
    "is cut in half": lambda data: data[: len(data) // 2],
    "lacks its last byte": lambda data: data[:-1],
    "has a bit turned": lambda data: flipped(data, len(data)),
}


def files_of(index: Path) -> list[str]:
    return sorted(str(each.relative_to(index)) for each in index.rglob("*") if each.is_file() and each.name != "LOCK")


def one_of_each_kind(index: Path) -> list[str]:
    """Return the files of one segment with tombstones, and all files outside segments."""
    one = next(entry.name for entry in IndexFolder(index).manifest().segments if entry.dead)
    return [name for name in files_of(index) if not name.startswith("segments") or name.split("/")[1] == one]


def is_a_killed_runs_journal(name: str, damage: str) -> bool:
    """A journal that ends in the middle of a record is what a killed run leaves, and no damage."""
    return name == "journal" and damage != "has a bit turned"


@pytest.fixture
def place(place) -> Path:
    """An index with a journal, as a killed run leaves it."""
    embedder = FakeEmbedder(IndexFolder(place / "index").manifest().model.name)
    journal = Journal(place / "index" / "journal", embedder.fingerprint)
    journal.append([bytes([number]) * 16 for number in range(3)], embedder.passages(["a", "b", "c"]))
    return place


@pytest.mark.parametrize("damage", DAMAGES)
def test_check_names_the_file_that(place, damage):
    index = place / "index"
    assert len(files_of(index)) > 10
    for name in files_of(index):
        path = index / name
        whole = path.read_bytes()
        path.write_bytes(DAMAGES[damage](whole))
        named = [str(each.path) for each in check(IndexFolder(index))]
        assert named == ([] if is_a_killed_runs_journal(name, damage) else [str(path)])
        path.write_bytes(whole)
    assert_sound(index)


def test_check_sees_any_bit_of_any_file(place):
    index = place / "index"
    for name in files_of(index):
        path = index / name
        whole = path.read_bytes()
        for turn in range(10):
            path.write_bytes(flipped(whole, turn))
            assert [each.path for each in check(IndexFolder(index))] == [path]
        path.write_bytes(whole)


@pytest.mark.parametrize("damage", ["is empty", "is cut in half", "has a bit turned"])  # cut is cut
def test_the_commands_refuse_or_are_right_and_repair_mends_where_a_file(place, forks, damage, tmp_path):
    right = ExpectedAnswers(forks, place)

    def trial(name: str) -> None:
        here = shutil.copytree(place, tmp_path / name.replace("/", "-"))
        path = here / "index" / name
        path.write_bytes(DAMAGES[damage](path.read_bytes()))
        assert_seen(forks, here, name, sound=is_a_killed_runs_journal(name, damage))
        for mode, hits in right.hits.items():
            searched = right.ask(here, mode)
            assert (searched.code == 3 and "nutgraf check --repair" in searched.line) or right.of(searched) == hits
        assert_mended(forks, here, right, in_history=name.startswith("history/"))

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(trial, one_of_each_kind(place / "index")))


class ExpectedAnswers:
    """Return the command's answers in two modes, and the right ones."""

    def __init__(self, forks, place: Path) -> None:
        self._forks = forks
        self.place = place
        self.hits = {mode: self.of(self.ask(place, mode)) for mode in ("hybrid", "bm25")}
        assert all(self.hits.values())

    def ask(self, place: Path, mode: str):
        arguments = ("--mode", mode, "-k", "20", "--format", "json", "--index", "index")
        return self._forks.run("search", "the mayor and the river", *arguments, cwd=place)

    def of(self, done) -> list[object]:
        assert (done.code, done.stderr) == (0, "")
        return json.loads(done.stdout)["hits"]


def assert_seen(forks, here: Path, name: str, *, sound: bool) -> None:
    done = forks.run("check", "--index", "index", cwd=here)
    if sound:
        assert done.code == 0
    else:
        assert done.code == 3
        assert f"index/{name}: " in done.stdout
        assert done.line == "index is damaged; run: nutgraf check --repair --index index"


def assert_mended(forks, here: Path, right: ExpectedAnswers, *, in_history: bool) -> None:
    """Assert that the index is sound, with all articles but those reported lost, which indexing again brings back."""
    before = state_of(right.place / "index")
    done = forks.run("check", "--repair", "--index", "index", cwd=here)
    lost = before.keys() - state_of(here / "index").keys()
    assert (done.code, done.stderr) == (4 if lost or in_history else 0, "")
    assert_sound(here / "index")
    lost_lines = [line for line in done.stdout.splitlines() if line.startswith("lost: ")]
    if in_history:  # what was, and no article
        assert not lost
        assert all("history" in line for line in lost_lines)
        assert lost_lines
    else:
        assert len(lost_lines) == len(lost)
    if lost:
        assert all("it came from news/" in line for line in lost_lines)
        assert forks.run("index", "news", "--index", "index", cwd=here).stdout.startswith(f"{len(lost)} new")
        assert state_of(here / "index") == before
        assert by_score(here) == by_score(right.place)
    else:
        assert answers(here / "index") == answers(right.place / "index")


def by_score(place: Path) -> list[object]:
    """Sort hits with equal scores: lost articles come back as the last rows."""
    return [(mode, question, sorted(hits, key=str)) for mode, question, hits in answers(place / "index", k=1000)]


def test_vectors_and_manifest_damaged_together_are_mended_with_the_model_that_a_copy_names(place, forks):
    right = answers(place / "index")
    for path in (place / "index" / "MANIFEST", *(place / "index").glob("segments/*/vectors.safetensors")):
        path.write_bytes(b"")
    assert forks.run("search", "storm", "--index", "index", cwd=place).code == 3
    done = forks.run("check", "--repair", "--index", "index", cwd=place)
    assert (done.code, done.stderr) == (0, "")
    assert "lost" not in done.stdout
    assert answers(place / "index") == right
