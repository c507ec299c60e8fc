"""The command line in this process: what is wrong with what was typed, and the options that all commands have."""

import re

import pytest
from nutgraf import __version__
from nutgraf.corpus.sample import ARTICLES
from nutgraf.search.cli.app import app
from nutgraf.search.output.manner import manner
from typer.testing import CliRunner


@pytest.fixture
def typed():
    """Runs the command line with these arguments; other tests find the process as it was."""
    yield lambda *arguments, **environment: CliRunner(env=environment).invoke(app, arguments, prog_name="nutgraf")
    manner.quiet, manner.color = False, "auto"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["search", "x", "-k", "ten"], "-k: 'ten' is not a whole number; see: nutgraf search --help"),
        (["search", "x", "-k", "1.5"], "-k: '1.5' is not a whole number; see: nutgraf search --help"),
        (["search", "x", "-k", "0"], "-k: 0 is too small; the least is 1; see: nutgraf search --help"),
        (["search", "x", "--min-relevance", "high"], "--min-relevance: 'high' is not a number; see: "),
        (["search", "x", "--min-relevance", "3"], "--min-relevance: 3 is too large; the most is 1; see: "),
        (["search", "x", "--mode", "fast"], "--mode: 'fast' is none of: hybrid, dense, bm25; see: "),
        (["search", "x", "--sorce", "A"], "there is no option --sorce, but --source or "),
        (["search", "x", "--since"], "--since needs a value; see: nutgraf search --help"),
        (["search", "--literal=yes", "x"], "--literal takes no value; see: "),
        (["search"], "QUESTION is missing; see: nutgraf search --help"),
        (["index", ".", "--map", "text"], "--map: 'text' is not field=key"),
        (["cite"], "ID: give the ids of articles, - for standard input, or a filter; see: nutgraf cite --help"),
        (["status", "a", "b"], "one argument too many: a b; see: nutgraf status --help"),
        (["serch", "x"], "there is no command 'serch', but 'search' or 'serve'; see: nutgraf --help"),
        (["--verbose"], "there is no option --verbose"),
        (["help", "serch"], "there is no command 'serch'; nutgraf help lists all"),
        (["\x1b[31m"], "there is no command '\\x1b[31m'; see: nutgraf --help"),
    ],
)
def test_wrong_usage_is_one_line_in_plain_words(typed, arguments, told):
    done = typed(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"nutgraf: error: {told}")
    assert done.stderr.count("\n") == 1


def test_the_version_is_told(typed):
    assert typed("--version").stdout == f"nutgraf {__version__}\n"


def test_help_is_a_command_too(typed):
    assert typed("help", "search").stdout == typed("search", "--help").stdout
    assert typed("help").stdout == typed("--help").stdout


@pytest.mark.parametrize("columns", [24, 40, 80, 200])
def test_help_fits_the_window_and_breaks_no_word(typed, columns):
    wide = typed("search", "--help", COLUMNS="100").stdout.split()
    shown = typed("search", "--help", COLUMNS=str(columns)).stdout
    assert shown.split() == wide
    assert all(len(line) <= columns or len(line.split()) == 1 or line.startswith("  -") for line in shown.splitlines())
    assert max(map(len, shown.splitlines())) <= max(columns, 42)
    assert not re.search(r"<\w+|x>=|list\[", shown)


def test_whoever_wants_quiet_reads_data_and_what_is_wrong(typed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    bad = tmp_path / "bad.jsonl"
    bad.write_text("{}\n")
    assert typed("index", str(ARTICLES), "--dry-run", "-q").stdout.startswith("would be: ")
    assert "bad.jsonl:1" in typed("index", "--dry-run", "-q", str(bad)).stderr
    missing = typed("--quiet", "status")
    assert missing.exit_code == 3
    assert "no index" in missing.stderr
