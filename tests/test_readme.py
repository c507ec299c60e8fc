"""The commands and programs in README do what README says."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import nutgraf
import pytest
from conftest import clean_environment
from nutgraf.search.cli.app import COMMANDS

README = (Path(nutgraf.__file__).parent / "README.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.S)


def test_the_two_commands_come_first():
    first = blocks("console")[0]
    assert first.startswith("$ make demo")
    assert "\n$ make test" in first
    assert README.index(first) < 300


@pytest.mark.model
def test_the_programs_do_what_they_say(tmp_path):
    programs = blocks("python")
    alone = "for program in sys.argv[1:]:\n exec(program, {'__name__': '__main__'})\n print(chr(12))"
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{alone}", *programs],
        cwd=tmp_path,
        env=clean_environment() | {"HAYSTACK_TELEMETRY_ENABLED": "False", "PATH": path},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    said = done.stdout.split("\f\n")
    assert done.returncode == 0, done.stderr
    assert len(said) == len(programs) + 1
    assert said[0].startswith("1 a1#p1 Harbour Gazette The union wants nine per cent.\n")
    assert all("a1#p1" in it for it in said[:-1])


def test_every_command_and_option_that_it_shows_is_known(run):
    shown = [line[2:] for block in blocks("console") for line in block.splitlines() if line.startswith("$ nutgraf ")]
    assert len(shown) > 12
    for line in shown:
        words = shlex.split(line, comments=True)
        if "<" in words:
            words = words[: words.index("<")]
        flags = {word for word in words if word.startswith("-") and word != "-"}
        help_text = run(words[1], "--help").stdout
        assert words[1] in COMMANDS
        assert all(re.search(rf"{re.escape(flag)}\b", help_text) for flag in flags), line


def test_every_command_is_named():
    for name in COMMANDS:
        assert f"nutgraf {name}" in README or f"make {name}" in README


@pytest.mark.model
def test_the_answers_it_shows_are_those_of_the_demo(run):
    shown = next(block for block in blocks("console") if "-k 2" in block)
    done = run("demo", fake=False, COLUMNS="80")
    answers = shown.split("\n", 1)[1]
    assert done.returncode == 0
    assert done.stdout.startswith(answers.rstrip("\n"))
