"""Write what `nutgraf COMMAND --help` prints into docs/cli.md: `python docs/help.py`, after each change of an option.

A block that opens with a line such as `$ nutgraf index --help` is replaced; all other text of the page stays.

`python docs/help.py --man FOLDER` writes a man page for each command into FOLDER, from the same declarations.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

import typer
from typer.testing import CliRunner

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "cli.md"
_BLOCK = re.compile(r"```console\n\$ nutgraf (?:(?P<command>[a-z]+) )?--help\n.*?```", re.DOTALL)
_TABLE_ROW = re.compile(r"^\| (?P<name>[^|]+) \| (?P<meaning>.+) \|$", re.MULTILINE)


def application() -> typer.Typer:
    """The command line, found where pyproject.toml says that the command `nutgraf` starts."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    module, _, _ = settings["project"]["scripts"]["nutgraf"].partition(":")
    app: typer.Typer = import_module(module).app
    return app


def commands() -> list[str]:
    """The names of all commands, in the order of `nutgraf --help`."""
    return [*typer.main.get_command(application()).commands]


def with_help(page: str) -> str:
    """Replace each block of help in a page by what the command prints today."""
    app = application()

    def block(match: re.Match[str]) -> str:
        arguments = [match["command"], "--help"] if match["command"] else ["--help"]
        result = CliRunner(env={"COLUMNS": "80"}).invoke(app, arguments, prog_name="nutgraf")
        assert result.exit_code == 0, result.output
        return f"```console\n$ nutgraf {' '.join(arguments)}\n{result.output.strip()}\n```"

    return _BLOCK.sub(block, page)


def man_pages() -> Iterator[tuple[str, str]]:
    """Yield the name of each man page, such as ``nutgraf-search.1``, and its text in troff."""
    from docutils.core import publish_string

    group = typer.main.get_command(application())
    root = typer.Context(group, info_name="nutgraf", help_option_names=["-h", "--help"])
    contexts = [root, *(typer.Context(it, info_name=name, parent=root) for name, it in group.commands.items())]
    for context in contexts:
        name = context.command_path.replace(" ", "-")
        source = "\n".join(_restructured(name, context))
        yield f"{name}.1", publish_string(source, writer="manpage", settings_overrides={"output_encoding": "unicode"})


def _restructured(name: str, context: typer.Context) -> Iterator[str]:
    """Yield the lines of a man page in reStructuredText, of which docutils makes troff."""
    page = import_module("nutgraf.search.cli.help_page").help_page(context.command, context)
    summary = _escaped(page.about[0]).rstrip(".")
    yield from ("=" * len(name), name, "=" * len(name), "")
    yield from ("-" * len(summary), summary, "-" * len(summary), "")
    yield from (":Manual section: 1", ":Manual group: nutgraf", "")
    yield from _titled("SYNOPSIS", [f"``{page.usage}``", ""])
    yield from _titled("DESCRIPTION", [line for it in page.about for line in (_escaped(it), "")])
    for heading, rows in page.sections:
        yield from _titled(heading.upper(), _defined(rows))
    text = PAGE.read_text(encoding="utf-8")
    for heading in ("Exit codes", "Environment", "Configuration"):
        section = re.search(rf"^## {heading}\n(.*?)(?=^## )", text, re.DOTALL | re.MULTILINE)
        if section:
            rows = _TABLE_ROW.findall(section[1])[1:]
            yield from _titled(heading.upper(), _defined([(it.replace("`", ""), told) for it, told in rows]))
    others = "all commands: nutgraf\\(1)" if context.parent else "each command: nutgraf-search\\(1) and so on"
    yield from _titled("SEE ALSO", [f"{others}; ``nutgraf help COMMAND``"])


def _titled(title: str, lines: list[str]) -> Iterator[str]:
    yield from (title, "=" * len(title), "", *lines, "")


def _defined(rows: Iterable[tuple[str, str]]) -> list[str]:
    return [line for name, told in rows for line in (f"``{name}``", f"    {_escaped(told).replace('`', '')}", "")]


def _escaped(text: str) -> str:
    """Escape what reStructuredText would take for markup."""
    return re.sub(r"([*|_\\])", r"\\\1", text)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--man"]:
        target = Path(sys.argv[2])
        target.mkdir(parents=True, exist_ok=True)
        for file_name, troff in man_pages():
            (target / file_name).write_text(troff, encoding="utf-8")
    else:
        PAGE.write_text(with_help(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
