import pytest
from nutgraf.index import files
from nutgraf.index.arrays import MappedFile, write_arrays
from nutgraf.index.files import damaged, make_folder, replace, stamp, written_through


def test_a_stamp_fits_its_file_and_no_other(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"news" * 600_000)  # more than one block
    mark = stamp(path)
    assert mark.size == 2_400_000
    assert mark.matches(path.read_bytes())
    assert not mark.matches(path.read_bytes() + b"!")
    assert not mark.matches(b"newt" + path.read_bytes()[4:])


def test_replacing_a_file_leaves_the_new_one_and_nothing_else(tmp_path):
    (tmp_path / "a.tmp").write_bytes(b"left by a killed run")
    for data in (b"one", b"two"):
        replace(tmp_path / "a", data)
        assert [(it.name, it.read_bytes()) for it in tmp_path.iterdir()] == [("a", data)]


def test_a_file_that_is_there_is_never_written_over(tmp_path):
    (tmp_path / "a").write_bytes(b"one")
    with pytest.raises(FileExistsError), written_through(tmp_path / "a"):
        pass
    assert (tmp_path / "a").read_bytes() == b"one"


def test_the_name_of_each_folder_made_is_flushed(tmp_path, monkeypatch):
    flushed = []
    monkeypatch.setattr(files, "sync_folder", flushed.append)
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
    assert flushed == [tmp_path, tmp_path / "a"]


def test_arrays_come_back_as_read_only_views_of_the_file(tmp_path):
    import numpy as np

    arrays = {
        "floats": np.array([[1.5, -2], [0, 3]], np.float32),
        "none": np.zeros((0, 4), np.int32),
        "keys": np.array([2**64 - 1], np.uint64),
        "bytes": np.frombuffer(b"abc", np.uint8),
        "numbers": np.arange(-3, 3),
        "turned": np.arange(6, dtype=np.int32).reshape(2, 3).T,
    }
    with written_through(tmp_path / "a") as file:
        write_arrays(file, arrays)
    read = MappedFile(tmp_path / "a", stamp(tmp_path / "a")).arrays()
    assert read.keys() == arrays.keys()
    for name, array in arrays.items():
        assert read[name].dtype == array.dtype
        np.testing.assert_array_equal(read[name], array)
        assert not read[name].flags.writeable


@pytest.mark.parametrize(
    "inside", ["MANIFEST", "journal", "manifests/7", "segments/00000001-0123456789abcdef/rows.safetensors"]
)
def test_what_is_damaged_is_told_with_the_command_that_mends_that_index(tmp_path, inside):
    said = str(damaged(tmp_path / "my" / "index" / inside))
    assert said.startswith(str(tmp_path / "my" / "index" / inside))
    assert said.endswith(f"run: nutgraf check --repair --index {tmp_path / 'my' / 'index'}")
