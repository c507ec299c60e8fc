import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from legs import DenseLeg
from nutgraf.corpus.errors import IndexFormatError
from nutgraf.index.segments import segment
from nutgraf.index.storage.durable import digest_file
from nutgraf.index.storage.file_reader import FileReader, RowReader

TABLE = np.random.default_rng(3).integers(-127, 128, (40, 6)).astype(np.int8)


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    path = tmp_path_factory.mktemp("reader") / "file"
    path.write_bytes(b"head" + TABLE.tobytes() + b"tail")
    return RowReader(FileReader(path, digest_file(path)), 4, TABLE.shape)


@given(st.lists(st.integers(0, 39)))
def test_rows_are_read_in_any_order(read, rows):
    assert read.take(np.array(rows, np.int64), axis=0).tolist() == TABLE[np.array(rows, np.int64)].tolist()


@given(st.integers(0, 50), st.integers(0, 50))
def test_slices_are_read(read, first, last):
    assert read[slice(first, last)].tolist() == TABLE[first:last].tolist()
    assert read[slice(None)].tolist() == TABLE.tolist()


def test_a_file_is_read_after_it_was_unlinked_and_a_changed_file_is_refused(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"some bytes")
    written = digest_file(path)
    file = FileReader(path, written)
    path.unlink()
    assert file.read(5, 10) == b"bytes"
    assert file.read(5, 99) == b"bytes"
    path.write_bytes(b"same bytes")
    with pytest.raises(IndexFormatError, match="is damaged"):
        FileReader(path, written).verify()


def test_vectors_read_from_disk_give_the_same_scores_as_mapped_ones(add, folder, story, embedder, monkeypatch):
    add([story(number) for number in range(12)])
    rows = np.arange(folder.open().first_rows[-1])

    def judged():
        return DenseLeg(folder.open(), embedder, "the mayor").score(rows[::2]).windows.tolist()

    mapped = judged()
    monkeypatch.setattr(segment, "LARGEST_MAPPED", 0)
    assert judged() == mapped
    [one] = folder.open().segments
    assert isinstance(one.vectors.codes, RowReader)
