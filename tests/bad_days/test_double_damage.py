"""Several damages in one segment, files that cannot be read, and what a power cut leaves of a journal."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from bad_days.commands import CommandResult
from bad_days.oracle import state_of
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.segments.journal import Journal
from nutgraf.index.segments.segment import ARTICLES, ROWS, VECTORS, WORDS
from small_indexes.fakes import FakeEmbedder

STORIES = 40
DAMAGED = "s7"


@pytest.fixture
def archive(tmp_path, run):
    """A folder with an index of one segment, whose line of one article has bits flipped."""
    stories = [
        {
            "id": f"s{number}",
            "text": f"Story number {number} tells of the harbour.\n\nSecond paragraph: {number * 7}.",
        }
        for number in range(STORIES)
    ]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(story) + "\n" for story in stories))
    assert run("index", "a.jsonl", "--index", "index").returncode == 0
    return tmp_path


def segment_of(archive: Path) -> Path:
    (entry,) = IndexFolder(archive / "index").manifest().segments
    return archive / "index" / "segments" / entry.name


def changed(path: Path, change) -> None:
    path.write_bytes(change(path.read_bytes()))


def flip_in_line(archive: Path) -> None:
    """Flip three bits: one could be turned back."""
    changed(segment_of(archive) / ARTICLES, lambda data: data.replace(b"number 7 tells", b"number 7 yells"))


def texts_in(index: Path) -> dict[str, str]:
    articles = (segment.article(number) for segment, number in IndexFolder(index).open().each_article())
    return {article.id: article.text for article in articles}


def repaired(run) -> tuple[int, dict[str, str]]:
    """Repair; returns the exit code, and the line of each lost article by its id."""
    done = run("check", "--repair", "--index", "index")
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] == "index is sound"
    lost = [line for line in done.stdout.splitlines() if line.startswith("lost: ")]
    return done.returncode, {re.search(r"'(s\d+)'", line)[1]: line for line in lost}


@pytest.mark.parametrize("bit", range(0, 8 * 90, 37))
def test_a_single_flipped_bit_in_a_line_is_turned_back(archive, run, bit):
    """Wherever it is, in the id or the text: the digest of the line tells which it was."""
    before = state_of(archive / "index")

    def flip(data: bytes) -> bytes:
        at = data.index(b'{"id":"s7"') + bit // 8
        return data[:at] + bytes([data[at] ^ 1 << bit % 8]) + data[at + 1 :]

    changed(segment_of(archive) / ARTICLES, flip)
    assert repaired(run) == (0, {})
    assert state_of(archive / "index") == before


@pytest.mark.parametrize("turn", range(0, 100, 7))
def test_flipped_bits_in_a_line_and_one_in_the_row_table_cost_one_article(archive, run, turn):
    before = state_of(archive / "index")
    flip_in_line(archive)
    table = segment_of(archive) / ROWS
    changed(table, lambda data: data[: (at := len(data) * turn // 100)] + bytes([data[at] ^ 4]) + data[at + 1 :])
    code, lost = repaired(run)
    assert (code, [*lost]) == (4, [DAMAGED])
    assert "it came from a.jsonl" in lost[DAMAGED]
    after = state_of(archive / "index")
    assert after == {name: article for name, article in before.items() if name != DAMAGED}
    (aside,) = (archive / "index" / "lost").glob(f"*/{ARTICLES}")
    assert b"number 7 yells" in aside.read_bytes()
    assert str(aside.parent.relative_to(archive)) in lost[DAMAGED]


def test_with_every_other_file_of_the_segment_damaged_the_lines_are_still_judged_one_by_one(archive, run):
    before = state_of(archive / "index")
    flip_in_line(archive)
    for name in (ROWS, VECTORS, WORDS):
        changed(segment_of(archive) / name, lambda data: data[:-1] + bytes([data[-1] ^ 1]))
    code, lost = repaired(run)
    assert (code, [*lost]) == (4, [DAMAGED])
    assert state_of(archive / "index").keys() == before.keys() - {DAMAGED}


def test_without_a_row_table_lines_are_set_aside_and_can_be_indexed_from_there(archive, run):
    before = texts_in(archive / "index")
    flip_in_line(archive)
    (segment_of(archive) / ROWS).unlink()
    code, lost = repaired(run)
    assert code == 4
    assert lost.keys() == before.keys()
    (unverified,) = (archive / "index" / "lost").glob("*/unverified.jsonl")
    assert str(unverified.relative_to(archive)) in lost["s3"]
    assert run("index", unverified, "--index", "index").stdout.startswith(f"{STORIES} new")
    after = texts_in(archive / "index")
    assert [name for name in before if before[name] != after[name]] == [DAMAGED]


def put_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "note").write_text("of somebody")


def put_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def put_loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


PUT = {"a folder": put_folder, "a pipe": put_pipe, "a link to itself": put_loop}


@pytest.mark.parametrize("kind", PUT)
@pytest.mark.parametrize("name", [ROWS, VECTORS, WORDS, "MANIFEST", "copy", "journal"])
def test_what_is_no_file_is_damage_as_any_other(archive, run, kind, name):
    before = state_of(archive / "index")
    (archive / "index" / "journal").write_bytes(b"")
    places = {"copy": next((archive / "index" / "manifests").iterdir())}
    places |= {name: archive / "index" / name for name in ("MANIFEST", "journal")}
    path = places.get(name, segment_of(archive) / name)
    PUT[kind](path)
    done = run("check", "--index", "index")
    assert done.returncode == 3
    assert f"{path.relative_to(archive)}: is not a regular file" in done.stdout.splitlines()
    assert repaired(run) == (0, {})
    assert state_of(archive / "index") == before
    if kind == "a folder":
        assert [path.read_text() for path in (archive / "index" / "lost").rglob("note")] == ["of somebody"]


@pytest.mark.parametrize("kind", PUT)
def test_a_manifest_that_is_no_file_is_told_and_hangs_nobody(archive, run, kind):
    PUT[kind](archive / "index" / "MANIFEST")
    done = run("search", "harbour", "--index", "index")
    assert done.returncode == 3
    assert (
        done.stderr
        == "nutgraf: error: index/MANIFEST is not a regular file; run: nutgraf check --repair --index index\n"
    )


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
@pytest.mark.parametrize("name", [ARTICLES, ROWS, VECTORS, WORDS, "journal"])
def test_a_file_that_the_disk_cannot_read_is_named_set_aside_and_made_again(archive, run, forks, name):
    before = state_of(archive / "index")
    path = archive / "index" / name if name == "journal" else segment_of(archive) / name
    if name == "journal":
        path.write_bytes(b"something")

    def with_bad_disk(*arguments: object) -> CommandResult:
        command = forks.start(*arguments, "--index", "index", cwd=archive, FAKE_UNREADABLE=path)
        inject = ("-e", "inject=read,pread64:error=EIO")
        traced = ("strace", "-qq", "-f", "-o", "/dev/null", "-P", path, *inject, "-p", str(command.pid))
        with subprocess.Popen(traced):
            return command.wait()

    done = with_bad_disk("check")
    assert done.code == 3
    assert done.stdout == f"{path.relative_to(archive)}: cannot be read (input/output error)\n"
    done = with_bad_disk("check", "--repair")
    assert done.code == (4 if name == ARTICLES else 0)
    assert run("check", "--index", "index").returncode == 0
    assert state_of(archive / "index") == ({} if name == ARTICLES else before)
    assert [each.name for each in (archive / "index" / "lost").rglob(name)] == [name]
    if name == ARTICLES:
        assert done.stdout.count("it came from a.jsonl") == STORIES


@pytest.mark.parametrize(
    "left",
    [
        lambda _: bytes(4096),
        lambda _: bytes(1),
        lambda data: data + bytes(3000),
        lambda data: data[:20] + bytes(len(data) - 20),
        lambda data: data[:100] + bytes(200) + data[300:],
        lambda data: bytes(512) + data[512:],
    ],
)
def test_zeros_that_a_power_cut_left_in_the_journal_are_no_damage(archive, run, left):
    journal = archive / "index" / "journal"
    embedder = FakeEmbedder(IndexFolder(archive / "index").manifest().model.name)
    Journal(journal, embedder.fingerprint).append(
        [bytes([number]) * 16 for number in range(9)], embedder.passages([*"abcdefghi"])
    )
    changed(journal, left)
    done = run("check", "--index", "index")
    assert (done.returncode, done.stdout) == (0, "index is sound\n")
