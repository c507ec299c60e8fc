"""The command help."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from ...output.console import Exit, emit, fail


def show_help(
    context: typer.Context,
    command: Annotated[str | None, typer.Argument(metavar="COMMAND", help="The command.")] = None,
) -> None:
    """Show the help of a command, like --help."""
    root = context.find_root()
    known: Mapping[str, Any] = root.command.commands  # type: ignore[attr-defined]  # typer exports no type for it
    if command is None:
        emit(f"{root.get_help()}\n")
    elif command in known:
        emit(f"{typer.Context(known[command], info_name=command, parent=root).get_help()}\n")
    else:
        fail(f"there is no command {command!r}; nutgraf help lists all", Exit.WRONG_INPUT)
