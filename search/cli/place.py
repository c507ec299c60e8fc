"""The index that a command takes: the one that was named, or the nearest one, looked for upwards as git does."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from .configuration import NAME, Configuration, configured_index

DEFAULT_INDEX = Path(".nutgraf")
_PLACE = "nutgraf.place"


@dataclass(frozen=True, slots=True)
class Place:
    """The index or archive that a command works on.

    Attributes:
        index: The folder of the index, which may not exist.
        configuration: The settings beside it; None where there are none.
        is_above: True where the index was found in a folder above the current one.
    """

    index: Path
    configuration: Configuration | None
    is_above: bool = False


def find(named: Path | None) -> Place:
    """Find the index and its settings.

    Args:
        named: The index that was named; by default the nearest `DEFAULT_INDEX`, or the one that the nearest
            configuration names, in the current folder or above.

    Raises:
        CorpusError: The configuration cannot be read.
    """
    if named is not None:
        return Place(named, Configuration.read(named.absolute().parent / NAME))
    for number, folder in enumerate(_folders()):
        configuration = Configuration.read(folder / NAME)
        index = configured_index(configuration) or folder / DEFAULT_INDEX
        if configuration or index.is_dir():
            is_here = number == 0 and index == folder / DEFAULT_INDEX
            return Place(DEFAULT_INDEX if is_here else index, configuration, is_above=number > 0)
    return Place(DEFAULT_INDEX, None)


def place_of(context: typer.Context) -> Place:
    """The place that the command of `context` works on."""
    place = context.meta[_PLACE]
    assert isinstance(place, Place)
    return place


def place_callback(context: typer.Context, index: Path) -> Path:
    """Find the index before other options are read, for its settings are their defaults; a callback of ``--index``."""
    if context.resilient_parsing:  # completion
        return index
    source = context.get_parameter_source("index")
    is_named = source is not None and source.name in ("COMMANDLINE", "ENVIRONMENT")
    place = find(index if is_named else None)
    if place.configuration:
        context.default_map = place.configuration.defaults(context)
    context.meta[_PLACE] = place
    return place.index


def configured_by(context: Any, parameter: str) -> Path | None:  # noqa: ANN401  # of typer's errors
    """The configuration that a parameter has its value from; None where it was typed, or is the default."""
    source, place = context.get_parameter_source(parameter), context.meta.get(_PLACE)
    is_configured = source is not None and source.name == "DEFAULT_MAP"
    return place.configuration.path if is_configured and place and place.configuration else None


def _folders() -> Iterator[Path]:
    """Yield the current folder and those above, up to another file system or a folder of somebody else.

    In a folder of somebody else anybody could have left an index, and what is indexed would go there.
    """
    try:
        here = Path.cwd()
        device = here.stat().st_dev
    except OSError:  # it was removed
        return
    yield here
    user = os.geteuid() if hasattr(os, "geteuid") else None
    for folder in here.parents:
        about = folder.stat()
        if about.st_dev != device:
            return
        if user in (None, about.st_uid):
            yield folder
