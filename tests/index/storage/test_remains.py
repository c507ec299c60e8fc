import errno
import os

import numpy as np
import pytest
from nutgraf.index.storage import remains
from nutgraf.index.storage.arrays import write_arrays
from nutgraf.index.storage.durable import durable_file
from nutgraf.index.storage.remains import arrays_in, holds, remains_of, shapes_in

ARRAYS = {
    "keys": np.arange(100, dtype=np.uint64),
    "digests": np.arange(1_000, 1_040, dtype=np.uint64).reshape(-1, 2),
    "codes": np.arange(60, dtype=np.int8).reshape(20, 3),
    "none": np.zeros(0, np.int32),
    "words.safetensors": np.arange(7, dtype=np.float16),
}


@pytest.fixture
def data(tmp_path):
    with durable_file(tmp_path / "arrays") as file:
        write_arrays(file, ARRAYS)
    return (tmp_path / "arrays").read_bytes()


def assert_same(found, names=ARRAYS):
    assert found.keys() == {*names}
    for name in names:
        np.testing.assert_array_equal(found[name], ARRAYS[name])
        assert found[name].dtype == ARRAYS[name].dtype


def test_the_arrays_of_an_undamaged_file_are_those_that_were_written(data):
    assert_same(arrays_in(data))
    assert shapes_in(data) == {name: array.shape for name, array in ARRAYS.items()}


def test_a_damaged_entry_of_the_header_costs_its_array_alone(data):
    assert_same(arrays_in(data.replace(b'"codes":{"dt', b'"codes":{"et')), ARRAYS.keys() - {"codes"})


def test_the_length_of_the_header_need_not_be_right(data):
    assert_same(arrays_in(b"\xff" * 8 + data[8:]))
    assert_same(arrays_in(bytes(8) + data[8:]))


def test_a_file_cut_off_keeps_the_rows_before_the_cut(data):
    found = arrays_in(data[: data.index(ARRAYS["keys"][50:].tobytes()) + 5])
    np.testing.assert_array_equal(found["keys"], ARRAYS["keys"][:50])
    assert len(found["codes"]) == 0


@pytest.mark.parametrize("size", range(0, 400, 9))
def test_nothing_makes_it_read_beyond_the_file(data, size):
    for part in (data[:size], data[size:], data[:size] + b"\x39" * 40 + data[size + 40 :]):
        for array in arrays_in(part).values():
            assert array.nbytes <= len(part)


def test_a_digest_is_found_wherever_it_stands_now(data):
    wanted = np.array([[1_002, 1_003], [1_003, 1_002], [5, 6], [1_002, 7]], np.uint64)
    for shift in range(9):
        assert holds(b"x" * shift + data[40:], wanted).tolist() == [True, False, True, False]
    assert holds(b"", wanted).tolist() == [False] * 4
    assert holds(data, wanted[:0]).tolist() == []


def test_blocks_that_the_disk_cannot_read_are_zeros(tmp_path, monkeypatch):
    whole = os.urandom(3_000_000)
    (tmp_path / "file").write_bytes(whole)
    real = remains.read_at

    def pread(descriptor, size, start):
        if start <= 1_500_000 < start + size:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(descriptor, size, start)

    monkeypatch.setattr(remains, "read_at", pread)
    block = 1_500_000 // 4096 * 4096
    assert remains_of(tmp_path / "file") == whole[:block] + bytes(4096) + whole[block + 4096 :]


def test_a_disk_that_reads_nothing_is_not_asked_for_each_page(tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"x" * 50_000_000)
    calls = []

    def pread(*arguments):
        calls.append(arguments)
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(remains, "read_at", pread)
    assert remains_of(tmp_path / "file") == bytes(50_000_000)
    assert len(calls) < 1_000


def test_a_file_that_may_not_be_read_is_not_taken_for_an_empty_one(tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"x")

    def forbidden(*_):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "open", forbidden)
    with pytest.raises(PermissionError):
        remains_of(tmp_path / "file")
    monkeypatch.undo()
    assert remains_of(tmp_path / "gone") == remains_of(tmp_path) == b""
