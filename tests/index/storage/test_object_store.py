"""Files in an object store: parts are read side by side, a file is sent once, and errors are one line each."""

import pytest
from nutgraf.corpus.errors import EngineError, ExtraMissingError
from nutgraf.index.storage.object_store import ObjectStore

pytest.importorskip("obstore", reason="no obstore: pip install 'nutgraf[s3]'")


@pytest.fixture
def store(tmp_path):
    return ObjectStore(f"file://{tmp_path}/store/")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(bytes(range(256)))
    return path


def test_parts_come_in_the_order_in_which_they_were_asked_for(store, file, tmp_path):
    store.put("a/one", file)
    store.put("b/two", file)
    wanted = [("b/two", 5, 9), ("a/one", 200, 256), ("b/two", 0, 1), ("b/two", 5, 9)]
    assert store.read(wanted) == [file.read_bytes()[start:end] for _, start, end in wanted]
    assert store.read([]) == []
    assert (tmp_path / "store" / "a" / "one").read_bytes() == file.read_bytes()


def test_a_whole_file_is_not_sent_again_and_half_of_one_is(store, file, tmp_path):
    store.put("a/one", file)
    there = tmp_path / "store" / "a" / "one"
    first = there.stat().st_ino
    store.put("a/one", file)
    assert there.stat().st_ino == first
    there.write_bytes(b"half")
    store.put("a/one", file)
    assert there.read_bytes() == file.read_bytes()
    store.delete("a/one")
    store.delete("a/one")
    assert not there.exists()


def test_what_fails_is_told_in_one_line(store, monkeypatch):
    with pytest.raises(EngineError, match=r"store/a/none is missing$"):
        store.read([("a/none", 0, 1)])
    for address in ("s4://bucket/folder", "bucket", ""):
        with pytest.raises(
            EngineError, match=r"is no address of a store of texts \(.*\); give s3://BUCKET/FOLDER"
        ) as it:
            ObjectStore(address)
        assert "\n" not in str(it.value)
    monkeypatch.setitem(__import__("sys").modules, "obstore", None)
    with pytest.raises(ExtraMissingError, match=r"a store of texts needs .* pip install .*\[s3\]"):
        ObjectStore("s3://bucket/folder")
