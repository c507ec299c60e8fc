"""Properties of stdout: its width, and its support for colour."""

from __future__ import annotations

import os
import sys
from shutil import get_terminal_size
from typing import TypedDict

_LEAST_WIDTH = 40
"""Columns. In fewer, a table has no room for its text and would be printed without it."""


class Terminal(TypedDict):
    """Width in columns; colour is True where the terminal shows colours."""

    width: int
    colour: bool


def terminal() -> Terminal:
    """Describe stdout, as keyword arguments of the renderers in `terminal_view`."""
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return {"width": max(get_terminal_size().columns, _LEAST_WIDTH), "colour": colour}
