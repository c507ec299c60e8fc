"""Results of parsing a file: records, and faults in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .errors import CorpusError


@dataclass(frozen=True, slots=True)
class Record:
    """One article as its format parsed it.

    Attributes:
        line: Its first line in the file, from 1.
        fields: Values by the field names of the file.
        derived: Values that the format derived, by the field names of `Article`: the text, and defaults for the others.
        is_whole_file: True where the record is a whole file, whose path is then the default id.
        state: What its format tells of its publication, see `unpublished`.
    """

    line: int
    fields: Mapping[str, object] = field(default_factory=dict)
    derived: Mapping[str, object] = field(default_factory=dict)
    is_whole_file: bool = False
    state: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that a format could not read.

    Attributes:
        line: The line, from 1; None for the whole file.
        reason: The reason, for a message.
        skipped: True where content was left out.
    """

    line: int | None
    reason: str
    skipped: bool = True


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about a record that was kept, to be told once for each kind and file.

    Attributes:
        kind: The field, and what happened to it.
        reason: The same for a message.
    """

    kind: str
    reason: str


class StoppedError(CorpusError):
    """Reading a file stopped; the records before are kept. `line` is where it stopped, or None if unknown."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line


class NoTextError(CorpusError):
    """A record has no text under any name that is known."""
