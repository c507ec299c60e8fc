"""The commands status and check over an index that another version made."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from material.files import write_records

_FIXTURES = Path(__file__).parents[3] / "fixtures"


@pytest.fixture
def of_another_version(tmp_path):
    return shutil.copytree(_FIXTURES / "index-format-4", tmp_path / ".nutgraf")


@pytest.mark.parametrize("command", [("status",), ("check",), ("check", "--repair")], ids=" ".join)
@pytest.mark.usefixtures("of_another_version")
def test_an_index_that_no_search_takes_is_told(run, command):
    """They said `is sound`, and the next search refused it."""
    searched, done = run("search", "ferry"), run(*command)
    assert (searched.returncode, done.returncode) == (3, 0)
    assert done.stderr.startswith("nutgraf: another version of nutgraf made .nutgraf, and ")
    assert done.stderr.endswith("; run: nutgraf rebuild --index .nutgraf\n")
    assert run("rebuild").returncode == 0
    assert run(*command).stderr == ""


@pytest.mark.usefixtures("of_another_version")
def test_a_dry_run_refuses_what_the_run_refuses(run, tmp_path):
    write_records(tmp_path / "a.jsonl", {"id": "x", "text": "harbour"})
    for options in ((), ("--dry-run",)):
        done = run("index", "a.jsonl", *options)
        assert (done.returncode, done.stdout) == (3, "")
        assert "; run: nutgraf rebuild " in done.stderr
