"""An archive of which most was lost."""

from __future__ import annotations

import pytest
from guards.stories import records
from material.files import write_records


@pytest.fixture
def lost_most(run, tmp_path):
    """An archive of twelve articles in two files, indexed; then the file of eight is lost, and a story is new."""
    write_records(tmp_path / "news" / "a.jsonl", *records(0, 1, 2, 3))
    write_records(tmp_path / "news" / "b.jsonl", *records(*range(4, 12)))
    assert run("index", "news").stdout.startswith("12 new")
    (tmp_path / "news" / "b.jsonl").unlink()
    return write_records(tmp_path / "news" / "a.jsonl", *records(0, 1, 2, 3, 20))
