"""Convert what is typed on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any


class Conversion:
    """Converts the values of parameters: text, folders and defaults at once, all else as typer does.

    Typer converts with pydantic, and imports it even for options that nobody gave: a tenth of a cold search's time.
    """

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:  # noqa: ANN401  # the signature of typer
        """Convert `value`.

        Raises:
            typer.BadParameter: It has another form than the parameter wants.
        """
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        kind, declared = param.type_descriptor.annotation, param.type_descriptor.parameter_info
        is_default = ctx.get_parameter_source(param.name).name == "DEFAULT"
        is_text = kind in (str, list[str]) and declared.parser is None
        if is_default or is_text:
            return value
        if kind is Path and not (declared.exists or declared.readable):
            return Path(value)
        return type(param).get_runtime_param(param).coerce(value, param=param, ctx=ctx)


def convert_without_pydantic(parameters: list[Any]) -> list[Any]:
    """Make `parameters` of typer convert so, and return them."""
    for parameter in parameters:
        parameter.get_runtime_param = Conversion
    return parameters
