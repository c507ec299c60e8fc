"""`Option`: how an option of a search, or a filter, is declared once for all interfaces."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """The declaration of an option or a filter for all interfaces.

    Attributes:
        help: A sentence for people and for language models.
        least: The smallest number allowed.
        most: The largest number that a request over HTTP may ask for; None for any.
        most_by_tool: The largest number that an MCP tool may ask for; None for any.
        flags: Its names on the command line; empty for its own name, with dashes.
        metavar: The placeholder for its value in the command line's help.
        unset: The meaning of None, in words, where None is the default.
        argument: Its name as an argument of MCP tools; None where they do not have it.
        covers: False where it makes no difference to a coverage, which has all that bears on a question.
    """

    help: str
    least: int | None = None
    most: int | None = None
    most_by_tool: int | None = None
    flags: tuple[str, ...] = ()
    metavar: str | None = None
    unset: str = ""
    argument: str | None = None
    covers: bool = True
