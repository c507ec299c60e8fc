"""The command line. Each command parses, calls, renders and exits; what it needs is imported when it runs."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand

from ..output.console import Exit
from . import evaluate, index, search, serve
from .exits import exit_on_error


class _Command(TyperCommand):
    """A command whose errors end in one line and an exit code."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401  # as the library has it
        from ..output.log_lines import log_to_stderr  # it needs `logging`, which --help does not

        with exit_on_error(), log_to_stderr():
            return super().invoke(ctx)


app = typer.Typer(
    name="nutgraf",
    help="Ask a news archive a question, get the paragraphs that answer it, with source and date.",
    rich_markup_mode=None,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    pretty_exceptions_enable=False,
)
COMMANDS: dict[str, Callable[..., None]] = {
    "index": index.index,
    "search": search.search,
    "show": search.show,
    "remove": index.remove,
    "rebuild": index.rebuild,
    "status": index.status,
    "check": index.check,
    "eval": evaluate.evaluate,
    "demo": search.demo,
    "serve": serve.serve,
    "mcp": serve.mcp,
}
for name, command in COMMANDS.items():
    app.command(name, cls=_Command)(command)

_IMPORTED = 50_000
"""Objects between two searches for garbage: modules that are imported make many, and none of it is any."""


def main() -> None:
    """The command ``nutgraf``."""
    gc.set_threshold(_IMPORTED)
    _prepare_streams()
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else somebody wants us not to hear it
        signal.signal(signal.SIGINT, _interrupt)
    try:
        app()
    except KeyboardInterrupt:  # before there was a command to end
        sys.exit(Exit.INTERRUPTED)
    finally:
        gc.freeze()  # the system takes it all back at once; Python would first look through it for garbage


def _interrupt(*_: object) -> None:
    """Ctrl-C: the first unwinds what we do; a second one ends us at once, or it would break off the unwinding."""
    signal.signal(signal.SIGINT, lambda *_: os._exit(Exit.INTERRUPTED))
    raise KeyboardInterrupt


def _prepare_streams() -> None:
    """Nothing that we write can fail to be encoded, and what a program reads is UTF-8 whatever the locale."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started us; the next file that is opened would take its number
            setattr(sys, name, Path(os.devnull).open(mode))  # noqa: SIM115  # for the rest of our life
        elif mode == "w":
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")
