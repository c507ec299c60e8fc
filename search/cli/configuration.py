"""The configuration of an archive: options that one would type each time, in ``nutgraf.toml`` beside the index."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperOption

from ...corpus.errors import CorpusError

NAME = "nutgraf.toml"
_INDEX = "index-folder"
"""The key that stands for ``--index``: ``[index]`` is the table of that command."""
_TYPED_ONLY = frozenset((
    *("help", "index", "download", "dry-run", "erase", "forget", "forget-settings", "once", "prune-force", "repair"),
    *("reset", "yes"),
))  # fmt: skip
"""Options that stand in no configuration: they remove, repair or download, which is to be meant each time."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """A configuration.

    Attributes:
        path: Its file.
        values: The values by key; a table holds those of the command that it is named after.
    """

    path: Path
    values: Mapping[str, Any]

    @classmethod
    def read(cls, path: Path) -> Configuration | None:
        """Read a file; None where there is none.

        Raises:
            CorpusError: It is no TOML.
        """
        if not path.is_file():
            return None
        import tomllib  # few archives have a configuration

        try:
            return cls(path, tomllib.loads(path.read_text(encoding="utf-8")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise CorpusError(f"{path}: {error}") from None

    def keys(self) -> list[str]:
        """List all keys, those of tables as ``table.key``."""
        listed = []
        for key, value in self.values.items():
            listed += [f"{key}.{inner}" for inner in value] if isinstance(value, dict) else [key]
        return listed

    def defaults(self, context: typer.Context) -> dict[str, Any]:
        """Make the defaults of the command of `context`, by parameter: keys of its own table, then the common ones.

        Raises:
            CorpusError: A key is none, of any command; or its value is no option's.
        """
        commands: Mapping[str, TyperCommand] = context.find_root().command.commands  # type: ignore[attr-defined]
        options = {name: dict(_options(command)) for name, command in commands.items()}
        every = {key for own in options.values() for key in own}
        common = {key: value for key, value in self.values.items() if not isinstance(value, dict) and key != _INDEX}
        for key in common:
            self._refuse_unknown(key, every | {_INDEX})
        for table, values in self.values.items():
            if isinstance(values, dict):
                self._refuse_unknown(table, options, "table")
                for key in values:
                    self._refuse_unknown(key, options[table], where=f" in [{table}]")

        def is_of_others(key: str, value: object) -> bool:
            """True for a value that only other commands offer, as `csv`, which is no format of `status`."""
            offering = [it[key] for it in options.values() if key in it and _offers(it[key], value)]
            return bool(offering) and mine[key] not in offering

        name = context.info_name or ""
        own, mine = self.values.get(name, {}), options[name]
        shared = {key: value for key, value in common.items() if key in mine and not is_of_others(key, value)}
        return {mine[key].name: _as_typed(mine[key], value) for key, value in {**shared, **own}.items()}

    def _refuse_unknown(self, key: str, known: Collection[str], kind: str = "key", *, where: str = "") -> None:
        if key not in known:
            near = get_close_matches(key, known, n=2, cutoff=0.5)
            hint = f", but {' or '.join(map(repr, near))}" if near else ""
            raise CorpusError(f"{self.path}: there is no {kind} {key!r}{where}{hint}")


def configured_index(configuration: Configuration | None) -> Path | None:
    """The index that a configuration names, relative to its folder; None where it names none.

    Raises:
        CorpusError: What it names is no path.
    """
    if configuration is None or _INDEX not in configuration.values:
        return None
    named = configuration.values[_INDEX]
    if not isinstance(named, str) or not named:
        raise CorpusError(f"{configuration.path}: {_INDEX} must be the path of a folder, not {named!r}")
    return configuration.path.parent / named


def _options(command: TyperCommand) -> Iterator[tuple[str, TyperOption]]:
    """Yield the options of a command that may be configured, by their long names, or by their only one."""
    for it in command.params:
        if isinstance(it, TyperOption):
            key = max(it.opts, key=len).lstrip("-")
            if key not in _TYPED_ONLY:
                yield key, it


def _offers(option: TyperOption, value: object) -> bool:
    """True where an option takes anything, or has `value` among its choices."""
    choices = option.type_descriptor.choices
    return choices is None or value in choices


def _as_typed(option: TyperOption, value: object) -> object:
    """Convert a value of TOML to one that the option takes from the command line."""
    if option.multiple:
        return [str(it) for it in value] if isinstance(value, list) else [str(value)]
    return value.isoformat() if isinstance(value, date) else value
