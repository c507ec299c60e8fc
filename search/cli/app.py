"""The command line. Each command parses, calls, renders and exits; it imports what it needs when it runs."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from ..output.console import Exit, emit, notice
from . import articles, calibrate, changes, coverage, evaluate, index, indexing, publish, search, serve
from .exits import exit_on_error
from .parameters import VALUED_FLAGS


class _Command(TyperCommand):
    """A command that ends with one line and an exit code on any error."""

    def get_help_option(self, ctx: Any) -> Any:  # noqa: ANN401  # the signature of the library
        return _emitting(super().get_help_option(ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401  # the signature of the library
        return super().parse_args(ctx, [VALUED_FLAGS.get(arg, arg) for arg in args])

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401  # the signature of the library
        from ..output.log_lines import log_to_stderr  # imports `logging`, which --help does not need

        with exit_on_error(), log_to_stderr():
            return super().invoke(ctx)


class _Commands(TyperGroup):
    """All commands."""

    def get_help_option(self, ctx: Any) -> Any:  # noqa: ANN401  # the signature of the library
        return _emitting(super().get_help_option(ctx))


def _emitting(help_option: Any) -> Any:  # noqa: ANN401
    """Change the option ``--help`` to print as commands do, which end well where nobody can read it."""

    def print_help(ctx: Any, _: object, is_given: bool) -> None:  # noqa: ANN401
        if is_given:
            emit(f"{ctx.get_help()}\n")
            ctx.exit()

    help_option.callback = print_help
    return help_option


app = typer.Typer(
    name="nutgraf",
    cls=_Commands,
    help="Ask a news archive a question, get the paragraphs that answer it, with source and date.",
    rich_markup_mode=None,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    pretty_exceptions_enable=False,
)
COMMANDS: dict[str, Callable[..., None]] = {
    "index": indexing.index,
    "search": search.search,
    "show": search.show,
    "timeline": coverage.timeline,
    "sources": coverage.sources,
    "terms": coverage.terms,
    "like": coverage.like,
    "list": articles.list_articles,
    "cite": articles.cite,
    "changes": changes.changes,
    "remove": articles.remove,
    "restore": index.restore,
    "rebuild": index.rebuild,
    "compact": index.compact,
    "publish": publish.publish,
    "status": index.status,
    "check": index.check,
    "eval": evaluate.evaluate,
    "calibrate": calibrate.calibrate,
    "demo": search.demo,
    "serve": serve.serve,
    "mcp": serve.mcp,
}
for name, command in COMMANDS.items():
    app.command(name, cls=_Command)(command)

_COLLECT_AFTER = 50_000
"""New objects between two garbage collections: imports create many objects, and none of them is garbage."""


def main() -> None:
    """Run the command ``nutgraf``."""
    gc.set_threshold(_COLLECT_AFTER)
    _prepare_streams()
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else the caller wants SIGINT ignored
        signal.signal(signal.SIGINT, _interrupt)
    try:
        app()
    except KeyboardInterrupt:  # before a command has started
        sys.exit(Exit.INTERRUPTED)
    except OSError as error:  # of a usage error that could not be printed
        notice(f"error: cannot write to stderr: {(error.strerror or str(error)).lower()}")  # drops what it holds
        sys.exit(Exit.WRONG_INPUT)
    finally:
        gc.freeze()  # the system frees all memory at once; Python would first search it for garbage


def _interrupt(*_: object) -> None:
    """Handle Ctrl-C: the first one unwinds the command; a second one would disturb that, so it exits at once."""
    signal.signal(signal.SIGINT, lambda *_: os._exit(Exit.INTERRUPTED))
    raise KeyboardInterrupt


def _prepare_streams() -> None:
    """Make stdout and stderr accept any text, and write UTF-8 to pipes and files whatever the locale."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:  # closed by the caller; the next file to be opened would get its descriptor
            setattr(sys, name, Path(os.devnull).open(mode))  # noqa: SIM115  # stays open until the end
        elif mode == "w":
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")
