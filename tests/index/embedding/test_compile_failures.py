"""No failure to compile is for ever, and each time the slow road is taken a line says why."""

import errno

import pytest
from nutgraf.index.embedding import compile_failures
from nutgraf.index.embedding.compile_failures import FailureNote, refuse_without_room


@pytest.mark.parametrize(
    "change",
    [{"room": 2_000}, {"memory": 2_000}, {"limits": [9, 7, 7]}, {"time": 1e10}, {"time": 0}],
    ids=str,
)
def test_a_failure_stands_until_what_may_have_caused_it_changes(machine, tmp_path, change):
    note = FailureNote(tmp_path / "note")
    assert note.standing() is None
    note.write("the tracer fell over")
    assert note.standing() == "the tracer fell over"
    machine |= {"room": 900, "memory": 900}
    assert note.standing() == "the tracer fell over"
    machine |= change
    assert note.standing() is None


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"reason": "x", "time": "noon"}', b"\xff"])
def test_a_damaged_note_is_none(tmp_path, content):
    (tmp_path / "note").write_bytes(content)
    assert FailureNote(tmp_path / "note").standing() is None
    FailureNote(tmp_path / "note").remove()
    FailureNote(tmp_path / "note").remove()


def test_a_note_that_cannot_be_written_is_no_failure(tmp_path):
    (tmp_path / "note").mkdir()
    FailureNote(tmp_path / "note").write("x")
    assert FailureNote(tmp_path / "note").standing() is None


def test_room_is_wanted_for_the_weights_and_what_is_made_of_them(machine, tmp_path):
    (tmp_path / "model.safetensors").write_bytes(bytes(400))
    machine["room"] = 500
    with pytest.raises(OSError, match=r"compiling needs 0 megabytes of room, and 0 are free") as told:
        refuse_without_room(tmp_path, tmp_path)
    assert told.value.errno == errno.ENOSPC
    machine["room"] = 600
    refuse_without_room(tmp_path, tmp_path)


def test_a_file_system_without_a_limit_has_room(monkeypatch, tmp_path):
    (tmp_path / "model.safetensors").write_bytes(bytes(400))
    monkeypatch.setattr(compile_failures.shutil, "disk_usage", lambda _: (0, 0, 0))
    refuse_without_room(tmp_path, tmp_path)
