"""The command line. Each command parses, calls, renders and exits; it imports what it needs when it runs."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from ... import __version__
from ..output.console import Exit, emit, notice
from ..output.manner import manner
from ..output.status_line import status_line
from .command import Color, Commands, Quiet

HEADINGS: Mapping[str, Mapping[str, str]] = {
    "Ask": {
        "search": "search.search",
        "show": "show.show",
        "cite": "articles.cite",
    },
    "See an affair whole": {
        "timeline": "coverage.timeline",
        "sources": "coverage.sources",
        "terms": "coverage.terms",
        "like": "coverage.like",
        "list": "articles.list_articles",
        "changes": "changes.changes",
    },
    "Keep an archive": {
        "index": "indexing.index",
        "status": "maintenance.status",
        "check": "maintenance.check",
        "remove": "articles.remove",
        "restore": "maintenance.restore",
        "compact": "maintenance.compact",
        "embed": "embed.embed",
        "import": "indexing.import_indexes",
        "rebuild": "maintenance.rebuild",
        "publish": "publish.publish",
        "warm": "maintenance.warm",
    },
    "Serve and measure": {
        "serve": "serve.serve",
        "mcp": "serve.mcp",
        "eval": "evaluate.evaluate",
        "calibrate": "calibrate.calibrate",
    },
    "Begin": {
        "demo": "search.demo",
        "help": "help.show_help",
    },
}
"""The commands by heading, in the order of the help: the module of each in `commands/`, and its function."""


class Nutgraf(Commands):
    """All commands."""

    headings = HEADINGS


app = typer.Typer(
    name="nutgraf",
    cls=Nutgraf,
    rich_markup_mode=None,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)


def _print_version(is_given: bool) -> None:
    if is_given:
        emit(f"nutgraf {__version__}\n")
        raise typer.Exit


@app.callback()
def nutgraf(
    version: Annotated[  # noqa: ARG001  # its callback answers
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
    quiet: Quiet = False,
    color: Color = None,
) -> None:
    """Ask a news archive a question, get the paragraphs that answer it, with source and date."""
    manner.quiet, manner.color = quiet, color or "auto"


_COLLECT_AFTER = 150_000
"""New objects between two garbage collections: imports create many objects, and none of them is garbage. A search makes
90,000 in all, and needs none."""


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
        status_line.end()
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
