"""Write what `nutgraf COMMAND --help` prints into docs/cli.md: `python docs/help.py`, after each change of an option.

A block that opens with a line such as `$ nutgraf index --help` is replaced; all other text of the page stays.
"""

from __future__ import annotations

import re
import tomllib
from importlib import import_module
from pathlib import Path

import typer
from typer.testing import CliRunner

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "cli.md"
_BLOCK = re.compile(r"```console\n\$ nutgraf (?:(?P<command>[a-z]+) )?--help\n.*?```", re.DOTALL)


def application() -> typer.Typer:
    """The command line, found where pyproject.toml says that the command `nutgraf` starts."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    module, _, _ = settings["project"]["scripts"]["nutgraf"].partition(":")
    app: typer.Typer = import_module(module).app
    return app


def commands() -> list[str]:
    """The names of all commands, in the order of `nutgraf --help`."""
    return [command.name for command in application().registered_commands if command.name]


def with_help(page: str) -> str:
    """Replace each block of help in a page by what the command prints today."""
    app = application()

    def block(match: re.Match[str]) -> str:
        arguments = [match["command"], "--help"] if match["command"] else ["--help"]
        result = CliRunner().invoke(app, arguments, prog_name="nutgraf")
        assert result.exit_code == 0, result.output
        return f"```console\n$ nutgraf {' '.join(arguments)}\n{result.output.strip()}\n```"

    return _BLOCK.sub(block, page)


if __name__ == "__main__":
    PAGE.write_text(with_help(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
