from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from nutgraf.corpus.errors import IndexFormatError
from nutgraf.index.storage.arrays import (
    ArraysOnDemand,
    ChunkedArray,
    MappedFile,
    write_arrays,
)
from nutgraf.index.storage.checked_file import block_checksums
from nutgraf.index.storage.durable import digest_file, durable_file
from safetensors.numpy import load

TYPES = [np.float32, np.float16, np.int64, np.int32, np.uint16, np.uint64, np.int8, np.uint8]
ANY = st.sampled_from(TYPES).flatmap(
    lambda kind: hnp.arrays(
        kind,
        hnp.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=5),
        elements=st.floats(-9, 9, width=16) if np.dtype(kind).kind == "f" else None,
    )
)
NAMED = st.dictionaries(st.sampled_from(["codes", "scales", "rows", "a b", "é", "z"]), ANY, max_size=5)


def written(path, arrays):
    with durable_file(path) as file:
        write_arrays(file, arrays)
    assert file.digest == digest_file(path)
    return MappedFile(path, file.digest)


def same(found, arrays):
    assert found.keys() == arrays.keys()
    for name, array in arrays.items():
        assert (found[name].dtype, found[name].shape) == (array.dtype, array.shape)
        np.testing.assert_array_equal(found[name], array)


@given(NAMED)
def test_arrays_come_back_as_aligned_read_only_views_and_the_library_reads_them_too(arrays):
    with TemporaryDirectory() as place:
        read = written(Path(place) / "a", arrays).arrays()
        same(read, arrays)
        assert all(it.flags.aligned and not it.flags.writeable for it in read.values())
        same(load((Path(place) / "a").read_bytes()), arrays)


@given(NAMED, st.integers(1, 3))
def test_an_array_in_chunks_gives_the_same_bytes(arrays, size):
    def chunks(array):
        return (array[at : at + size] for at in range(0, len(array), size))

    with TemporaryDirectory() as place:
        whole, streamed = Path(place) / "whole", Path(place) / "streamed"
        written(whole, arrays)
        written(streamed, {name: ChunkedArray(it.dtype, it.shape, chunks(it)) for name, it in arrays.items()})
        assert streamed.read_bytes() == whole.read_bytes()


def test_a_transposed_array_is_written_in_its_own_order(tmp_path):
    turned = np.arange(6, dtype=np.int32).reshape(2, 3).T
    same(written(tmp_path / "a", {"turned": turned}).arrays(), {"turned": turned})


@pytest.mark.parametrize("size", [2, 4])
def test_chunks_must_have_the_size_that_the_shape_says(tmp_path, size):
    stream = ChunkedArray(np.dtype(np.int32), (3,), [np.arange(size, dtype=np.int32)])
    with pytest.raises(ValueError, match=f"numbers has {4 * size} bytes instead of the 12 of its shape"):
        written(tmp_path / "a", {"numbers": stream})


def test_only_the_arrays_that_are_used_are_checked(tmp_path):
    arrays = {"sound": np.ones(100_000, np.int32), "damaged": np.zeros(100_000, np.uint16)}
    file = written(tmp_path / "a", arrays)
    checksums = block_checksums(file.path, digest_file(file.path))
    with file.path.open("r+b") as out:
        out.seek(file.layout["damaged"].extent.stop - 1)
        out.write(b"x")
    on_demand = ArraysOnDemand(MappedFile(file.path, digest_file(file.path), checksums))
    assert (on_demand["sound"] == 1).all()
    assert on_demand["sound"] is on_demand["sound"]
    for name in ("damaged", "damaged"):
        with pytest.raises(IndexFormatError, match="a is damaged"):
            on_demand[name]


def test_released_pages_can_be_read_again(tmp_path):
    numbers = np.arange(100_000)
    file = written(tmp_path / "a", {"numbers": numbers})
    views = file.arrays()
    (tmp_path / "a").unlink()
    for _ in range(2):
        file.release_pages()
        same(views, {"numbers": numbers})
