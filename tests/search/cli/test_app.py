"""The command line as a whole: its help, its exit codes, and what it imports."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from itertools import chain

import pytest
from nutgraf.corpus.sample import ARTICLES
from nutgraf.search.cli.app import HEADINGS
from running.processes import clean_environment


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["search"], 2, "QUESTION"),
        (["search", "  "], 2, "the question is empty"),
        (["search", "x", "-k", "0"], 2, "-k"),
        (["search", "x", "-k", "ten"], 2, "-k"),
        (["search", "x", "--max-per-article", "0"], 2, "--max-per-article"),
        (["search", "x", "--max-per-article", "many"], 2, "--max-per-article"),
        (["search", "x", "--since", "gestern"], 2, "'gestern' is not a date"),
        (["search", "x", "--since", "yesterday"], 1, "nothing found; the archive ends 2024-10-14"),
        (["list", "--until", "May 1999"], 1, "nothing found; the archive begins 20"),
        (["search", "x", "--mode", "magic"], 2, "--mode"),
        (["search", "x", "--since", "2024", "--until", "2023"], 2, "since is later than until"),
        (["search", "x", "--format", "xml"], 2, "--format"),
        (["search", "harbour", "--source", "Nobody"], 1, "nothing found; no article has the source 'Nobody'"),
        (["search", "zzz", "--mode", "bm25"], 1, "nothing found"),
        (["show", "absent"], 1, "no article or passage 'absent'"),
        (["show", "courant-pentagon-leak#p99"], 1, "no article or passage"),
        (["index", "absent.jsonl"], 2, "absent.jsonl"),
        (["index", ".", "--map", "text"], 2, "--map"),
        (["index", ".", "--map", "colour=red"], 2, "colour"),
        (["search", "x", "--index", "absent"], 3, "nutgraf index PATH --index absent"),
        (["eval", "absent"], 2, "absent"),
        (["nonsense"], 2, "nonsense"),
    ],
)
@pytest.mark.usefixtures("archive")
def test_what_is_wrong_is_told_with_the_right_code_and_nothing_on_stdout(run, arguments, code, says):
    done = run(*arguments)
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


MODELLESS = [
    ["--help"],
    ["search", "--help"],
    ["status"],
    ["search", "ferry", "--mode", "bm25"],
    ["show", "gazette-ferry-strike"],
    ["check"],
    ["remove", "gazette-ferry-strike"],
    ["index", str(ARTICLES)],
]
IMPORTS = """
import json, sys
from running import quick_command
for arguments in json.loads(sys.argv[1]):
    sys.argv = ["nutgraf", *arguments]
    try:
        quick_command.main()
    except SystemExit as end:
        code = end.code or 0
    print(json.dumps([arguments, code, [*sys.modules]]), file=sys.stderr)
"""


def test_what_needs_no_model_never_imports_torch(archive):
    done = subprocess.run(  # one process, which keeps what each has imported
        [sys.executable, "-c", IMPORTS, json.dumps(MODELLESS)],
        cwd=archive, env=clean_environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    told = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("[[")]
    assert [arguments for arguments, *_ in told] == MODELLESS
    for arguments, code, modules in told:
        assert code == 0, arguments
        assert "typer" in modules
        heavy = {"torch", "sentence_transformers", "transformers", "pymilvus", "grpc", "nutgraf.index.engine"}
        assert not heavy & {*modules}, arguments


def test_help_names_every_command_and_each_has_help_of_its_own(run):
    shown = run("--help").stdout
    for name in chain.from_iterable(HEADINGS.values()):
        assert re.search(rf"^  {name} ", shown, re.M)
        done = run(name, "--help")
        assert done.returncode == 0
        assert done.stdout.startswith("Usage: ")
        assert len(done.stdout.splitlines()) > 5
