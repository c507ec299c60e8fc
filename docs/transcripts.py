"""Write what the commands of docs/desk.md print into that page: `python docs/transcripts.py`, after they change.

The commands run one after another, in a folder that holds the sample archive where a checkout has it. What a command
prints replaces the lines after it, up to the next command or the end of its block; all other text of the page stays.
"""

from __future__ import annotations

import os
import re
import runpy
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import chdir
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from typer.testing import CliRunner

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "desk.md"
_BLOCK = re.compile(r"(?<=^```console\n)(?P<lines>.*?)(?=^```$)", re.DOTALL | re.MULTILINE)
_TIME_OF_DAY = r"([T ]\d\d:\d\d(:\d\d(\.\d+)?)?( UTC|Z)?)?"
_SHOWN_TIME = "2024-10-15 09:00 UTC"
"""The time of indexing that the page shows: the real one is that of the run."""


def with_outputs(page: str) -> str:
    """Replace what each command of a page prints by what it prints today."""
    with TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "corpus" / "sample", Path(folder) / "corpus" / "sample")
        with chdir(folder):
            return _BLOCK.sub(lambda match: "".join(_transcript(match["lines"])), page)


def _transcript(lines: str) -> Iterator[str]:
    """Yield the commands of a block, each with what it prints."""
    app = runpy.run_path(str(ROOT / "docs" / "help.py"))["application"]()
    for line in lines.splitlines():
        if not line.startswith("$ nutgraf "):
            continue
        _, *arguments = shlex.split(line[2:], comments=True)
        target = arguments.index(">") if ">" in arguments else len(arguments)
        result = CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1"}).invoke(app, arguments[:target], prog_name="nutgraf")
        if result.exit_code:
            sys.exit(f"{line}\nexit code {result.exit_code}: {result.output}{result.exception or ''}")
        yield f"{line}\n"
        if target < len(arguments):
            Path(arguments[target + 1]).write_text(result.stdout, encoding="utf-8")
        else:
            yield _with_shown_time(result.stdout.rstrip() + "\n")


def _with_shown_time(text: str) -> str:
    """Put the shown time in the place of the run's own, which may have begun on the day before."""
    now = datetime.now(UTC)
    days = "|".join(f"{day:%Y-%m-%d}" for day in (now, now - timedelta(days=1)))
    return re.sub(f"({days}){_TIME_OF_DAY}", _SHOWN_TIME, text)


if __name__ == "__main__":
    os.environ.pop("NUTGRAF_INDEX", None)
    PAGE.write_text(with_outputs(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
