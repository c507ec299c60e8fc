import errno
import json
import os
import subprocess
import sys

import pytest
import typer
from nutgraf.corpus.errors import (
    CorpusError,
    EngineError,
    ExtraMissingError,
    IndexFormatError,
    IndexLockedError,
    IndexMissingError,
    IndexTooNewError,
    IndexTooOldError,
    ModelMismatchError,
    NutgrafError,
)
from nutgraf.search.cli.exits import exit_on_error
from nutgraf.search.output.console import Exit, emit, fail, notice


def ends(error):
    """Return the exit code of a command that raises `error`."""
    with pytest.raises(typer.Exit) as ended, exit_on_error():
        raise error
    return ended.value.exit_code


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NutgrafError("no such model"), 2),
        (CorpusError("a.jsonl: not there"), 2),
        (ExtraMissingError("a feed", "feeds"), 2),
        (IndexMissingError("no index in x"), 3),
        (IndexFormatError("damaged"), 3),
        (IndexTooNewError("newer"), 3),
        (IndexTooOldError("older"), 3),
        (IndexLockedError("another nutgraf is writing"), 3),
        (ModelMismatchError("another model"), 3),
        (MemoryError(), 3),
        (OSError(errno.ENOSPC, "No space left on device", "x/journal"), 3),
        (
            ExceptionGroup(
                "of tasks", [ExceptionGroup("of tasks", [OSError(errno.ENOSPC, "No space left on device")])]
            ),
            3,
        ),
        (ExceptionGroup("of tasks", [OSError("one"), OSError("two")]), 70),
        (RuntimeError("oh"), 70),
        (ValueError("oh"), 70),
        (RecursionError("oh"), 70),
    ],
)
def test_each_error_has_its_exit_code_and_one_line(capsys, monkeypatch, error, code):
    monkeypatch.delenv("NUTGRAF_DEBUG", raising=False)
    assert ends(error) == code
    out, printed = capsys.readouterr()
    assert out == ""
    assert printed.startswith("nutgraf: error: ")
    assert printed.count("\n") == 1
    while isinstance(error, ExceptionGroup) and len(error.exceptions) == 1:  # told as the error in it
        [error] = error.exceptions
    assert (str(error) or "out of memory").lower().removeprefix("[errno 28] ")[:20] in printed.lower()


def test_every_error_class_of_ours_has_been_given_a_code():
    def classes(of):
        return {of}.union(*(classes(it) for it in of.__subclasses__()))

    known = {CorpusError, ExtraMissingError, IndexMissingError, IndexFormatError, IndexTooNewError, IndexTooOldError}
    known |= {IndexLockedError, EngineError}
    ours = {it for it in classes(NutgrafError) if it.__module__ == "nutgraf.corpus.errors"}
    assert ours == known | {ModelMismatchError, NutgrafError}


@pytest.mark.parametrize("text", ["a\nb", "\x1b[31mred", "\x9b31m", "\x1b]52;c;x\x07", "\u202eabc", "a\r\nb", "\udcff"])
def test_a_message_is_safe_and_on_one_line(capsys, text):
    for tell in (lambda: notice(text), lambda: ends(CorpusError(text))):
        tell()
        printed = capsys.readouterr().err
        assert printed.count("\n") == 1
        assert not set(printed) & set("\x1b\x9b\x07\r\u202e\udcff")


def test_interruption_ends_silently(capsys):
    assert ends(KeyboardInterrupt()) == 130
    assert capsys.readouterr() == ("", "")


def test_an_exit_or_a_usage_error_is_passed_on():
    assert ends(typer.Exit(4)) == 4
    with pytest.raises(typer.BadParameter), exit_on_error():
        raise typer.BadParameter("no")


def test_nothing_wrong_is_no_exit():
    with exit_on_error():
        notice("all is well")


def test_an_unexpected_error_says_how_to_see_more_and_is_shown_if_asked(capsys, monkeypatch):
    monkeypatch.delenv("NUTGRAF_DEBUG", raising=False)
    ends(KeyError("rows"))
    printed = capsys.readouterr().err
    assert printed == "nutgraf: error: unexpected KeyError: 'rows'; set NUTGRAF_DEBUG=1 and run again for a traceback\n"
    monkeypatch.setenv("NUTGRAF_DEBUG", "1")
    with pytest.raises(KeyError), exit_on_error():
        raise KeyError("rows")


def test_an_argument_that_is_no_text_is_wrong_input(capsys):
    assert _encoding_fails() == Exit.WRONG_INPUT
    assert capsys.readouterr().err == "nutgraf: error: '\\udcff' is not valid UTF-8 text\n"


def _encoding_fails():
    with pytest.raises(typer.Exit) as ended, exit_on_error():
        "\udcff".encode()
    return ended.value.exit_code


@pytest.mark.parametrize(
    ("number", "hint"),
    [
        (errno.ENOSPC, "free some space and run the command again"),
        (errno.EROFS, "choose another folder with --index"),
        (errno.EACCES, "change its permissions"),
    ],
)
def test_trouble_with_the_disk_names_the_file_and_the_way_out(capsys, number, hint):
    ends(OSError(number, os.strerror(number), "news.idx/MANIFEST"))
    printed = capsys.readouterr().err
    assert printed.startswith(f"nutgraf: error: news.idx/MANIFEST: {os.strerror(number).lower()}; ")
    assert hint in printed


def test_emit_writes_as_it_is(capsys):
    emit("a\n\tb")
    assert capsys.readouterr().out == "a\n\tb"


def test_fail_always_ends(capsys):
    with pytest.raises(typer.Exit) as ended:
        fail("no", Exit.SKIPPED)
    assert ended.value.exit_code == 4
    assert capsys.readouterr().err == "nutgraf: error: no\n"


# The following tests need real streams, and so a real process: the real command line with one more command.

PROGRAM = """
import sys
from nutgraf.search.cli import app
from nutgraf.search.cli.commands import help
from nutgraf.search.output.console import emit, notice

def boom():
    {body}

help.boom = boom
app.Nutgraf.headings = {{"Begin": {{"boom": "help.boom"}}}}
sys.argv = ["nutgraf", "boom"]
app.main()
"""
MUCH = 'emit("x" * 1_000_000)'


def run(body, shell="", **environment):
    """Run a command with this body, its streams redirected as in a shell."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("NUTGRAF", "PYTHON"))}
    return subprocess.run(
        ["bash", "-c", f'"$0" -c "$1" {shell}', sys.executable, PROGRAM.format(body=body)],
        capture_output=True, env=clean | environment, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("body", [MUCH, f"{MUCH}; {MUCH}", "emit('x')"])
def test_a_reader_that_has_seen_enough_is_no_error(body):
    done = run(body, "| true; exit ${PIPESTATUS[0]}")
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("body", [MUCH, "emit('x')"])
def test_a_full_disk_under_the_output_is_one_line(body):
    done = run(body, "> /dev/full")
    assert done.returncode == 3
    assert done.stderr == b"nutgraf: error: cannot write the output: no space left on device\n"


@pytest.mark.parametrize("shell", ["2> /dev/full", "2>&-", "2> >(exec true)"])
def test_a_notice_that_nobody_can_hear_does_not_stop_the_work(shell):
    done = run("import time; time.sleep(0.3); notice('psst'); notice('psst'); emit('done')", shell)
    assert (done.returncode, done.stdout) == (0, b"done")


@pytest.mark.parametrize("shell", ["> /dev/null", ">&-", "<&- >&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_error(shell):
    done = run(MUCH, shell)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_a_bug_shows_a_traceback_only_when_asked():
    done = run("raise RuntimeError('oh')")
    assert done.returncode == 70
    assert (
        done.stderr
        == b"nutgraf: error: unexpected RuntimeError: oh; set NUTGRAF_DEBUG=1 and run again for a traceback\n"
    )
    assert b"Traceback" in run("raise RuntimeError('oh')", NUTGRAF_DEBUG="1").stderr


@pytest.mark.parametrize(
    "environment", [{"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"}, {"LC_ALL": "C"}]
)
def test_data_is_utf_8_whatever_the_locale(environment):
    text = "“é” 雪 👩‍👧"
    done = run(f"import json; emit(json.dumps({text!r}, ensure_ascii=False)); notice({text!r})", **environment)
    assert json.loads(done.stdout.decode()) == text
    assert done.stderr.decode() == f"nutgraf: {text}\n"
    assert done.returncode == 0


def nutgraf(arguments, shell=""):
    program = "from nutgraf.search.cli.app import main; main()"
    return subprocess.run(
        ["bash", "-c", f'"$0" -c "$1" {arguments} {shell}', sys.executable, program],
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("arguments", ["--help", "search --help"])
def test_help_is_printed_as_other_output_is(arguments):
    whole = nutgraf(arguments)
    assert (whole.returncode, whole.stderr) == (0, b"")
    assert whole.stdout.startswith(b"Usage: ")
    full = nutgraf(arguments, "> /dev/full")
    assert full.returncode == 3
    assert full.stderr == b"nutgraf: error: cannot write the output: no space left on device\n"
    closed = nutgraf(arguments, "> >(exec true); exit $?")
    assert (closed.returncode, closed.stderr) == (0, b"")


@pytest.mark.parametrize("arguments", ["", "search x --format nosuch"])
@pytest.mark.parametrize("shell", ["2> /dev/full", "<&- >&- 2>&-"])
def test_a_usage_error_that_nobody_can_hear_keeps_its_code(arguments, shell):
    done = nutgraf(arguments, shell)
    assert (done.returncode, done.stdout, done.stderr) == (2, b"", b"")
