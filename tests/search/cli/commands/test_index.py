"""The command index: it follows an archive, and tells what it cannot take."""

from __future__ import annotations

import gzip
import json
import os
import re

import pytest
from material.files import write_records
from nutgraf.corpus.errors import ExtraMissingError
from nutgraf.corpus.sample import ARTICLES
from nutgraf.index.writing.report import Report
from nutgraf.search.cli.commands.indexing import _summary
from nutgraf.search.output.console import emit_lines
from running.processes import clean_environment


def test_an_index_follows_its_archive(run, tmp_path):
    news = tmp_path / "news"
    two = {"id": "two", "text": "river\n\nfloods"}
    one = write_records(news / "a.jsonl", {"id": "one", "text": "old harbour"}, two)
    write_records(news / "b.jsonl", {"id": "three", "text": "a strike"})
    assert run("index", news).stdout == "3 new, 0 changed, 0 unchanged, 0 removed, 0 skipped; generation 1\n"
    write_records(one, {"id": "one", "text": "new harbour"}, two)
    (news / "b.jsonl").unlink()
    assert run("index", news).stdout.startswith("0 new, 1 changed, 1 unchanged, 0 removed, 0 skipped; generation ")
    assert json.loads(run("status", "--format", "json").stdout)["articles"] == 3

    assert run("index", news, "--prune").stdout.startswith("0 new, 0 changed, 2 unchanged, 1 removed, ")

    shown = json.loads(run("search", "harbour", "--format", "json").stdout)
    assert (shown["index"]["articles"], shown["index"]["passages"]) == (2, 3)
    assert {hit["text"] for hit in shown["hits"]} == {"new harbour", "river", "floods"}
    assert run("remove", "two", "absent").returncode == 4
    assert run("remove", "absent").returncode == 1
    assert json.loads(run("status", "--format", "json").stdout)["articles"] == 1
    assert run("check").stdout == ".nutgraf is sound\n"
    assert run("rebuild").stdout.startswith("1 article; generation ")
    assert json.loads(run("search", "river", "--format", "jsonl").stdout)["text"] == "new harbour"


def test_the_index_may_stand_anywhere(run, tmp_path):
    where = tmp_path / "deep" / "index"
    assert run("index", ARTICLES, "--index", where).returncode == 0
    assert run("status", NUTGRAF_INDEX=str(where)).returncode == 0
    assert not (tmp_path / ".nutgraf").exists()
    assert run("status").returncode == 3


def test_an_index_inside_its_archive_does_not_index_itself(run, tmp_path):
    write_records(tmp_path / "a.jsonl", {"id": "one", "text": "harbour"})
    for _ in range(2):
        assert run("index", ".", "--index", "my-index").returncode == 0
    assert json.loads(run("status", "--index", "my-index", "--format", "json").stdout)["articles"] == 1


def test_a_feed_that_came_back_empty_costs_nothing(run, tmp_path):
    feed = write_records(tmp_path / "news" / "a.jsonl", {"id": "one", "text": "harbour"})
    assert run("index", "news").returncode == 0
    feed.write_text("")
    done = run("index", "news", "--prune")
    assert (done.returncode, done.stderr) == (4, "news/a.jsonl: the file contains no articles\n")
    assert json.loads(run("status", "--format", "json").stdout)["articles"] == 1


def test_articles_come_in_by_pipe_too(run):
    done = run("index", "-", stdin='{"id": "x", "text": "harbour", "outlet": "Wire"}\n')
    assert done.stdout.startswith("1 new")
    assert json.loads(run("show", "x", "--format", "json").stdout)["article"]["source"] == "Wire"


def test_each_bad_record_is_told_by_file_and_line_and_the_good_ones_are_there(run, tmp_path):
    good = b'{"id": "%s", "text": "harbour"}\n'
    lines = [
        (good % b"first", None),
        (b'{"text": "caf\xe9"}\n', "UTF-8"),
        (b'{"text": "broken\n', "JSON"),
        (b'{"id": "no-text"}\n', "no text"),
        (b'{"text": null}\n', "null"),
        (b'{"text": 7}\n', "not a string"),
        (b'{"id": "kept", "text": "harbour", "title": {"n": 5}}\n', "title is not a string"),
        (b'{"id": "nul", "text": "a\\u0000b"}\n', "NUL"),
        (b'{"id": "half", "text": "a\\ud800b"}\n', None),  # told with the line before, as of one kind
        (b'{"text": "\\u200b \\u00a0"}\n', "no text"),
        (b'{"id": "first", "text": "something else"}\n', "another text"),
        (b'{"text": "' + b"word " * 10_000_000 + b'"}\n', "longer than"),
        (b'{"text": "x", "deep": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n", "JSON"),
        (good % b"last", None),
    ]
    (tmp_path / "a.jsonl").write_bytes(b"".join(line for line, _ in lines))
    (tmp_path / "bomb.jsonl.gz").write_bytes(gzip.compress(b" " * 200_000_000))

    done = run("index", "a.jsonl", "bomb.jsonl.gz")

    assert done.returncode == 4
    assert done.stdout.startswith("5 new, 0 changed, 0 unchanged, 0 removed, 10 skipped")
    told = done.stderr.splitlines()
    assert len(told) == 12
    for number, (_, reason) in enumerate(lines, start=1):
        mine = [line for line in told if line.startswith(f"a.jsonl:{number}: ")]
        assert len(mine) == (1 if reason else 0), number
        assert not reason or reason in mine[0]
    assert told[-1].startswith("bomb.jsonl.gz")
    found = json.loads(run("search", "harbour", "--no-collapse", "--format", "json").stdout)
    assert {hit["article"]["id"] for hit in found["hits"]} == {"first", "kept", "nul", "half", "last"}


def test_a_bad_date_is_a_warning_and_no_guess(run, tmp_path):
    write_records(tmp_path / "a.jsonl", {"id": "x", "text": "harbour", "date": "03/04/2023"})
    done = run("index", "a.jsonl")
    assert done.returncode == 0
    assert done.stderr.startswith("a.jsonl:1: date '03/04/2023' is open")
    assert json.loads(run("show", "x", "--format", "json").stdout)["article"]["published"] is None


def test_a_missing_extra_names_the_command_that_mends_it(run, tmp_path):
    (tmp_path / "a.html").write_text("<html><body><p>harbour</p></body></html>")
    write_records(tmp_path / "b.jsonl", {"id": "x", "text": "harbour"})
    (tmp_path / "trafilatura.py").write_text("raise ImportError('No module named trafilatura', name='trafilatura')")
    done = run("index", "a.html", "b.jsonl", PYTHONPATH=f"{tmp_path}{os.pathsep}{clean_environment()['PYTHONPATH']}")
    assert done.returncode == 4
    assert ExtraMissingError("", "html").command in done.stderr
    assert done.stdout.startswith("1 new")


def test_a_bar_shows_on_a_terminal_and_only_when_it_takes_long(tmp_path, on_a_terminal):
    write_records(tmp_path / "a.jsonl", *({"id": str(n), "text": f"harbour {n} " * 40} for n in range(600)))
    shown, code = on_a_terminal(tmp_path, "index", "a.jsonl", FAKE_DELAY="0.0025", FAKE_BATCHES="2048,256,8")
    assert code == 0
    assert b"indexing" in shown
    assert b"articles" in shown
    assert re.search(rb"\b[1-9]\d*/600 \[", shown)
    assert b"100%" not in shown  # the bar ends when the work ends, and does not stand full
    assert b"600 new" in shown


@pytest.mark.parametrize(
    ("report", "summary"),
    [
        (Report(new=1234, generation=7), "1,234 new, 0 changed, 0 unchanged, 0 removed, 0 skipped; generation 7"),
        (
            Report(new=1, changed=2, unchanged=3, removed=4, skipped=5, warned=6, embedded=7, generation=8),
            "1 new, 2 changed, 3 unchanged, 4 removed, 5 skipped; generation 8",
        ),
    ],
)
def test_a_run_is_told_in_one_line(report, summary):
    assert _summary(report) == summary


def test_what_names_files_is_safe_and_a_line_each(capsys):
    emit_lines(["news/\x1b[31m.jsonl: lost", "a\nb"])
    assert capsys.readouterr().out == "news/\\x1b[31m.jsonl: lost\na b\n"


def test_an_empty_path_is_refused(run, tmp_path):
    """It was read as the current folder, with `: cannot be read` and exit code 4."""
    write_records(tmp_path / "a.jsonl", {"id": "x", "text": "harbour"})
    for options in ([], ["--prune=force"], ["--dry-run"]):
        done = run("index", "", *options)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == "nutgraf: error: the path is empty; give a file, a folder or -\n"
