"""Words what is wrong with a command as it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from typer import BadParameter, TyperException

from ..output.console import Exit, fail
from .place import configured_by

_WORDINGS = {
    "int_parsing": "{input!r} is not a whole number",
    "int_from_float": "{input!r} is not a whole number",
    "float_parsing": "{input!r} is not a number",
    "bool_parsing": "{input!r} is neither true nor false",
    "greater_than_equal": "{input} is too small; the least is {ge:,g}",
    "less_than_equal": "{input} is too large; the most is {le:,g}",
}
"""Errors of pydantic by their type, in our words."""
_VALUE_NEEDED = re.compile(r"Option '(?P<option>.+)' requires (an argument|\d+ arguments)\.")
_NO_VALUE = re.compile(r"Option '(?P<option>.+)' does not take a value\.")
_EXTRA = re.compile(r"Got unexpected extra argument\(s\) \((?P<rest>.+)\)", re.DOTALL)
_NO_COMMAND = re.compile(r"No such command (?P<name>.+?)\.( Did you mean (?P<near>.+)\?)?")


@contextmanager
def usage_errors(command: str) -> Iterator[None]:
    """Turn wrong usage of `command` in the block into one line on stderr and exit code 2."""
    try:
        yield
    except TyperException as error:
        if not (told := in_plain_words(error)):  # the help that a bare `nutgraf` shows
            raise
        fail(f"{told}; see: {command} --help", Exit.WRONG_INPUT)


def in_plain_words(error: TyperException) -> str:
    """Word an error of usage: which option, what is wrong with its value, what was likely meant; "" for no error."""
    message: str = error.message
    if isinstance(error, BadParameter):
        place = str(error.param_hint or (_name(error.param) if error.param else ""))
        if error.param and error.ctx and (file := configured_by(error.ctx, error.param.name)):
            place = f"{file}: {place.lstrip('-')}"
        if error.param and not message:  # typer's error for what is missing has none
            return f"{place} is missing"
        return f"{place}: {_value_error(error)}" if place else _value_error(error)
    if hasattr(error, "possibilities"):
        near = " or ".join(error.possibilities or ())
        return f"there is no option {message.rpartition(' ')[2]}{near and f', but {near}'}"
    if match := _VALUE_NEEDED.fullmatch(message):
        return f"{match['option']} needs a value"
    if match := _NO_VALUE.fullmatch(message):
        return f"{match['option']} takes no value"
    if match := _EXTRA.fullmatch(message):
        return f"one argument too many: {match['rest']}"
    if match := _NO_COMMAND.fullmatch(message):
        near = (match["near"] or "").replace(", ", " or ")
        return f"there is no command {match['name']}{near and f', but {near}'}"
    return "" if type(error).__name__ == "NoArgsIsHelpError" else message[:1].lower() + message[1:].rstrip(".")


def _value_error(error: BadParameter) -> str:
    message: str = error.message.removeprefix("Value error, ")
    details = getattr(error.__cause__, "errors", None)  # of pydantic, which is slow to import
    if not details or not error.param:
        return message
    detail: dict[str, Any] = details()[0]
    if wording := _WORDINGS.get(detail["type"]):
        told: str = wording.format(input=detail["input"], **detail.get("ctx", {}))
        return told
    choices = error.param.type_descriptor.choices
    return f"{detail['input']!r} is none of: {', '.join(choices)}" if choices else message


def _name(parameter: Any) -> str:  # noqa: ANN401  # typer exports no base class
    names: list[str] = [it for it in parameter.opts if it.startswith("-")]
    return max(names, key=len) if names else str(parameter.display_name_raw).strip("[].")
