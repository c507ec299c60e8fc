"""What is shown on a terminal: colour, width, and nothing that steers it."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from material.files import write_records
from nutgraf.search.cli.terminal import terminal
from nutgraf.search.output.manner import manner
from running.processes import QUICK_COMMAND, clean_environment

HOSTILE = "harbour \x1b[31mred\x1b]52;c;aGk=\x07 \x9b1m [/bold] [link=x]y[/link] \u202eevil\u2066 :smile: %s {0}"


@pytest.mark.parametrize(
    ("tty", "environment", "colour"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (True, {"TERM": "dumb"}, False),
        (False, {"FORCE_COLOR": "1"}, True),
        (False, {"FORCE_COLOR": ""}, False),
        (True, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_the_environment_and_an_option_decide_on_colour(monkeypatch, tty, environment, colour):
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: tty, raising=False)
    assert bool(terminal()["colour"]) == colour
    for choice, shown in {"always": True, "never": False}.items():  # before the environment
        monkeypatch.setattr(manner, "color", choice)
        assert terminal()["colour"] == shown


@pytest.mark.parametrize("command", [("search", "harbour"), ("show", "bad\x1b[2J"), ("search", "harbour", "-C", "2")])
def test_nothing_in_an_article_steers_a_terminal(run, tmp_path, command, on_a_terminal):
    bad = dict.fromkeys(("title", "source", "categories", "authors", "url"), HOSTILE)
    write_records(tmp_path / "a.jsonl", {"id": "bad\x1b[2J", "text": f"{HOSTILE}\n\nother {HOSTILE}", **bad})
    assert run("index", "a.jsonl").returncode == 0

    shown, code = on_a_terminal(tmp_path, *command)

    assert code == 0
    ours = re.sub(rb"\x1b\[[0-9;]*m", b"", shown)
    ours = re.sub(rb"\r\x1b\[K", b"", ours)  # the status line's
    text = ours.decode()
    assert "\x1b" not in text
    assert not set(text) & set("\x07\x9b\x9d\u202e\u2066")
    assert "\\x1b" in text
    assert "[/bold]" in text
    assert ":smile:" in text


def test_file_names_and_ids_in_messages_are_safe_too(run, tmp_path):
    (tmp_path / "a\x1b[31m.jsonl").write_text("{}\n")
    done = run("index", ".")
    assert done.returncode == 4
    assert "\x1b" not in done.stderr
    assert "\x1b" not in run("show", "x\x1b[31m").stderr


def test_colour_is_for_terminals_that_want_it(archive, on_a_terminal):
    shown, _ = on_a_terminal(archive, "search", "astrolabe", "-k", 1)
    assert b"\x1b[1;32m" in shown  # the telling sentence
    plain, code = on_a_terminal(archive, "search", "astrolabe", "-k", 1, NO_COLOR="1")
    assert code == 0
    assert b"m" in plain
    assert not re.search(rb"\x1b\[[0-9;]*m", plain)


def test_lines_fit_the_window(archive, on_a_terminal):
    for columns in (40, 200):
        shown, _ = on_a_terminal(archive, "search", "astrolabe", "-k", 3, columns=columns, NO_COLOR="1")
        text = re.sub(r"[^\n]*\r\x1b\[K", "", shown.decode()).replace("\r", "")  # a busy machine says what it does
        assert max(map(len, text.splitlines())) <= columns  # notices too
        hits = text.partition("nutgraf: ")[0].splitlines()
        assert len(hits) > 9
        assert max(map(len, hits)) <= min(columns, 100)


def test_whoever_has_seen_enough_may_close_the_pipe(archive):
    program = [
        sys.executable,
        "-c",
        QUICK_COMMAND,
        "search",
        "strike",
        "-k",
        "100",
        "-C",
        "5",
    ]
    reader, writer = os.pipe()
    os.close(reader)
    process = subprocess.Popen(program, cwd=archive, env=clean_environment(), stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert process.communicate(timeout=60)[1] == b""
    assert process.returncode == 0
