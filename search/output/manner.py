"""Manner of speaking of this process: whether it is quiet, and in colour, by options that all commands have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ColorChoice = Literal["auto", "always", "never"]


@dataclass(slots=True)
class Manner:
    """Manner of speaking of this process. The command line chooses it, before a command runs.

    Attributes:
        quiet: True to print data and what is wrong, and nothing else.
        color: Whether data are coloured; ``auto``: where stdout is a terminal, and the environment wants it.
    """

    quiet: bool = False
    color: ColorChoice = "auto"


manner = Manner()
