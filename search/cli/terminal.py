"""What stdout is: how wide, and whether it takes colour."""

from __future__ import annotations

import os
import sys
from shutil import get_terminal_size
from typing import TypedDict


class Terminal(TypedDict):
    """Columns, and whether colours are shown."""

    width: int
    colour: bool


def terminal() -> Terminal:
    """That of stdout: the keyword arguments of what `screen` shows."""
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return {"width": get_terminal_size().columns, "colour": colour}
