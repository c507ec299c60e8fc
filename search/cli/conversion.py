"""Convert what is typed on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, get_args, get_origin

_DIGITS = 9
"""Digits of the numbers that are converted here: Python refuses thousands of them."""


class Conversion:
    """Converts the values of parameters: what is plainly right at once, all else as typer does.

    Typer converts with pydantic, and imports it even for options that nobody gave: a tenth of a cold search's time.
    """

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:  # noqa: ANN401  # the signature of typer
        """Convert `value`.

        Raises:
            typer.BadParameter: It has another form than the parameter wants.
        """
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        if ctx.get_parameter_source(param.name).name == "DEFAULT":
            return value
        kind, declared = param.type_descriptor.annotation, param.type_descriptor.parameter_info
        plain = _plain(value, kind, declared)
        return type(param).get_runtime_param(param).coerce(value, param=param, ctx=ctx) if plain is None else plain


def _plain(value: Any, kind: Any, declared: Any) -> Any | None:  # noqa: ANN401
    """Convert `value` to `kind` where that needs no more than is told here; None elsewhere."""
    if kind == list[str] and declared.parser is None:
        return value
    if not isinstance(value, str) or get_origin(kind) is list:
        return None
    if declared.parser is not None:
        return declared.parser(value)
    if kind is str or (get_origin(kind) is Literal and value in get_args(kind)):
        return value
    if kind is Path and not (declared.exists or declared.readable):
        return Path(value)
    if kind is int and value.isascii() and value.isdecimal() and len(value) <= _DIGITS:
        number = int(value)
        return number if (declared.min or 0) <= number and (declared.max is None or number <= declared.max) else None
    return None


def convert_without_pydantic(parameters: list[Any]) -> list[Any]:
    """Make `parameters` of typer convert so, and return them."""
    for parameter in parameters:
        parameter.get_runtime_param = Conversion
    return parameters
