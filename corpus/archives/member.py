"""A member of an archive, and the names that an archive may give to one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from ..files.source import Source
from ..record import Fault
from ..sandbox.parser_process import Format

LEADS_OUT = "not read: its path leads out of the archive"
LINK = "not read: a link inside an archive is not followed"


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive, or a part of a file that is read like a file.

    Attributes:
        name: Its path in the archive; "" for a part that has none, and is reported as a line of the archive.
        source: Its content.
        read: The format that reads it; None to choose one by name and content.
        given: What the archive tells about it, by the field names of `Article`.
        fields: What a table beside it tells about it, by the names of its columns.
        line: Its first line in the archive, if it has no name.
    """

    name: str
    source: Source
    read: Format | None = None
    given: Mapping[str, object] = field(default_factory=dict)
    line: int = 1
    fields: Mapping[str, object] = field(default_factory=dict)


Members = Callable[[Source], Iterator[Member | Fault]]


def leads_out(name: str) -> bool:
    """True for a path that does not stay inside the archive."""
    return name.startswith(("/", "\\")) or name[1:2] == ":" or ".." in name.replace("\\", "/").split("/")


def is_hidden(name: str) -> bool:
    """True for a path that a walk through a folder would pass over: hidden files, and what macOS adds to archives."""
    return any(step.startswith(".") or step == "__MACOSX" for step in name.split("/"))


def member_fault(name: str, reason: str) -> Fault:
    """Make a fault about a member."""
    return Fault(None, f"{name[:200]}: {reason}")
