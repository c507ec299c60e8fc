"""Questions on standard input."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

pytestmark = pytest.mark.usefixtures("archive")


def test_questions_by_pipe_are_answered_a_line_each(run):
    questions = b"ferry strike\n\nwho won the marathon?\n\xff\xfe\n  \nastrolabe"
    done = run("search", "-", "-k", 2, stdin=questions)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [it["query"] for it in answers] == ["ferry strike", "who won the marathon?", "astrolabe"]
    assert all(len(it["hits"]) == 2 for it in answers)
    assert done.returncode == 4
    assert done.stderr.startswith("nutgraf: -:4: ")
    assert run("search", "-", "--mode", "bm25", stdin="zzz\n").returncode == 1


def test_questions_by_pipe_are_answered_in_the_format_asked_for(run):
    def asked(output):
        done = run("search", "-", "-k", 2, "--format", output, stdin="ferry strike\nastrolabe")
        assert done.returncode == 0
        return done.stdout

    whole = [json.loads(line) for line in asked("json").splitlines()]
    ids = [(it["query"], hit["id"]) for it in whole for hit in it["hits"]]
    assert [(row["query"], row["id"]) for row in map(json.loads, asked("jsonl").splitlines())] == ids
    assert [(row["query"], row["id"]) for row in csv.DictReader(io.StringIO(asked("csv")))] == ids
    assert re.findall(r"^# (.+)$", asked("md"), re.MULTILINE) == ["ferry strike", "astrolabe"]
    text = asked("text")
    assert [line for line in text.splitlines() if line in ("ferry strike", "astrolabe")] == [
        "ferry strike",
        "astrolabe",
    ]
    assert all(f"    {passage}\n" in text for _, passage in ids)
