"""What may be typed after a command: the options that several commands share, and how their values are read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from ..output.formats import Format
from ..query.options import Mode
from ..query.period import first_moment, last_moment


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
Since = Annotated[
    date | None,
    typer.Option(
        parser=_parsed(first_moment), metavar="DATE", help="Published then or later: 2023-04-18, 2023-04 or 2023."
    ),
]
Until = Annotated[
    date | None,
    typer.Option(parser=_parsed(last_moment), metavar="DATE", help="Published then or earlier, the day included."),
]
Source = Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only from this outlet; repeat for several.")]
Category = Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only of this section; repeat for several.")]
Author = Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only by this author; repeat for several.")]
SearchMode = Annotated[Mode, typer.Option(help="Which legs to ask; bm25 needs no model.")]
TakenLiterally = Annotated[
    bool,
    typer.Option("--literal", help="Prefer no outlet or date that the question names, nor what it quotes."),
]
Collapse = Annotated[bool, typer.Option(help="Fold near copies into one hit, and leave boilerplate out.")]
MaxPerArticle = Annotated[
    int | None, typer.Option(metavar="N", min=1, help="Hits of one article at most.  [default: any number]")
]
Neighbours = Annotated[int, typer.Option("--context", "-C", metavar="N", min=0, help="Passages around each hit.")]
OutputFormat = Annotated[Format | None, typer.Option("--format", help="How to print.  [default: text]")]
TextOrJson = Annotated[Literal["text", "json"], typer.Option("--format", help="How to print: text or json.")]
