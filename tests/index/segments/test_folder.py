import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from nutgraf.corpus.errors import (
    IndexFormatError,
    IndexLockedError,
    IndexMissingError,
    IndexTooNewError,
    IndexTooOldError,
    NutgrafError,
)
from nutgraf.index.repairing.repair import repair
from nutgraf.index.segments import manifest
from nutgraf.index.segments.check import check
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.segments.manifest_format import digest_of
from nutgraf.index.writing import build
from nutgraf.index.writing.rebuild import articles_in, rebuild
from nutgraf.index.writing.writer import Writer
from small_indexes.fakes import FakeEmbedder
from small_indexes.policies import UNMERGED


def test_a_folder_without_an_index_is_refused_and_left_as_it_is(folder):
    for ask in (folder.open, folder.manifest, folder.refuse_missing):
        with pytest.raises(IndexMissingError, match=r"no index in .*index; make one with: nutgraf index PATH --index"):
            ask()
    assert not folder.path.exists()


def test_an_index_is_not_made_among_other_files(folder, add, story):
    folder.path.mkdir()
    (folder.path / "thesis.txt").write_text("years of work")
    with pytest.raises(NutgrafError, match=r"is not an index and is not empty \(it contains 'thesis.txt'\)"):
        add([story(0)])
    assert [path.name for path in folder.path.iterdir()] == ["thesis.txt"]


def test_an_index_is_made_in_an_empty_folder_and_after_a_first_run_that_failed(folder, add, sourced, story, stored):
    folder.path.mkdir()

    class Broken(FakeEmbedder):
        def passages(self, texts):
            raise RuntimeError(len(texts))

    with pytest.raises(RuntimeError):
        build.add(folder, sourced([story(0)]), Broken())
    assert list(folder.path.iterdir())
    with pytest.raises(IndexMissingError):
        folder.open()
    add([story(0)])
    assert set(stored(folder.open())) == {"s0"}


def test_a_second_writer_is_refused_at_once_and_the_first_goes_on(folder, embedder, add, sourced, story, stored):
    with Writer(folder, embedder) as first:
        first.add(*sourced([story(0)]))
        with pytest.raises(IndexLockedError, match=r"another nutgraf is writing .*; run the command again"):
            add([story(1)])
        with ThreadPoolExecutor() as elsewhere, pytest.raises(IndexLockedError):
            elsewhere.submit(add, [story(1)]).result(5)
        first.commit()
    add([story(1)])
    assert set(stored(folder.open())) == {"s0", "s1"}


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP], ids=errno.errorcode.get)
def test_a_file_system_without_locks_is_told_as_such_each_time(folder, add, story, monkeypatch, number):
    """A soft lock in their place would stay when its process is killed: "another nutgraf is writing", for ever."""
    fcntl = pytest.importorskip("fcntl", reason="only Unix asks the file system for locks")

    def no_locks(*_):
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(fcntl, "flock", no_locks)
        for _ in range(2):
            with pytest.raises(OSError, match="this file system has no locks") as told:
                add([story(0)])
            assert str(told.value.filename) == str(folder.path / "LOCK")
    assert add([story(0)]).new == 1


@pytest.mark.parametrize(
    ("version", "error", "remedy"),
    [
        (manifest.FORMAT + 1, IndexTooNewError, "pip install --upgrade nutgraf"),
        (1, IndexTooOldError, "index the articles again in a new folder"),
    ],
)
def test_another_format_is_refused_by_all_who_read_and_write(folder, add, story, version, error, remedy):
    add([story(0)])
    for path in (folder.path / "MANIFEST", folder.path / "manifests" / "1"):
        head, _, body = path.read_bytes().partition(b"\n")
        mark = b"nutgraf %d" % version
        assert head.startswith(b"nutgraf %d" % manifest.FORMAT)
        path.write_bytes(b"%s %s\n%s" % (mark, digest_of(mark, body), body))
    before = sorted(folder.path.rglob("*"))
    uses = (folder.open, lambda: add([story(1)]), lambda: check(folder), lambda: repair(folder, FakeEmbedder))
    for use in (*uses, lambda: rebuild(folder, FakeEmbedder())):
        with pytest.raises(error, match=remedy):
            use()
    assert sorted(folder.path.rglob("*")) == before


def test_an_index_can_be_moved(folder, add, story, answers):
    add([story(0), story(1)])
    before = answers(folder.open())
    moved = folder.path.rename(folder.path.with_name("elsewhere"))
    assert answers(IndexFolder(moved).open()) == before


def test_the_copies_of_the_last_two_manifests_are_kept(folder, add, story):
    for number in range(5):
        add([story(number)], policy=UNMERGED)
    assert [path.name for path in folder.copies()] == ["5", "4"]
    assert folder.copies()[0].read_bytes() == (folder.path / "MANIFEST").read_bytes()


def test_sweeping_leaves_other_files(folder, add, story):
    add([story(0)])
    strange = [folder.path / "segments" / "notes", folder.path / "manifests" / "README", folder.path / "mine.tmp"]
    for path in strange:
        path.write_text("keep")
    add([story(0, edition=1)])
    assert all(path.read_text() == "keep" for path in strange)


def test_a_first_commit_cut_off_before_its_end_is_finished_by_the_next_run(folder, add, story, stored, embedder):
    add([story(0)])
    (folder.path / "MANIFEST").unlink()  # as if killed between the copy and MANIFEST
    with pytest.raises(IndexFormatError, match="MANIFEST is missing; run: nutgraf check --repair"):
        folder.open()
    embedder.texts.clear()
    add([story(0), story(1)])
    assert set(stored(folder.open())) == {"s0", "s1"}
    assert len(embedder.texts) == 2  # of the new story only; one of its paragraphs was there before
    assert check(folder) == []


def test_a_first_commit_cut_off_before_its_end_is_finished_by_other_writers_too(folder, add, remove, story, stored):
    add([story(0), story(1)])
    (folder.path / "MANIFEST").unlink()
    assert articles_in(folder) == 2
    assert remove("s0", "s9") == ["s9"]
    assert set(stored(folder.open())) == {"s1"}


@pytest.mark.unix("flush of a folder")
def test_nothing_is_named_before_it_is_on_the_disk(folder, add, story, monkeypatch):
    """At the rename that commits, all files that the manifest names are flushed, and their folders too."""
    events = []
    rename = Path.replace
    monkeypatch.setattr(os, "fsync", lambda descriptor: events.append(Path(f"/proc/self/fd/{descriptor}").readlink()))
    monkeypatch.setattr(Path, "replace", lambda path, to: (events.append(("rename", to)), rename(path, to))[1])

    for edition in range(2):
        events.clear()
        add([story(0, edition)])
        commit = events.index(("rename", folder.path / "MANIFEST"))
        before, after = events[:commit], events[commit + 1 :]
        entry = folder.manifest().segments[-1]
        segment = folder.segments / entry.name
        copy = folder.path / "manifests" / str(folder.manifest().generation)
        for name in entry.files:
            assert before.count(segment / name) == 1
            assert before.index(segment / name) < before.index(segment) < before.index(folder.segments)
        assert before.index(copy.with_name(f"{copy.name}.tmp")) < before.index(("rename", copy))
        assert copy.parent in before[before.index(("rename", copy)) :]
        assert before[-1] == folder.path / "MANIFEST.tmp"
        assert after[0] == folder.path
        assert before.count(folder.journal) == 1
        if edition == 0:
            assert {folder.path.parent, folder.path} <= set(before)  # the names of the folders themselves
