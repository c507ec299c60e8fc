"""The disk fails at the k-th call, or the process is killed there, for every k until a run survives.

The last generation stays whole, and the next run ends as one that was never disturbed.
"""

import errno
import os
import shutil
from pathlib import Path

import pytest
from fakes import FakeEmbedder
from nutgraf.corpus.errors import IndexFormatError, IndexMissingError
from nutgraf.index.segments.check import check
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.segments.segment import ARTICLES, ROWS, WORDS
from nutgraf.index.segments.stored_article import text_digest
from nutgraf.index.writing import build
from nutgraf.index.writing.merge_policy import MergePolicy
from nutgraf.index.writing.rebuild import rebuild
from nutgraf.index.writing.repair import repair
from nutgraf.index.writing.write_policy import WritePolicy

SMALL = WritePolicy(commit_windows=12, embed_windows=6, merge=MergePolicy(merge_factor=2))


class Killed(BaseException):
    """As by kill -9: nothing catches it, and nothing that touches the disk works after it."""


class Fault:
    """Makes the k-th call of some functions fail, and every one after it if `sticky`."""

    def __init__(self, monkeypatch, name, error, *, sticky=True):
        self._patch, self._error, self._sticky = monkeypatch, error, sticky
        self.name = name
        self.calls = self.at = 0
        self.hit = False

    def on(self, owner, name, when=lambda *_: True):
        real = getattr(owner, name)

        def faulty(*args, **kwargs):
            if self.at and when(*args):
                self.calls += 1
                if self.calls == self.at or (self._sticky and self.calls > self.at):
                    self.hit = True
                    raise self._error
            return real(*args, **kwargs)

        self._patch.setattr(owner, name, faulty)

    def arm(self, at):
        self.at, self.calls, self.hit = at, 0, False


def writes(_, mode="r", *__):
    return "r" not in mode or "+" in mode


class HalfWritten:
    """A file on a disk that is full after half of what it is given."""

    def __init__(self, file):
        self.file = file

    def __getattr__(self, name):
        return getattr(self.file, name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def write(self, data):
        self.file.write(data[: len(data) // 2] if isinstance(data, str) else bytes(data)[: len(data) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def writelines(self, lines):
        self.write(b"".join(lines))


FAULTS = ["fsync", "rename", "open", "mkdir", "unlink", "kill"]


@pytest.fixture
def fault(request, monkeypatch):
    calls = {
        "fsync": [(os, "fsync")],
        "rename": [(Path, "replace")],
        "open": [(Path, "open", writes)],
        "mkdir": [(Path, "mkdir")],
        "unlink": [(Path, "unlink")],
        "link": [(Path, "hardlink_to")],
        "move": [(Path, "rename")],
    }
    match request.param:
        case "kill":
            calls["kill"] = [*(call for each in calls.values() for call in each), (shutil, "rmtree")]
            fault = Fault(monkeypatch, "kill", Killed())
        case "fsync":
            fault = Fault(monkeypatch, "fsync", OSError(errno.EIO, "Input/output error"))
        case "unlink":
            fault = Fault(monkeypatch, "unlink", OSError(errno.EIO, "Input/output error"), sticky=False)
        case name:
            fault = Fault(monkeypatch, name, OSError(errno.ENOSPC, "No space left on device"))
    for call in calls[request.param]:
        fault.on(*call)
    return fault


@pytest.fixture
def tmp_path(memory):
    """Thousands of files are made here, and what fails is not the disk's to decide."""
    return memory


@pytest.fixture
def stories(story):
    return [story(number) for number in range(5)], [story(number, edition=number % 2) for number in range(2, 7)]


def whole(folder, stored, generations):
    """What the index holds, which must be one of `generations` and sound."""
    if not folder.exists:
        return {}
    now = stored(folder.open())
    assert now in generations
    assert check(folder) == []
    return now


def by_score(said):
    """Answers whatever the order of rows, by which ties are broken: a run that was cut short may have another."""
    return [sorted(([-it for it in scores], name, text) for name, scores, text in ranking) for ranking in said]


def tidy(folder):
    assert check(folder) == []
    manifest = folder.manifest()
    there = {str(it.relative_to(folder.path)) for it in folder.path.rglob("*") if it.is_file()}
    named = {f"segments/{entry.name}/{name}" for entry in manifest.segments for name in entry.files}
    assert there - {"LOCK"} == named | {"MANIFEST"} | {f"manifests/{copy.name}" for copy in folder.copies()}
    assert len(list(folder.segments.iterdir())) == len(manifest.segments)


def failure_of(run):
    try:
        run()
    except (OSError, Killed) as error:
        return error
    return None


def each_failure(fault, run, most=400):
    """Runs with the fault at the first call, the second, ..., until none is left; gives the failed ones."""
    for at in range(1, most):
        fault.arm(at)
        failure = failure_of(lambda: run(at))  # noqa: B023  # called at once
        hit = fault.hit
        fault.arm(0)
        if failure:
            assert hit
            assert isinstance(failure, Killed) or failure.errno in (errno.EIO, errno.ENOSPC)
            yield at
        elif not hit:
            return
        else:
            assert fault.name == "link"  # without links, files are copied
    raise AssertionError("it never survives")


@pytest.mark.parametrize("fault", FAULTS, indirect=True)
def test_an_index_run_on_a_failing_disk_leaves_a_whole_generation_and_the_next_run_mends(
    tmp_path, fault, sourced, stories, stored, answers
):
    first, second = stories
    generations = [{}]

    def prune(_):
        return True

    def run(folder, model=None):
        build.add(folder, sourced(first), model or FakeEmbedder(), policy=SMALL)
        build.add(folder, sourced(second), model or FakeEmbedder(), prune=prune, policy=SMALL)

    def record(folder, articles, **options):
        """Every generation of an undisturbed run."""
        real = IndexFolder.commit

        def commit(folder, manifest):
            real(folder, manifest)
            generations.append(stored(folder.open()))

        IndexFolder.commit = commit
        try:
            build.add(folder, sourced(articles), FakeEmbedder(), **options, policy=SMALL)
        finally:
            IndexFolder.commit = real

    undisturbed = IndexFolder(tmp_path / "undisturbed")
    record(undisturbed, first)
    record(undisturbed, second, prune=prune)
    assert len(generations) >= 6
    expected = by_score(answers(undisturbed.open(), k=1000))

    failures = 0
    for at in each_failure(fault, lambda at: run(IndexFolder(tmp_path / str(at)))):
        failures += 1
        folder = IndexFolder(tmp_path / str(at))
        if [copy.name for copy in folder.copies()] == ["1"] and not (folder.path / "MANIFEST").exists():
            with pytest.raises(IndexFormatError, match="MANIFEST is missing"):  # the next run finishes its commit
                folder.open()
        else:
            whole(folder, stored, generations)
        run(folder)
        assert stored(folder.open()) == stored(undisturbed.open())
        assert by_score(answers(folder.open(), k=1000)) == expected
        tidy(folder)
    assert failures > (2 if fault.name in ("mkdir", "unlink") else 8)


@pytest.mark.parametrize("fault", [*FAULTS, "link"], indirect=True)
def test_a_rebuild_on_a_failing_disk_leaves_the_old_index_or_the_new_one(
    tmp_path, fault, sourced, stories, stored, answers
):
    first, _ = stories
    other = FakeEmbedder("other")

    def prepared(at):
        folder = IndexFolder(tmp_path / str(at))
        was, fault.at = fault.at, 0
        build.add(folder, sourced(first), FakeEmbedder(), policy=SMALL)
        fault.at = was
        return folder

    undisturbed = IndexFolder(tmp_path / "undisturbed")
    build.add(undisturbed, sourced(first), other, policy=SMALL)
    expected = answers(undisturbed.open(), other)
    failures = 0
    for at in each_failure(fault, lambda at: rebuild(prepared(at), other, policy=SMALL)):
        failures += 1
        folder = IndexFolder(tmp_path / str(at))
        assert list(stored(folder.open()).values()) == first
        assert [it for it in check(folder) if it.path != folder.journal] == []
        answers(folder.open(), FakeEmbedder(folder.manifest().model.name))
        rebuild(folder, other, policy=SMALL)
        assert list(stored(folder.open()).values()) == first
        assert folder.manifest().model == other.fingerprint
        assert answers(folder.open(), other) == expected
        tidy(folder)
    assert failures > 0 or fault.name == "link"


@pytest.mark.parametrize("fault", FAULTS, indirect=True)
def test_a_repair_on_a_failing_disk_can_be_run_again(tmp_path, fault, sourced, stories, stored, answers):
    first, _ = stories

    def prepared(at):
        folder = IndexFolder(tmp_path / str(at))
        was, fault.at = fault.at, 0
        build.add(folder, sourced(first), FakeEmbedder(), policy=SMALL)
        for path in folder.path.glob("segments/*/[rpv]*"):
            path.unlink()
        folder.copies()[0].write_bytes(b"")
        fault.at = was
        return folder

    failures = 0
    for at in each_failure(fault, lambda at: repair(prepared(at), FakeEmbedder, policy=SMALL)):
        failures += 1
        folder = IndexFolder(tmp_path / str(at))
        outcome = repair(folder, FakeEmbedder, policy=SMALL)
        assert outcome.lost == []
        assert list(stored(folder.open()).values()) == first
        assert answers(folder.open())
        assert check(folder) == []
    assert failures > 0 or fault.name == "unlink"


@pytest.mark.parametrize("fault", [*FAULTS, "move"], indirect=True)
def test_a_repair_on_a_failing_disk_loses_nothing_of_what_it_sets_aside(tmp_path, fault, sourced, stories, stored):
    first, _ = stories

    def prepared(at):
        """Damage a line, the digest of another, and put a folder in place of a file."""
        folder = IndexFolder(tmp_path / str(at))
        was, fault.at = fault.at, 0
        build.add(folder, sourced(first), FakeEmbedder())
        segment = folder.segments / folder.manifest().segments[0].name
        lines = (segment / ARTICLES).read_bytes()
        table = (segment / ROWS).read_bytes()
        (segment / ARTICLES).write_bytes(lines.replace(b"Number 2 said", b"Nvmber 2 said"))
        (segment / ROWS).write_bytes(table.replace(text_digest(lines.splitlines(keepends=True)[3]), bytes(16)))
        (segment / WORDS).unlink()
        (segment / WORDS).mkdir()
        (segment / WORDS / "note").write_text("of somebody")
        fault.at = was
        return folder

    def everything_in(folder):
        return b"".join(path.read_bytes() for path in folder.path.rglob("*") if path.is_file())

    kept = everything_in(prepared("before"))
    words = [f"Number {number} said".encode() for number in (0, 1, 3, 4)] + [b"Nvmber 2 said", b"of somebody"]
    assert all(word in kept for word in words)
    for at in each_failure(fault, lambda at: repair(prepared(at), FakeEmbedder)):
        folder = IndexFolder(tmp_path / str(at))
        kept = everything_in(folder)
        assert all(word in kept for word in words)
        repair(folder, FakeEmbedder)
        assert {*stored(folder.open())} == {"s0", "s1", "s4"}
        assert check(folder) == []
        kept = everything_in(folder)
        assert all(word in kept for word in words)
        assert len([*(folder.path / "lost").rglob(ARTICLES)]) == 1


@pytest.mark.parametrize("after", range(60))
def test_a_disk_that_fills_up_in_the_middle_of_a_file_leaves_a_whole_generation(
    folder, sourced, stories, stored, monkeypatch, after
):
    first, second = stories
    build.add(folder, sourced(first), FakeEmbedder(), policy=SMALL)
    before = stored(folder.open())
    real, opened = Path.open, []

    def full(path, mode="r", *args, **kwargs):
        file = real(path, mode, *args, **kwargs)
        if writes(path, mode):
            opened.append(path)
        return HalfWritten(file) if writes(path, mode) and len(opened) > after else file

    monkeypatch.setattr(Path, "open", full)
    failure = failure_of(lambda: build.add(folder, sourced(second), FakeEmbedder(), prune=lambda _: True, policy=SMALL))
    monkeypatch.setattr(Path, "open", real)
    assert bool(failure) == (len(opened) > after)
    if failure:
        assert failure.errno == errno.ENOSPC
        now = stored(folder.open())
        assert set(now) >= {"s0", "s1"} or now == {it.id: it for it in second}  # pruned only when all else is in
        assert all(now[name] in (before.get(name), *second) for name in now)
        assert check(folder) == []
    build.add(folder, sourced(second), FakeEmbedder(), prune=lambda _: True, policy=SMALL)
    assert stored(folder.open()) == {it.id: it for it in second}
    tidy(folder)


@pytest.mark.parametrize("fault", ["mkdir"], indirect=True)
def test_where_nothing_can_be_made_the_error_says_so_and_there_is_still_no_index(tmp_path, fault, sourced, stories):
    fault.arm(1)
    folder = IndexFolder(tmp_path / "none")
    with pytest.raises(OSError, match="No space left"):
        build.add(folder, sourced(stories[0]), FakeEmbedder(), policy=SMALL)
    with pytest.raises(IndexMissingError):
        folder.open()
