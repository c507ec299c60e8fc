import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.errors import IndexFormatError
from nutgraf.index.segments import segment
from nutgraf.index.storage import checked_array, checked_file
from nutgraf.index.storage.arrays import MappedFile, write_arrays
from nutgraf.index.storage.checked_array import CheckedArray, UnmappedArray, take_ranges
from nutgraf.index.storage.checked_file import block_checksums
from nutgraf.index.storage.durable import durable_file
from small_indexes.legs import DenseLeg

TABLE = np.random.default_rng(3).integers(-127, 128, (40, 6)).astype(np.int8)
NUMBERS = np.arange(100, dtype=np.int32)
READERS = st.sampled_from([CheckedArray, UnmappedArray])
ROWS = st.lists(st.integers(0, 39))


@pytest.fixture(scope="module", autouse=True)
def _small_blocks():
    with pytest.MonkeyPatch.context() as patch:
        for module in (checked_file, checked_array):
            patch.setattr(module, "BLOCK", 32)
        yield


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("arrays") / "file"


@pytest.fixture(scope="module")
def opened(path):
    with durable_file(path) as file:
        write_arrays(file, {"table": TABLE, "numbers": NUMBERS})
    checksums = block_checksums(path, file.digest)
    return lambda: MappedFile(path, file.digest, checksums)


@given(READERS, ROWS)
def test_rows_are_taken_in_any_order(opened, reader, rows):
    found = reader(opened(), "table").take(np.array(rows, np.int64), axis=0)
    assert found.tolist() == TABLE[np.array(rows, np.int64)].tolist()
    assert found.dtype == TABLE.dtype


@given(READERS, st.integers(0, 50), st.integers(0, 50))
def test_slices_are_read(opened, reader, first, last):
    array = reader(opened(), "table")
    assert array[slice(first, last)].tolist() == TABLE[first:last].tolist()
    assert array[slice(None)].tolist() == TABLE.tolist()
    assert (len(array), array.shape) == (40, (40, 6))


@given(st.booleans(), st.lists(st.tuples(st.integers(0, 80), st.integers(0, 20)), max_size=9))
def test_ranges_are_taken_in_order(opened, in_memory, runs):
    first, lengths = np.array(runs, np.int64).reshape(-1, 2).T
    array = NUMBERS if in_memory else CheckedArray(opened(), "numbers")
    expected = [number for start, length in runs for number in range(start, start + length)]
    assert take_ranges(array, first, lengths).tolist() == expected


@given(READERS, st.data())
def test_damage_is_found_wherever_it_is_used_and_nowhere_else(opened, path, reader, data):
    """An oracle: the rows whose blocks hold the flipped bit are refused, by whatever way they are read."""
    file = opened()
    table = file.layout["table"].extent
    place = data.draw(st.integers(table.start, table.stop - 1))
    array = reader(file, "table")
    whole = bytearray(path.read_bytes())
    sound = bytes(whole)
    whole[place] ^= 1
    path.write_bytes(whole)
    try:
        damaged_row = (place - table.start) // 6
        others = [row for row in range(40) if abs(row - damaged_row) > 3 * 32 // 6]
        far = data.draw(st.lists(st.sampled_from(others), max_size=5))
        assert array.take(np.array(far, np.int64)).tolist() == TABLE[far].tolist() if far else True
        for _ in range(2):  # once refused, always refused
            with pytest.raises(IndexFormatError, match="file is damaged; run: nutgraf check --repair"):
                array.take(np.array([*far, damaged_row], np.int64))
            with pytest.raises(IndexFormatError):
                array[damaged_row : damaged_row + 1]
            with pytest.raises(IndexFormatError):
                array.take_ranges(np.array([damaged_row]), np.array([1]))
            with pytest.raises(IndexFormatError):
                array.take_ranges(np.array([0]), np.array([40]))
    finally:
        path.write_bytes(sound)


def test_vectors_read_from_disk_give_the_same_scores_as_mapped_ones(add, folder, story, embedder, monkeypatch):
    add([story(number) for number in range(12)])
    rows = np.arange(folder.open().first_rows[-1])

    def judged():
        return DenseLeg(folder.open(), embedder, "the mayor").score(rows[::2]).windows.tolist()

    mapped = judged()
    monkeypatch.setattr(segment, "LARGEST_MAPPED", 0)
    assert judged() == mapped
    [one] = folder.open().segments
    assert isinstance(one.vectors.codes, UnmappedArray)
