from pathlib import Path

import pytest
from nutgraf.index.storage import durable
from nutgraf.index.storage.durable import FileDigest, damaged, digest_file, durable_file, make_folder, replace


def test_a_digest_matches_its_file_and_no_other(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"news" * 600_000)  # more than one block
    digest = digest_file(path)
    assert digest.size == 2_400_000
    assert FileDigest.of([path.read_bytes()]) == digest
    assert FileDigest.of([path.read_bytes() + b"!"]) != digest
    assert FileDigest.of([b"newt" + path.read_bytes()[4:]]) != digest


def test_the_digest_taken_while_writing_is_the_one_that_reading_gives(tmp_path):
    with durable_file(tmp_path / "file") as file:
        for piece in (b"news", b"", memoryview(b" of the day"), b"news" * 600_000):
            file.write(piece)
    assert file.digest == digest_file(tmp_path / "file")


def test_replacing_a_file_leaves_the_new_one_and_nothing_else(tmp_path):
    (tmp_path / "a.tmp").write_bytes(b"left by a killed run")
    for data in (b"one", b"two"):
        replace(tmp_path / "a", data)
        assert [(it.name, it.read_bytes()) for it in tmp_path.iterdir()] == [("a", data)]


def test_an_existing_file_is_never_overwritten(tmp_path):
    (tmp_path / "a").write_bytes(b"one")
    with pytest.raises(FileExistsError), durable_file(tmp_path / "a"):
        pass
    assert (tmp_path / "a").read_bytes() == b"one"


def test_the_name_of_each_folder_made_is_flushed(tmp_path, monkeypatch):
    flushed = []
    monkeypatch.setattr(durable, "sync_folder", flushed.append)
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
    assert flushed == [tmp_path, tmp_path / "a"]


@pytest.mark.parametrize(
    "inside", ["MANIFEST", "journal", "manifests/7", "segments/00000001-0123456789abcdef/rows.safetensors"]
)
def test_the_message_about_damage_has_the_command_that_repairs_that_index(tmp_path, inside):
    message = str(damaged(tmp_path / "my" / "index" / inside))
    assert message.startswith(str(tmp_path / "my" / "index" / inside))
    assert message.endswith(f"run: nutgraf check --repair --index {tmp_path / 'my' / 'index'}")


@pytest.mark.parametrize(("refusals", "is_replaced"), [(3, True), (10**6, False)])
def test_where_a_reader_keeps_a_file_from_being_replaced_he_is_waited_for(tmp_path, monkeypatch, refusals, is_replaced):
    """As Windows does it: PermissionError with `winerror` 32, a sharing violation."""
    left, rename = [None] * refusals, Path.replace

    def refuse(self, target):
        if not left:
            return rename(self, target)
        left.pop()
        error = PermissionError(13, "in use", str(self))
        error.winerror = 32
        raise error

    (tmp_path / "a").write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", refuse)
    monkeypatch.setattr(durable, "_BETWEEN_RENAMES", 0)
    if is_replaced:
        replace(tmp_path / "a", b"new")
    else:
        with pytest.raises(PermissionError):
            replace(tmp_path / "a", b"new")
    assert [(it.name, it.read_bytes()) for it in tmp_path.iterdir()] == [("a", b"new" if is_replaced else b"old")]
