"""A missing index, or a folder that cannot hold one: a one-line error, and nothing is created or changed."""

from __future__ import annotations

import shlex

import pytest
from bad_days import news

ASKING = ["search storm", "search --mode bm25 storm", "show s1", "status", "check"]
WRITING = ["check --repair", "remove s1", "rebuild"]


@pytest.fixture
def here(tmp_path):
    news.write(tmp_path / "a.jsonl", map(news.story, range(2)))
    (tmp_path / "file").write_text("minutes of the meeting\n")
    (tmp_path / "strange").mkdir()
    (tmp_path / "strange" / "photo.jpg").write_text("not ours")
    return tmp_path


def everything(place):
    return {str(each): each.is_file() and each.read_bytes() for each in place.rglob("*")}


@pytest.mark.parametrize("where", ["nowhere", "file", "strange", "deep/down", "file/below"])
@pytest.mark.parametrize("command", ASKING + WRITING)
def test_where_there_is_no_index_each_command_says_how_to_make_one(here, forks, command, where):
    before = everything(here)
    done = forks.run(*shlex.split(command), "--index", where, cwd=here)
    assert done.code == 3
    assert done.line == f"no index in {where}; make one with: nutgraf index PATH --index {where}"
    assert everything(here) == before


@pytest.mark.parametrize(("where", "beginning"), [("file", "file: "), ("file/below", "file")])
def test_an_index_is_not_made_in_a_file(here, nutgraf, where, beginning):
    before = everything(here)
    done = nutgraf("index", "a.jsonl", "--index", where, cwd=here)
    assert done.code == 3
    assert done.line.startswith(beginning)
    assert "not a directory" in done.line or "file exists" in done.line
    assert everything(here) == before


def test_an_index_is_not_made_among_other_peoples_files(here, nutgraf):
    before = everything(here)
    done = nutgraf("index", "a.jsonl", "--index", "strange", cwd=here)
    assert done.code == 2
    assert done.line == (
        "strange is not an index and is not empty (it contains 'photo.jpg'); choose another folder with --index"
    )
    assert everything(here) == before
