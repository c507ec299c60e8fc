"""A disk that rots: bits change below the file system, while inode, size and times of the file stay as they were.

It is played by writing in place, in a process that never saw the file before or that checked it already, with the time
of modification set back.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from nutgraf.corpus.article import Article
from nutgraf.corpus.errors import IndexFormatError
from nutgraf.index.segments.check import check
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.storage.checked_file import CheckedFile
from nutgraf.index.writing import merge
from nutgraf.index.writing.rebuild import rebuild
from nutgraf.index.writing.writer import Writer
from nutgraf.search.library.searcher import Searcher
from running.processes import wait_until
from running.servers import code_of, serving
from small_indexes.fakes import FakeEmbedder, index_at
from small_indexes.policies import UNMERGED

ARRAYS = ("rows.safetensors", "words.safetensors", "vectors.safetensors", "checksums.safetensors")
FILES = ("articles.jsonl", *ARRAYS)
MODES = ("hybrid", "dense", "bm25")
PAGE = 512
"""Bytes between two flips: small, as the index is."""


def rot(path: Path, place: int) -> None:
    """Flip a bit in place, and keep size and time of modification."""
    before = path.stat()
    with path.open("r+b") as file:
        file.seek(place)
        [byte] = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ 1]))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def stories(numbers: range) -> list[Article]:
    return [
        Article(
            id=f"s{number}",
            title=f"Harbour {number}",
            text=f"Report {number} of the harbour.\n\nA glacier of {number * 7} metres melts.",
        )
        for number in numbers
    ]


@pytest.fixture
def index(tmp_path: Path) -> Path:
    place = tmp_path / "index"
    for first in (0, 30):
        index_at(place, stories(range(first, first + 30)), policy=UNMERGED)
    return place


def one(index: Path, name: str) -> Path:
    return min(index.glob(f"segments/*/{name}"))


def all_answers(index: Path) -> list[object]:
    searcher = Searcher(index, embedder=FakeEmbedder())
    hits = [searcher.search(question, mode=mode).hits for question in ("glacier of 21", '"harbour"') for mode in MODES]
    return [*hits, [searcher.article(f"s{number}") for number in range(60)], searcher.status()]


def answers_or_error(index: Path) -> list[object] | IndexFormatError:
    try:
        return all_answers(index)
    except IndexFormatError as error:
        return error


def test_a_bit_in_any_page_of_any_file_never_changes_an_answer(index):
    right, tried, refused = all_answers(index), 0, 0
    for path in sorted(index.glob("segments/*/*")):
        for place in range(PAGE // 2, path.stat().st_size, PAGE):
            rot(path, place)
            tried += 1
            outcome = answers_or_error(index)
            if isinstance(outcome, IndexFormatError):
                assert str(path) in str(outcome)
                assert "run: nutgraf check --repair" in str(outcome)
                refused += 1
            else:
                assert outcome == right, (path, place)
            rot(path, place)
    assert all_answers(index) == right
    assert refused > tried / 2 > 50


def remove_some(index: Path, before: Callable[[Writer], None] = lambda _: None) -> None:
    """Remove a third of the articles, which makes the writer merge; `before` is called when it has opened the index."""
    with Writer(IndexFolder(index), FakeEmbedder()) as writer:
        before(writer)
        writer.remove([f"s{number}" for number in range(20)])
        writer.commit()


def read_all(writer: Writer) -> None:
    for segment in writer._snapshot.segments:
        for file in segment.files.values():
            file.arrays()


@pytest.mark.parametrize("name", FILES)
def test_a_merge_refuses_rot_and_the_generation_before_stays(index, name):
    path = one(index, name)
    place = path.stat().st_size * 2 // 3
    rot(path, place)
    with pytest.raises(IndexFormatError, match=f"{name} is damaged; run: nutgraf check --repair"):
        remove_some(index)
    assert {damage.path for damage in check(IndexFolder(index))} == {path}
    rot(path, place)
    assert check(IndexFolder(index)) == []
    assert IndexFolder(index).open().articles in (40, 60)


@pytest.mark.parametrize("name", ["articles.jsonl", *ARRAYS[:3]])
def test_a_merge_refuses_what_rotted_after_the_writer_had_checked_it(index, name):
    """The new digest would make the rot permanent."""
    path = one(index, name)

    def read_and_rot(writer: Writer) -> None:
        read_all(writer)
        rot(path, path.stat().st_size * 2 // 3)

    with pytest.raises(IndexFormatError, match=f"{name} is damaged; run: nutgraf check --repair"):
        remove_some(index, read_and_rot)
    assert {damage.path for damage in check(IndexFolder(index))} == {path}


def test_rot_that_comes_while_a_merge_reads_is_refused(index, monkeypatch):
    path = one(index, "vectors.safetensors")
    real = merge.write_files

    def rotting(*arguments, **options):
        rot(path, 700)
        return real(*arguments, **options)

    monkeypatch.setattr(merge, "write_files", rotting)
    with pytest.raises(IndexFormatError, match=r"vectors\.safetensors is damaged"):
        remove_some(index)
    assert {damage.path for damage in check(IndexFolder(index))} == {path}


def test_a_rebuild_refuses_a_line_that_rotted(index):
    rot(one(index, "articles.jsonl"), 100)
    with pytest.raises(IndexFormatError, match=r"articles\.jsonl is damaged; run: nutgraf check --repair"):
        rebuild(IndexFolder(index), FakeEmbedder("another"))
    rot(one(index, "articles.jsonl"), 100)
    assert check(IndexFolder(index)) == []


def test_the_command_tells_rot_and_mends_it(index, run):
    ask = ("search", "harbour glacier", "--index", index, "--mode", "bm25", "--format", "json")
    right = json.loads(run(*ask).stdout)["hits"]
    path = one(index, "words.safetensors")
    rot(path, path.stat().st_size // 2)
    done = run(*ask)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == f"nutgraf: error: {path} is damaged; run: nutgraf check --repair --index {index}\n"
    assert run("check", "--index", index).returncode == 3
    assert run("check", "--repair", "--index", index).returncode == 0
    assert run("check", "--index", index).returncode == 0
    assert json.loads(run(*ask).stdout)["hits"] == right


def test_scrubbing_finds_what_rotted_after_a_searcher_checked_it(index, caplog, monkeypatch):
    monkeypatch.setattr(CheckedFile, "_is_at_its_path", lambda *_: False)  # rot changes no time, and writing does
    searcher = Searcher(index, embedder=FakeEmbedder())
    right = searcher.search("harbour glacier", mode="bm25").hits
    path = one(index, "words.safetensors")
    for place in range(8, path.stat().st_size, 64):
        rot(path, place)
    scrubber = searcher.scrub_in_background()
    wait_until(lambda: str(path) in caplog.text)
    scrubber.stop()
    with pytest.raises(IndexFormatError, match=r"words\.safetensors is damaged"):
        searcher.search("harbour glacier", mode="bm25")
    for place in range(8, path.stat().st_size, 64):
        rot(path, place)
    assert searcher.search("harbour glacier", mode="bm25").hits == right


def overwrite_second_half(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(os.urandom(path.stat().st_size - file.tell()))


def cut_off(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def overwrite_and_set_back(path: Path) -> None:
    before = path.stat()
    overwrite_second_half(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("spoil", [overwrite_second_half, overwrite_and_set_back, cut_off, empty])
def test_a_file_written_to_in_place_under_a_server_is_told_by_every_worker(index, spoil: Callable[[Path], None]):
    with serving(index, "--workers", 2) as served:
        right = served.get("/search?q=harbour glacier").json()["hits"]
        for name in ARRAYS[:3]:
            path = one(index, name)
            sound = path.read_bytes()
            spoil(path)
            for question in ("/search?q=harbour glacier", "/search?q=a glacier&mode=bm25", "/search?q=metres") * 2:
                answer = served.get(question)
                assert (answer.status_code, code_of(answer)) == (503, "index_damaged"), (name, question)
            assert served.get("/healthz").status_code == 200
            with path.open("r+b") as file:
                file.write(sound)
            assert served.get("/search?q=harbour glacier").json()["hits"] == right
        assert len(served.workers()) == 2
        told = [line for line in served.lines[1:] if "is damaged; run: nutgraf check --repair" not in line]
        assert not [line for line in told if "bytes instead of" not in line]
