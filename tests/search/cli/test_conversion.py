"""What is typed is converted as typer converts it, which is the oracle here."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.search.cli.command import Command
from typer.core import TyperCommand


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _command(*, ours: bool) -> tuple[Any, list[dict[str, Any]]]:
    """A command with an option of each kind, and the list of what it is called with."""
    app, calls = typer.Typer(rich_markup_mode=None), []

    @app.command(cls=Command if ours else TyperCommand)
    def command(
        words: Annotated[list[str] | None, typer.Argument()] = None,
        text: Annotated[str | None, typer.Option()] = None,
        source: Annotated[list[str] | None, typer.Option()] = None,
        count: Annotated[int, typer.Option("-k", min=1, max=50)] = 10,
        some: Annotated[int | None, typer.Option()] = None,
        share: Annotated[float | None, typer.Option(min=0, max=1)] = None,
        mode: Annotated[Literal["hybrid", "bm25"], typer.Option()] = "hybrid",
        since: Annotated[date | None, typer.Option(parser=_day)] = None,
        folder: Annotated[Path, typer.Option(readable=False)] = Path("here"),
        file: Annotated[Path | None, typer.Option(exists=True)] = None,
        is_full: Annotated[bool, typer.Option("--full")] = False,
    ) -> None:
        calls.append(dict(locals()) | {"calls": None})

    return typer.main.get_command(app), calls


COMMANDS = {ours: _command(ours=ours) for ours in (True, False)}


def _called(arguments: list[str], *, ours: bool) -> dict[str, Any] | str:
    """What the command is called with, or the error of typer."""
    command, calls = COMMANDS[ours]
    calls.clear()
    context = TyperCommand.make_context  # ours ends a wrong value in one line of its own
    try:
        command.invoke(context(command, "command", [*arguments]))
    except typer.BadParameter as error:
        return error.format_message()
    (call,) = calls
    return call


SPECIAL = [
    "",
    "-1",
    "0",
    "1",
    "50",
    "51",
    "007",
    "1.5",
    " 3 ",
    "1_0",
    "٣",
    "9" * 12,
    "9" * 5000,
    "hybrid",
    "BM25",
    "2023-04-18",
    "x/y",
    ".",
]
VALUES = st.sampled_from(SPECIAL) | st.text(max_size=8) | st.integers().map(str)
OPTIONS = ["--text", "--source", "-k", "--some", "--share", "--mode", "--since", "--folder", "--file"]


@given(st.lists(st.tuples(st.sampled_from(OPTIONS), VALUES), max_size=4), st.lists(VALUES, max_size=2))
def test_each_value_is_what_typer_makes_of_it(options, words):
    arguments = [*(part for option in options for part in option), "--", *words]
    assert _called(arguments, ours=True) == _called(arguments, ours=False)


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("value", SPECIAL)
def test_special_values_are_what_typer_makes_of_them(option, value):
    assert _called([option, value], ours=True) == _called([option, value], ours=False)
