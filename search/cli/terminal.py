"""Properties of stdout: its width, and its support for colour and for block characters."""

from __future__ import annotations

import os
import sys
from shutil import get_terminal_size
from typing import TypedDict

from ..output.manner import manner

_LEAST_WIDTH = 40
"""Columns. In fewer, a table has no room for its text and would be printed without it."""


class Terminal(TypedDict):
    """Width in columns; colour is True where the terminal shows colours."""

    width: int
    colour: bool


def terminal() -> Terminal:
    """Describe stdout, as keyword arguments of the renderers in `terminal_view`."""
    return {"width": max(get_terminal_size().columns, _LEAST_WIDTH), "colour": _has_colour()}


def _has_colour() -> bool:
    """True where ``--color`` says so; else the environment decides: NO_COLOR before FORCE_COLOR before the terminal."""
    if manner.color != "auto":
        return manner.color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def has_blocks() -> bool:
    """True where stdout can show block characters."""
    try:
        "▁█".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return os.environ.get("TERM") != "dumb"
