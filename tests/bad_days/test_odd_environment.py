"""A cache folder that is none, a user without a home, a terminal of no width: the commands work all the same."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from bad_days.oracle import answers
from nutgraf.index.storage.cache_dir import cache_folder
from running.processes import clean_environment

NO_FOLDERS = ["file", "file/below", "", "~nosuchuser/x", "x" * 5000, "x" * 300, "relative", "dangling", "/dev/null"]


@pytest.mark.parametrize("cache", [*NO_FOLDERS, os.fsdecode(b"\xff\xfe")])
def test_a_command_works_with_any_cache_folder(cache, place, forks):
    (place / "file").touch()
    (place / "dangling").symlink_to("nowhere")
    right = answers(place / "index")
    for command in ("search storm", "status", "check", "index news"):
        done = forks.run(*command.split(), "--index", "index", cwd=place, NUTGRAF_CACHE=cache, HOME=place)
        assert (done.code, done.complaints) == (0, "")
    assert answers(place / "index") == right
    assert not [it.name for it in place.iterdir() if "~" in it.name]


def test_a_user_without_a_home_gets_no_folder_of_the_name_of_one(tmp_path):
    """Whoever removes ``~`` removes their home."""
    program = "from nutgraf.index.storage.cache_dir import cache_folder as it; print(it()); it().mkdir(parents=True)"
    environment = clean_environment()
    for name in ("HOME", "NUTGRAF_CACHE", "XDG_CACHE_HOME"):
        environment.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-c", f"import pwd\npwd.getpwuid = {{}}.__getitem__\n{program}"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.startswith(os.devnull)
    assert "NotADirectoryError" in done.stderr
    assert not list(tmp_path.iterdir())


def test_the_home_of_a_user_is_found(monkeypatch):
    monkeypatch.setenv("NUTGRAF_CACHE", "~/cache")
    assert cache_folder() == Path.home() / "cache"
    monkeypatch.delenv("NUTGRAF_CACHE")
    assert cache_folder().is_absolute()


@pytest.mark.parametrize("columns", ["0", "-5", "1", "junk", "9" * 20])
@pytest.mark.parametrize("command", ["search storm", "show s1", "status", "search --help"])
def test_any_width_of_a_terminal_will_do(columns, command, place, forks):
    wide = forks.run(*command.split(), "--index", "index", cwd=place)
    done = forks.run(*command.split(), "--index", "index", cwd=place, COLUMNS=columns, TERM="dumb")
    assert (done.code, done.complaints) == (wide.code, wide.complaints)
    assert sorted("".join(done.stdout.split())) == sorted("".join(wide.stdout.split()))


@pytest.mark.parametrize("where", ["file", "file/below", "dangling", "dangling/x", "x" * 300, "/dev/null"])
def test_an_index_that_cannot_be_made_is_a_line_that_names_the_place(where, place, forks):
    (place / "file").touch()
    (place / "dangling").symlink_to("nowhere")
    for done in (
        forks.run("index", "news", "--index", where, cwd=place),
        forks.run("index", "news", cwd=place, NUTGRAF_INDEX=where),
    ):
        assert done.code == 3
        assert done.line.startswith(where.split("/")[0])
        assert done.line.endswith(("not a directory", "file name too long"))
