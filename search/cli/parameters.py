"""What may be typed after a command: the options that several commands share, and how their values are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from ..output.formats import Format
from ..query.filters import FILTERS, MOMENTS, to_filter
from ..query.options import Option, declared_options


def _parsed(parse: Callable[[str], date]) -> Callable[[str], date]:
    def read(text: str) -> date:
        try:
            return parse(text)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None

    return read


def field_map(pairs: list[str]) -> dict[str, str]:
    """``field=key`` pairs as a mapping.

    Raises:
        typer.BadParameter: One is no such pair.
    """
    found = {}
    for pair in pairs:
        field, equals, key = pair.partition("=")
        if not (field and equals and key):
            raise typer.BadParameter(f"{pair!r} is not field=key, such as text=body_html", param_hint="--map")
        found[field] = key
    return found


DEFAULT_INDEX = Path(".nutgraf")

IndexDir = Annotated[
    Path, typer.Option("--index", envvar="NUTGRAF_INDEX", metavar="DIR", help="Folder of the index.", show_default=True)
]
Model = Annotated[str | None, typer.Option(metavar="MODEL", help="A sentence-transformers model: a folder or a name.")]
_DEVICES = ("cpu", "cuda", "hpu", "mps", "npu", "xpu")


def _device(text: str) -> str:
    name, colon, number = text.partition(":")
    if name not in _DEVICES or (colon and not number.isdecimal()):
        raise typer.BadParameter(f"{text!r} is no device; use one of: {', '.join(_DEVICES)}, or such as cuda:1")
    return text


Device = Annotated[
    str | None,
    typer.Option(
        parser=_device, metavar="DEVICE", help="Where torch runs the model: cpu, cuda, mps.  [default: compiled]"
    ),
]
Download = Annotated[bool, typer.Option("--download", help="Allow a model to be fetched by name.")]


def _option(option: Option, note: str = "", **more: Any) -> Any:  # noqa: ANN401  # of typer
    unset = f"  [default: {option.unset}]" if option.unset else ""
    return typer.Option(
        *option.flags, metavar=option.metavar, min=option.least, help=option.help + note + unset, **more
    )


def search_parameters() -> Mapping[str, Parameter]:
    """A parameter for each option and each filter of a search, as typer takes them, by name."""
    filters: dict[str, tuple[Any, Any]] = {
        name: (
            (Annotated[date | None, _option(option, parser=_parsed(MOMENTS[name]))], None)
            if name in MOMENTS
            else (Annotated[list[str] | None, _option(option, " Repeat for several.")], None)
        )
        for name, option in FILTERS.items()
    }
    options = {name: (Annotated[it.type, _option(it.option)], it.default) for name, it in declared_options().items()}
    found = {"k": options.pop("k"), **filters, **options}
    return {
        name: Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, (kind, default) in found.items()
    }


def with_search_options(command: Callable[..., None]) -> Callable[..., None]:
    """`command` with `search_parameters` in the place of its parameter ``options``, a `SearchKeywords`."""
    asked = search_parameters()
    own = signature(command, eval_str=True).parameters.values()

    @wraps(command)
    def collected(**given: Any) -> None:  # noqa: ANN401
        values = {name: given.pop(name) for name in asked}
        options = {name: values[name] for name in declared_options()}
        command(**given, options=options | {"filters": to_filter(values)})

    parameters = [it for one in own for it in (asked.values() if one.name == "options" else [one])]
    collected.__signature__ = Signature([it.replace(kind=Parameter.KEYWORD_ONLY) for it in parameters])  # type: ignore[attr-defined]
    return collected


Neighbours = Annotated[int, _option(declared_options()["neighbours"].option)]
OutputFormat = Annotated[Format | None, typer.Option("--format", help="How to print.  [default: text]")]
TextOrJson = Annotated[Literal["text", "json"], typer.Option("--format", help="How to print: text or json.")]
