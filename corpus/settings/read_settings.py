"""The settings of reading: what a person tells about an archive."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from shlex import quote
from typing import Any, TypedDict, Unpack

from ..article import LANGUAGE, Article
from ..errors import CorpusError

_FIELDS = tuple(each.name for each in fields(Article) if each.name != "extra")


class ReadKeywords(TypedDict, total=False):
    """The settings as keyword arguments; `ReadSettings` says what each means."""

    mapping: Mapping[str, str] | None
    day_first: bool | None
    encoding: str | None
    drafts: bool | None
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSettings:
    """Settings that a person gave for some files; None stands for one that was not given.

    Attributes:
        mapping: The key to read each field from, by field, tried before the usual ones.
        day_first: The order of day and month in dates of numbers; by default it is read off the dates of each file.
        encoding: The encoding of text, tables, Markdown and JSON without a byte order mark; by default UTF-8, or the
            one that the bytes speak for.
        drafts: True to read drafts and other unpublished posts; by default they are left out and counted.
        language: The language of articles that declare none, a BCP 47 tag; by default it is detected.

    Raises:
        CorpusError: `mapping` sets an unknown field.
        ValueError: `encoding` or `language` is unknown.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    day_first: bool | None = None
    encoding: str | None = None
    drafts: bool | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        refuse_unknown_fields(self.mapping)
        if self.encoding is not None:
            refuse_unknown_encoding(self.encoding)
        if self.language is not None and not (self.language and LANGUAGE.fullmatch(self.language)):
            raise ValueError(f"language must be a BCP 47 tag like en or pt-BR, not {self.language!r}")

    @classmethod
    def of(cls, **told: Unpack[ReadKeywords]) -> ReadSettings:
        """Make settings of keyword arguments, of which None is one that was not given."""
        given: dict[str, Any] = {name: value for name, value in told.items() if value is not None}
        return cls(**given)

    def over(self, older: ReadSettings) -> ReadSettings:
        """Return these settings, and those of `older` where these tell nothing."""
        told = {name: value for name, value in self.to_dict().items() if name != "mapping"}
        return replace(older, **told, mapping={**older.mapping, **self.mapping})

    def to_dict(self) -> dict[str, Any]:
        """Return what is told, as JSON values."""
        values = {each.name: getattr(self, each.name) for each in fields(self)} | {"mapping": dict(self.mapping)}
        return {name: value for name, value in values.items() if value is not None and value != {}}

    def __str__(self) -> str:
        """Return the options of `nutgraf index` that tell the same."""
        options = [f"--map {quote(f'{name}={key}')}" for name, key in self.mapping.items()]
        if self.day_first is not None:
            options.append("--day-first" if self.day_first else "--month-first")
        if self.drafts is not None:
            options.append("--drafts" if self.drafts else "--no-drafts")
        options += [f"--{name} {quote(it)}" for name in ("encoding", "language") if (it := getattr(self, name))]
        return " ".join(options)


def refuse_unknown_fields(mapping: Mapping[str, str]) -> None:
    """Refuse a mapping for a field that `Article` does not have.

    Raises:
        CorpusError: `mapping` names an unknown field.
    """
    for name in mapping:
        if name not in _FIELDS:
            raise CorpusError(f"an article has no field {name!r}; use one of: {', '.join(_FIELDS)}")


def refuse_unknown_encoding(name: str) -> None:
    """Refuse what is not the name of an encoding of text.

    Raises:
        ValueError: Python knows no encoding of that name.
    """
    try:
        "".encode(name)
        codecs.getincrementaldecoder(name)
    except (LookupError, ValueError):
        raise ValueError(f"{name!r} is not an encoding; use a name such as utf-8, cp1252 or shift_jis") from None


NO_SETTINGS = ReadSettings()
"""The settings of a place of which nothing is told."""
