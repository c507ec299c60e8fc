"""The options that several commands share, and the parsers of their values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Set
from datetime import date
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args

import typer

from ...corpus.settings.read_settings import ReadSettings
from ..output.console import Format
from ..query.filters import FILTERS, MOMENTS, to_filter
from ..query.option import Option
from ..query.options import DeclaredOption, declared_options
from .archive import Archive
from .place import DEFAULT_INDEX as DEFAULT_INDEX
from .place import place_callback

T = TypeVar("T")


def parsed(parse: Callable[[str], T]) -> Callable[[str], T]:
    """Make of a function that raises ValueError a parser for typer."""

    def read(text: str) -> T:
        try:
            return parse(text)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None

    return read


def _one_day(text: str) -> date:
    from ..query.timing.typed import one_day  # its patterns are not needed where no date is typed

    return one_day(text)


day = parsed(_one_day)
"""Parses a day."""


def field_map(pairs: list[str]) -> dict[str, str]:
    """Parse ``field=key`` pairs into a mapping.

    Raises:
        typer.BadParameter: One has another form.
    """
    keys = {}
    for pair in pairs:
        field, equals, key = pair.partition("=")
        if not (field and equals and key):
            raise typer.BadParameter(f"{pair!r} is not field=key, such as text=body_html", param_hint="--map")
        keys[field] = key
    return keys


PRUNE_ALL = "--prune-force"
VALUED_FLAGS: Mapping[str, str] = {"--prune=force": PRUNE_ALL}
"""Flags that take a value behind ``=`` only, and the hidden flags that they stand for: were ``--prune`` an option with
an optional value, ``--prune articles/`` would swallow the path."""
IndexDir = Annotated[
    Path,
    typer.Option(
        "--index",
        envvar="NUTGRAF_INDEX",
        metavar="DIR",
        help="Folder of the index.",
        readable=False,  # the engine says what is wrong with it
        callback=place_callback,
        is_eager=True,
        show_default=".nutgraf here or in the nearest folder above",
    ),
]
Engine = Annotated[
    str | None,
    typer.Option(
        "--engine",
        envvar="NUTGRAF_ENGINE",
        metavar="URI",
        help="Engine to ask instead of an index: http://HOST:PORT[/NAME].",
    ),
]
Model = Annotated[str | None, typer.Option(metavar="MODEL", help="A sentence-transformers model: a folder or a name.")]
_DEVICES = ("cpu", "cuda", "hpu", "mps", "npu", "xpu")


def _device(text: str) -> str:
    name, colon, number = text.partition(":")
    if name not in _DEVICES or (colon and not number.isdecimal()):
        raise typer.BadParameter(
            f"{text!r} is not a device; use one of: {', '.join(_DEVICES)}, or a numbered one such as cuda:1"
        )
    return text


Device = Annotated[
    str | None,
    typer.Option(
        parser=_device,
        metavar="DEVICE",
        help="Device on which torch runs the model: cpu, cuda, mps.",
        show_default="compiled",
    ),
]
Dimensions = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        min=1,
        help="Keep the first N numbers of each vector, for a Matryoshka model.",
        show_default="as the model says",
    ),
]


Language = Annotated[
    str | None,
    typer.Option(
        parser=parsed(lambda text: ReadSettings(language=text).language),
        metavar="TAG",
        help="Language of articles that declare none, as in de or pt-BR.",
        show_default="detected",
    ),
]


Encoding = Annotated[
    str | None,
    typer.Option(
        parser=parsed(lambda text: ReadSettings(encoding=text).encoding),
        metavar="NAME",
        help="Encoding of text, tables, Markdown and JSON, as in cp1252.",
        show_default="as the bytes show",
    ),
]
Fields = Annotated[
    list[str] | None,
    typer.Option(
        "--map", metavar="FIELD=KEY", help="Read a field from this key, as in text=fields.body; repeat for several."
    ),
]
Drafts = Annotated[
    bool | None,
    typer.Option("--drafts/--no-drafts", help="Index drafts and other unpublished posts too.", show_default="no"),
]
DayFirst = Annotated[
    bool | None,
    typer.Option(
        "--day-first/--month-first", help="Order in dates such as 04/05/2023.", show_default="as each file shows it"
    ),
]
Download = Annotated[bool, typer.Option("--download", help="Allow the model to be downloaded by name.")]


def _option(option: Option, note: str = "", **more: Any) -> Any:  # noqa: ANN401  # of typer
    return typer.Option(
        *option.flags,
        metavar=option.metavar,
        min=option.least,
        help=option.help + note,
        show_default=option.unset or True,
        **more,
    )


def _typed(declared: DeclaredOption) -> dict[str, Any]:
    """Return typer's keywords for a type: the parser of a day, and the end of a scale. A count has no end here."""
    kinds = get_args(declared.type)
    return {"parser": day} if date in kinds else {"max": declared.option.most} if float in kinds else {}


def filter_parameters() -> Mapping[str, Parameter]:
    """Build the typer parameter of each filter, by name."""
    return {
        name: _keyword(name, Annotated[date | None, _option(option, parser=parsed(MOMENTS[name]))], None)
        if name in MOMENTS
        else _keyword(name, Annotated[list[str] | None, _option(option, " Repeat for several.")], None)
        for name, option in FILTERS.items()
    }


def search_parameters() -> Mapping[str, Parameter]:
    """Build the typer parameter of each option and each filter of a search, by name."""
    options = {
        name: _keyword(name, Annotated[declared.type, _option(declared.option, **_typed(declared))], declared.default)
        for name, declared in declared_options().items()
    }
    return {"k": options.pop("k"), **filter_parameters(), **options}


def _keyword(name: str, kind: Any, default: Any) -> Parameter:  # noqa: ANN401
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=kind)


def with_search_options(command: Callable[..., None], *, only: Set[str] | None = None) -> Callable[..., None]:
    """Replace the parameter ``options`` of `command`, a `SearchKeywords`, by `search_parameters`.

    Args:
        command: The command.
        only: The options that it takes, beside the filters; None for all.
    """
    known = search_parameters()
    taken = {name: it for name, it in known.items() if only is None or name in only or name in FILTERS}

    def given(typed: Mapping[str, Any]) -> dict[str, Any]:
        options = {name: typed[name] for name in declared_options() if name in typed}
        return options | {"filters": to_filter(typed)}

    return _replaced(command, "options", taken, given)


def with_filters(command: Callable[..., None], *, only: Collection[str] = FILTERS) -> Callable[..., None]:
    """Replace the parameter ``filters`` of `command`, a `Filter`, by those of `filter_parameters` named in `only`."""
    taken = {name: it for name, it in filter_parameters().items() if name in only}
    return _replaced(
        command, "filters", taken, lambda typed: to_filter({name: typed[name] for name in FILTERS if name in taken})
    )


def with_read_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Replace the parameter ``settings`` of `command`, a `ReadKeywords`, by ``--map`` and the options beside it."""
    kinds = {"fields": Fields, "drafts": Drafts, "day_first": DayFirst, "encoding": Encoding, "language": Language}
    taken = {name: _keyword(name, kind, None) for name, kind in kinds.items()}

    def given(typed: Mapping[str, Any]) -> dict[str, Any]:
        return {"mapping": field_map(typed["fields"] or [])} | {name: typed[name] for name in kinds if name != "fields"}

    return _replaced(command, "settings", taken, given)


def with_archive(command: Callable[..., None]) -> Callable[..., None]:
    """Replace the parameter ``archive`` of `command`, an `Archive`, by ``--index`` and ``--engine``."""
    taken = {"index": _keyword("index", IndexDir, DEFAULT_INDEX), "engine": _keyword("engine", Engine, None)}
    return _replaced(command, "archive", taken, lambda typed: Archive(typed["index"], typed["engine"]))


def _replaced(
    command: Callable[..., None], name: str, by: Mapping[str, Parameter], given: Callable[[Mapping[str, Any]], Any]
) -> Callable[..., None]:
    """Replace the parameter `name` of `command` by several, whose values `given` makes into one."""
    own = signature(command, eval_str=True).parameters.values()

    @wraps(command)
    def replaced(**values: Any) -> None:  # noqa: ANN401
        typed = {each: values.pop(each) for each in by}
        command(**values, **{name: given(typed)})

    parameters = [each for one in own for each in (by.values() if one.name == name else [one])]
    keywords = [parameter.replace(kind=Parameter.KEYWORD_ONLY) for parameter in parameters]
    replaced.__signature__ = Signature(keywords)  # type: ignore[attr-defined]
    return replaced


AsOf = Annotated[
    date | None,
    _option(declared_options()["as_of"].option, " Questions with a day of their own keep it.", parser=day),
]
Neighbours = Annotated[int, _option(declared_options()["neighbours"].option)]
OutputFormat = Annotated[Format | None, typer.Option("--format", help="Format of the output.", show_default="text")]
TextOrJson = Annotated[Literal["text", "json"], typer.Option("--format", help="Format of the output: text or json.")]
