import errno
import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.errors import IndexFormatError
from nutgraf.index.storage import checked_file
from nutgraf.index.storage.checked_file import CheckedFile, block_checksums
from nutgraf.index.storage.durable import digest_file

BLOCK = 16
DATA = bytes(range(100))


@pytest.fixture(scope="module", autouse=True)
def _small_blocks():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checked_file, "BLOCK", BLOCK)
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("checked")


@pytest.fixture
def path(folder):
    (folder / "file").write_bytes(DATA)
    return folder / "file"


@pytest.fixture(params=[True, False], ids=["blocks", "whole"])
def file(path, request):
    digest = digest_file(path)
    return CheckedFile(path, digest, block_checksums(path, digest) if request.param else None)


def flip(path, place):
    """Flip a bit in place, and set the time back, as it is after a disk has rotted."""
    before = path.stat()
    with path.open("r+b") as out:
        out.seek(place)
        out.write(bytes([DATA[place] ^ 1]))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 100))
def test_a_range_is_refused_exactly_where_its_blocks_hold_the_damage(folder, place, start, length):
    path = folder / "range"
    path.write_bytes(DATA)
    digest = digest_file(path)
    file = CheckedFile(path, digest, block_checksums(path, digest))
    flip(path, place)
    end = min(100, start + length)
    if start < end and start // BLOCK <= place // BLOCK <= (end - 1) // BLOCK:
        with pytest.raises(IndexFormatError, match="range is damaged; run: nutgraf check --repair"):
            file.check(start, end)
    else:
        file.check(start, end)


def test_a_file_without_checksums_is_checked_whole(path):
    file = CheckedFile(path, digest_file(path))
    flip(path, 99)
    with pytest.raises(IndexFormatError, match="is damaged"):
        file.check(0, 1)


def test_what_was_checked_once_is_checked_again_when_all_of_it_is_to_be(path, file):
    file.check(0, 100)
    file.check_whole()
    flip(path, 50)
    file.check(0, 100)  # nobody knows yet
    with pytest.raises(IndexFormatError, match="is damaged"):
        file.check_whole()


def test_scrubbing_finds_what_rotted_after_it_was_checked(path, file):
    file.check(0, 100)
    assert sum(file.scrub()) >= 100
    assert not file.is_changed
    with path.open("r+b") as out:
        out.write(b"\1")
    list(file.scrub())
    assert file._is_suspect
    assert file.is_changed


def test_a_file_that_was_removed_or_replaced_is_read_on(path, file):
    (path.parent / "second").unlink(missing_ok=True)
    (path.parent / "second").hardlink_to(path)
    path.unlink()
    (path.parent / "second").unlink()
    assert not file.is_changed
    path.write_bytes(bytes(100))
    assert not file.is_changed
    assert file.read(5, 8) == DATA[5:8]


def test_a_file_written_to_counts_as_changed_also_when_its_time_is_set_back(path, file):
    before = path.stat()
    flip(path, 7)
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert file.is_changed


@pytest.mark.parametrize("rewrite", [lambda path: path.write_bytes(DATA), lambda path: os.truncate(path, 50)])
def test_a_file_written_to_in_place_counts_as_changed(path, file, rewrite):
    os.utime(path, ns=(0, 0))
    rewrite(path)
    assert file.is_changed


def test_a_file_of_another_size_or_kind_is_refused_when_it_is_opened(path):
    digest = digest_file(path)
    os.truncate(path, 99)
    with pytest.raises(IndexFormatError, match="has 99 bytes instead of 100; run: nutgraf check --repair"):
        CheckedFile(path, digest)
    path.unlink()
    with pytest.raises(FileNotFoundError):
        CheckedFile(path, digest)
    for make in (os.mkdir, *([os.mkfifo] if hasattr(os, "mkfifo") else [])):
        make(path.parent / make.__name__)
        with pytest.raises(IndexFormatError, match="is not a regular file; run: nutgraf check --repair"):
            CheckedFile(path.parent / make.__name__, digest)


def test_a_file_cut_off_after_it_was_opened_is_damage_and_not_the_end_of_the_process(path, file):
    os.truncate(path, 20)
    with pytest.raises(IndexFormatError, match="was cut off"):
        file.check(0, 100)


def test_a_disk_that_cannot_read_is_damage(file, monkeypatch):
    def fail(*_):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(checked_file, "read_at", fail)
    with pytest.raises(IndexFormatError, match=r"cannot be read \(input/output error\); run: nutgraf check --repair"):
        file.check(0, 1)


def test_what_was_written_wrongly_gets_no_checksums(path):
    digest = digest_file(path)
    flip(path, 3)
    with pytest.raises(IndexFormatError, match="is damaged"):
        block_checksums(path, digest)


def test_there_is_one_checksum_a_block(path):
    checksums = block_checksums(path, digest_file(path))
    assert checksums.dtype == np.uint64
    assert len(checksums) == 7
