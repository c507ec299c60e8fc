"""The classes of commands: their help, the options that all of them have, and how errors end them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from importlib import import_module
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer import Context
from typer.core import TyperCommand, TyperGroup

from ..output.console import emit
from ..output.manner import ColorChoice, manner
from ..output.status_line import status_line
from .conversion import convert_without_pydantic
from .exits import exit_on_error
from .help_page import as_text, help_page
from .parameters import VALUED_FLAGS
from .usage import usage_errors

Quiet = Annotated[
    bool,
    typer.Option("--quiet", "-q", help="Print no notices, no progress and no summary: only data and what is wrong."),
]
Color = Annotated[
    ColorChoice | None,
    typer.Option("--color", help="Colours: auto is for a terminal only.", show_default="auto"),
]


if TYPE_CHECKING:
    _Base = TyperCommand  # for type checkers, what a command and a group of them have in common
else:
    _Base = object


class _Ours(_Base):
    """Help and parameters as all commands have them, whether one or a group."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401  # the signature of the library
        """Lay out the help for the terminal."""
        return as_text(help_page(self, ctx))

    def get_help_option(self, ctx: Any) -> Any:  # noqa: ANN401
        """Make ``--help`` print as commands do."""
        return _emitting(super().get_help_option(ctx))

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: ANN401
        """List the parameters, which convert text without pydantic."""
        return convert_without_pydantic(super().get_params(ctx))


class Command(_Ours, TyperCommand):
    """A command that ends with one line and an exit code on any error."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **more: Any) -> Any:  # noqa: ANN401
        """Parse the arguments; wrong usage ends in one line."""
        status_line.show("starting")
        with usage_errors(f"{parent.command_path} {info_name}" if parent else str(info_name)), exit_on_error():
            return super().make_context(info_name, args, parent, **more)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401
        """Read the flags of `VALUED_FLAGS`, too."""
        return super().parse_args(ctx, [VALUED_FLAGS.get(arg, arg) for arg in args])

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401
        """Run the command; errors end in one line."""
        from ..output.log_lines import log_to_stderr  # imports `logging`, which --help does not need

        with usage_errors(ctx.command_path), exit_on_error(), log_to_stderr():
            return super().invoke(ctx)


class DeclaredCommands(Mapping[str, Any]):
    """Commands by name. Each is imported and made when it is first used: a search has no time for the others.

    Args:
        headings: By heading and name the module of each command in `commands/`, and its function.
    """

    def __init__(self, headings: Mapping[str, Mapping[str, str]]) -> None:
        self._places = {name: (heading, place) for heading, named in headings.items() for name, place in named.items()}
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401  # typer exports no type for a command
        """Make a command."""
        if name not in self._made:
            heading, place = self._places[name]
            module, _, function = place.partition(".")
            alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
            command = with_manner(getattr(import_module(f".commands.{module}", __package__), function))
            alone.command(name, cls=Command, rich_help_panel=heading)(command)
            self._made[name] = typer.main.get_command(alone)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


class Commands(_Ours, TyperGroup):
    """The commands that a subclass lists.

    Attributes:
        headings: See `DeclaredCommands`.
    """

    headings: Mapping[str, Mapping[str, str]]

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401
        super().__init__(**settings)
        self.commands = DeclaredCommands(self.headings)  # type: ignore[assignment]  # nobody adds one

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **more: Any) -> Any:  # noqa: ANN401
        """Parse the arguments; wrong usage ends in one line."""
        with usage_errors(str(info_name)):
            return super().make_context(info_name, args, parent, **more)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401
        """Run the command; errors end in one line."""
        with usage_errors(ctx.command_path):
            return super().invoke(ctx)


def _emitting(help_option: Any) -> Any:  # noqa: ANN401
    """Change the option ``--help`` to print as commands do, which end well where nobody can read it."""

    def print_help(ctx: Context, _: object, is_given: bool) -> None:
        if is_given:
            emit(f"{ctx.get_help()}\n")
            ctx.exit()

    help_option.callback = print_help
    help_option.help = "Show this help and exit."
    return help_option


def with_manner(command: Callable[..., None]) -> Callable[..., None]:
    """Give `command` the options ``--quiet`` and ``--color``, which all commands have."""

    @wraps(command)
    def mannered(*, quiet: bool, color: ColorChoice | None, **values: Any) -> None:  # noqa: ANN401
        manner.quiet = manner.quiet or quiet
        manner.color = color or manner.color
        command(**values)

    shared = [
        Parameter("quiet", Parameter.KEYWORD_ONLY, default=False, annotation=Quiet),
        Parameter("color", Parameter.KEYWORD_ONLY, default=None, annotation=Color),
    ]
    own = [it.replace(kind=Parameter.KEYWORD_ONLY) for it in signature(command, eval_str=True).parameters.values()]
    mannered.__signature__ = signature(command).replace(parameters=[*own, *shared])  # type: ignore[attr-defined]
    return mannered
