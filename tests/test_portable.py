"""A system without what Windows lacks: the quick part of ``make test-portable``."""

import json
import subprocess
import sys
import tarfile

import pytest
from running.processes import QUICK_COMMAND, clean_environment

STORY = {"id": "a1", "title": "Ferry crews walk out", "text": "No ferry will leave.\n\nThe storm kept the boats in."}
PROBE = """
import importlib, pathlib, sys, fcntl, os, signal  # which this program has, and nutgraf has not
taken = [("index.storage.durable", "os", "O_DIRECTORY"), ("corpus.files.regular_file", "os", "pread"),
         ("corpus.sandbox.parser_limits", "signal", "setitimer"), ("search.servers.http.sockets", "socket", "AF_UNIX")]
for module, name, attribute in taken:
    theirs = getattr(importlib.import_module(f"nutgraf.{module}"), name)
    assert hasattr(sys.modules[name], attribute) and not hasattr(theirs, attribute), attribute
from nutgraf.index.machine import cores, process_limits
assert process_limits() == [] and cores() > 0
from nutgraf.search.servers.http.worker import _died
assert _died(0).code == "worker_died"  # and not the end that only a signal of Unix brings
"""


@pytest.fixture
def poorer(tmp_path):
    """Runs a program of Python, or the command with the quick model, on such a system."""

    def poorer(*arguments, program=QUICK_COMMAND):
        command = [sys.executable, "-c", program, *arguments]
        environment = clean_environment(NUTGRAF_TESTS_PORTABLE=1)
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return poorer


def test_the_names_are_gone_for_nutgraf_alone(poorer):
    poorer(program=PROBE)


def test_articles_are_read_indexed_found_changed_and_checked(poorer, tmp_path):
    news = tmp_path / "news"
    news.mkdir()
    (news / "a.jsonl").write_text(json.dumps(STORY))
    (news / "b.md").write_text("# Otters are back\n\nThe river is clean.")  # read in a process of its own
    (tmp_path / "c.jsonl").write_text(json.dumps(STORY | {"id": "c1", "text": "The mayor resigned."}))
    with tarfile.open(news / "more.tar", "w") as archive:
        archive.add(tmp_path / "c.jsonl", "c.jsonl")
    assert poorer("index", "news").startswith("3 new")
    assert poorer("search", "storm", "--format", "csv", "-k", "1").splitlines()[1].find("a1#p1") >= 0
    (news / "a.jsonl").write_text(json.dumps(STORY | {"text": "The ferries sail again."}))
    assert poorer("index", "news").startswith("0 new, 1 changed")
    poorer("compact")
    poorer("rebuild")
    assert "is sound" in poorer("check")
