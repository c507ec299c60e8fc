"""The help of a command: read from its parameters once, and laid out for a terminal of any width.

`docs/help.py` makes the man pages of the same pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from shutil import get_terminal_size
from textwrap import wrap

from typer import Context
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

NARROWEST, _WIDEST = 24, 100
"""Columns."""
_ONE_COLUMN = 60
"""Below so many columns, an explanation stands under what it explains, not beside."""
_NAMES_AT_MOST = 30
"""Columns for names beside their explanations; longer ones get a line of their own."""
_RANGE = {(True, True): "{} to {}", (True, False): "at least {}", (False, True): "at most {}"}

Row = tuple[str, str]
"""What is explained, and its explanation."""


@dataclass(frozen=True, slots=True)
class HelpPage:
    """The help of a command.

    Attributes:
        usage: How it is typed, in a line.
        about: What it does, a paragraph each.
        sections: Arguments, options and commands, under their headings.
    """

    usage: str
    about: Sequence[str]
    sections: Sequence[tuple[str, Sequence[Row]]]


def help_page(command: TyperCommand | TyperGroup, context: Context) -> HelpPage:
    """Read the help of a command from its declaration."""
    parameters = [it for it in command.get_params(context) if not getattr(it, "hidden", False)]
    arguments = [it for it in parameters if isinstance(it, TyperArgument)]
    options = [it for it in parameters if isinstance(it, TyperOption)]
    typed = [_placeholder(it) for it in arguments] or (["COMMAND"] if isinstance(command, TyperGroup) else [])
    sections: list[tuple[str, Sequence[Row]]] = [
        ("Arguments", [(_placeholder(it).strip("[]"), _explained(it)) for it in arguments]),
        ("Options", [(_names(it), _explained(it)) for it in options]),
    ]
    if isinstance(command, TyperGroup):
        sections = [*_commands(command), *sections]
    about = re.split(r"\n\s*\n", command.help or "")
    usage = " ".join([context.command_path, "[OPTIONS]", *typed])
    return HelpPage(usage, [" ".join(it.split()) for it in about], [it for it in sections if it[1]])


def as_text(page: HelpPage) -> str:
    """Lay a page out for the columns of the terminal; no word is broken."""
    width = max(min(get_terminal_size().columns, _WIDEST), NARROWEST)
    blocks = [_wrapped(page.usage, width, "Usage: ", " " * 8), *(_wrapped(it, width, "  ") for it in page.about)]
    blocks += ["\n".join([f"{heading}:", *_rows(rows, width)]) for heading, rows in page.sections]
    return "\n\n".join(blocks)


def _rows(rows: Sequence[Row], width: int) -> Iterator[str]:
    beside = min(max(len(name) for name, _ in rows), _NAMES_AT_MOST) if width >= _ONE_COLUMN else 0
    for name, explanation in rows:
        if not beside:
            yield from (_wrapped(name, width, "  ", " " * 4), _wrapped(explanation, width, " " * 6))
        elif len(name) > beside:
            yield from (f"  {name}", _wrapped(explanation, width, " " * (beside + 4)))
        else:
            yield _wrapped(explanation, width, f"  {name:{beside}}  ", " " * (beside + 4))


def _wrapped(text: str, width: int, first: str, rest: str | None = None) -> str:
    lines = wrap(
        text, width, initial_indent=first, subsequent_indent=first if rest is None else rest,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    return "\n".join(lines) or first.rstrip()


def _commands(group: TyperGroup) -> Iterator[tuple[str, Sequence[Row]]]:
    """Yield the commands under the headings that they are declared with, in order, each with its first sentence."""
    shown = [it for it in group.commands.values() if isinstance(it, TyperCommand) and not it.hidden]
    for heading in dict.fromkeys(it.rich_help_panel for it in shown):
        yield (
            heading or "Commands",
            [(it.name, _first(it)) for it in shown if it.rich_help_panel == heading and it.name],
        )


def _first(command: TyperCommand) -> str:
    return " ".join((command.help or "").partition("\n\n")[0].split())


def _placeholder(argument: TyperArgument) -> str:
    """Write an argument as it is typed: QUESTION..., or [ID...] where it may be left out."""
    name = (argument.metavar or argument.name.upper()).strip("[]")
    several = "" if argument.nargs == 1 or name.endswith(("...", "|-")) else "..."
    return f"{name}{several}" if argument.required else f"[{name}{several}]"


def _names(option: TyperOption) -> str:
    """Write the names of an option with the kind of its value: "-C, --context N"."""
    names = ", ".join(sorted(option.opts, key=lambda name: name.startswith("--")))
    if option.secondary_opts:
        names += f" / {', '.join(option.secondary_opts)}"
    return names if option.is_flag else f"{names} {option.metavar or _values(option)}"


def _values(option: TyperOption) -> str:
    return "|".join(map(str, option.type_descriptor.choices or ())) or option.name.upper()


def _explained(it: TyperArgument | TyperOption) -> str:
    """Add to the help of a parameter its environment variable, its default and its range."""
    notes = [f"also set by {it.envvar}"] if it.envvar else []
    if default := _default(it):
        notes.append(f"default: {default}")
    least, most = it.min if it.min or it.max is not None else None, it.max  # that no number is negative goes unsaid
    if bounds := _RANGE.get((least is not None, most is not None)):
        notes.append(bounds.format(*(f"{number:,}" for number in (least, most) if number is not None)))
    text = " ".join((it.help or "").split())
    return f"{text} [{'; '.join(notes)}]".strip() if notes else text


def _default(it: TyperArgument | TyperOption) -> str:
    if isinstance(it.show_default, str):
        return it.show_default
    if not it.show_default or it.default is None or callable(it.default):
        return ""
    if isinstance(it, TyperOption) and it.is_flag:
        names = it.opts if it.default else it.secondary_opts
        return names[-1].lstrip("-") if names and it.secondary_opts else ""
    return str(it.default)
