"""Output that cannot be written, and closed streams: one line at most, the right exit code, never a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from bad_days.commands import CommandResult, command_result
from running.processes import QUICK_COMMAND, clean_environment

FULL = Path("/dev/full")
COMMAND = [sys.executable, "-c", QUICK_COMMAND]


def in_a_shell(line: str, *arguments: object, cwd: Path) -> CommandResult:
    """Run a line of the shell, in which ``"$@"`` is the command."""
    done = subprocess.run(
        ["sh", "-c", line, "sh", *COMMAND, *map(str, arguments)],
        cwd=cwd, env=clean_environment(), capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return command_result(done)


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("arguments", [["--help"], ["search", "--help"], ["status"], ["search", "storm"]], ids=" ".join)
def test_output_that_cannot_be_written_is_told_in_one_line(arguments, place):
    done = in_a_shell(
        '"$@" >/dev/full', *arguments, *([] if "--help" in arguments else ["--index", "index"]), cwd=place
    )
    assert (done.code, done.line) == (3, "cannot write the output: no space left on device")


@pytest.mark.parametrize("line", ['"$@" >&-', '"$@" 2>&-', '"$@" >&- 2>&-', '"$@" 2>/dev/full >/dev/null'])
def test_a_closed_stream_is_no_error(line, place):
    assert in_a_shell(line, "status", "--index", "index", cwd=place).code == 0


def test_help_needs_no_open_stream(place):
    assert in_a_shell('"$@" >&- 2>&-', "--help", cwd=place).code == 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_among_the_files_to_index_is_passed_over(place, forks):
    os.mkfifo(place / "news" / "pipe.jsonl")
    done = forks.run("index", "news", "--index", "index", cwd=place)
    assert done.code in (0, 4)
    assert "pipe.jsonl" in done.stderr
