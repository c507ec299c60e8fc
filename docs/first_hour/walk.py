"""Walk the roads of docs/first_hour/ in a fresh home, and write what each command prints into its page.

`python docs/first_hour/walk.py` clones this checkout, makes an environment in the clone as README tells, and runs the
commands of each page in one shell. `--home DIR` walks again in the home of an earlier walk, without installing anew.

A line that begins with ``$`` is a command, ``>`` continues it, and the lines after it are what it printed.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent
PAGES = ("install", "analyst", "archivist", "developer")
_BLOCK = re.compile(r"(?<=^```console\n)(?P<lines>.*?)(?=^```$)", re.DOTALL | re.MULTILINE)
_MARK = "\x1e"
_NOISE = re.compile(r"^WARNING: (Retrying|lxml).*\n", re.MULTILINE)
"""Lines of pip that say nothing about nutgraf."""


def walked(page: str, home: Path) -> str:
    """Return a page with what its commands print today, run one after another in a home."""
    commands = [command for block in _BLOCK.finditer(page) for command in _commands(block["lines"])]
    script = home / "walk.sh"
    steps = (f"printf '{_MARK}'\n{_plain(command)}" for command in commands)
    script.write_text("".join(("exec 2>&1\n", *steps)), encoding="utf-8")
    done = subprocess.run(  # noqa: S603  # the pages are ours
        ["/bin/bash", script], cwd=home / "nutgraf", env=_environment(home), capture_output=True, text=True, check=False
    )
    sys.stderr.write(done.stderr)
    outputs = iter(zip(commands, done.stdout.split(_MARK)[1:], strict=True))
    return _BLOCK.sub(lambda block: "".join(_transcript(block["lines"], outputs, home)), page)


def _commands(lines: str) -> list[str]:
    """The commands of a block, as they stand there."""
    return re.findall(r"^\$ .*\n(?:>.*\n)*", lines, re.MULTILINE)


def _plain(command: str) -> str:
    return re.sub(r"^[$>] ?", "", command, flags=re.MULTILINE)


def _transcript(lines: str, outputs: Iterator[tuple[str, str]], home: Path) -> Iterator[str]:
    for _ in _commands(lines):
        command, output = next(outputs)
        shown = _NOISE.sub("", re.sub(r" +$", "", output.replace(str(home), "~").rstrip(), flags=re.MULTILINE))
        yield command + (f"{shown}\n" if shown else "")


def _environment(home: Path) -> dict[str, str]:
    """What a new user's shell has."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("PIP_") or name in {"LANG", "TERM"}}
    return kept | {"HOME": str(home), "PATH": os.defpath, "COLUMNS": "80", "PYTHONUNBUFFERED": "1"}


def main() -> None:
    """Walk all roads."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--home", type=Path, metavar="DIR", help="the home of an earlier walk; by default a new one")
    home: Path | None = parser.parse_args().home
    pages = PAGES if home is None else PAGES[1:]
    if home is None:
        home = Path(mkdtemp(prefix="nutgraf-home-"))
        subprocess.run(["git", "clone", "--quiet", ROOT, home / "nutgraf"], check=True)  # noqa: S603, S607
    for page in (FOLDER / f"{name}.md" for name in pages):
        page.write_text(walked(page.read_text(encoding="utf-8"), home), encoding="utf-8")
    sys.stderr.write(f"the home is {home}\n")


if __name__ == "__main__":
    main()
