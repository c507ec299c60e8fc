"""A read-only index: searches work, and writing commands say where the problem is and what to do."""

from __future__ import annotations

import shlex
import shutil

import pytest
from bad_days.oracle import answers


@pytest.fixture
def read_only(place, mount):
    mount("--bind", place / "index", place / "index")
    mount("-o", "remount,ro,bind", place / "index")
    with pytest.raises(OSError, match="Read-only"):
        (place / "index" / "x").touch()
    return place


@pytest.mark.parametrize("command", ["search storm", "search --mode bm25 storm", "show s1", "status", "check"])
def test_a_read_only_index_can_be_read(read_only, nutgraf, forks, archive, command):
    done = nutgraf(*shlex.split(command), "--index", "index", cwd=read_only)
    assert (done.code, done.complaints) == (0, "")
    assert done.stdout == forks.run(*shlex.split(command), "--index", "index", cwd=archive).stdout


@pytest.mark.parametrize("command", ["index news", "remove s1", "rebuild", "check --repair"])
def test_who_would_write_a_read_only_index_is_told_where_and_what_to_do(read_only, forks, command):
    before = answers(read_only / "index")
    done = forks.run(*shlex.split(command), "--index", "index", cwd=read_only)
    assert done.code == 3
    assert done.line.endswith("index/LOCK: read-only file system; choose another folder with --index")
    assert answers(read_only / "index") == before


def test_a_new_index_on_a_read_only_disk_is_refused_the_same_way(read_only, nutgraf):
    shutil.copytree(read_only / "news", read_only / "more")
    done = nutgraf("index", "more", "--index", "index/new", cwd=read_only)
    assert done.code == 3
    assert done.line.startswith("index/new")
    assert done.line.endswith("read-only file system; choose another folder with --index")
